#include "gateway/app/config.hpp"

#include "tests/support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <regex>
#include <sstream>
#include <string>

using namespace anju;
using namespace anju::gateway::app;
using namespace std::chrono_literals;

namespace {

constexpr const char* kFixtures = "tests/unit/gateway_app/fixtures";
constexpr const char* kSample = "config/gateway.toml";

/// The lines `# expect: 3:6: ...` of a fixture, each as it must be told of that file.
std::string expected_of(const std::filesystem::path& file) {
    std::istringstream lines(anju::tests::read_file(file));
    const std::string mark = "# expect: ";
    std::string expected;
    for (std::string line; std::getline(lines, line);) {
        if (line.rfind(mark, 0) != 0) continue;
        if (!expected.empty()) expected += '\n';
        expected += file.string() + ":" + line.substr(mark.size());
    }
    return expected;
}

}  // namespace

TEST_CASE("each wrong configuration is refused with its place and what was expected") {
    int fixtures = 0;
    for (const auto& entry : std::filesystem::directory_iterator(kFixtures)) {
        CAPTURE(entry.path().string());
        const auto config = load_config(entry.path());
        const auto expected = expected_of(entry.path());
        REQUIRE_FALSE(expected.empty());
        REQUIRE(config.has_error());
        CHECK(config.error().code == ErrorCode::invalid);
        CHECK(config.error().message == expected);
        ++fixtures;
    }
    CHECK(fixtures >= 30);
}

TEST_CASE("a minimal configuration works and has the defaults") {
    const auto config = parse_config("[gateway]\nid = 'gw-1'\n[uplink]\nhost = 'centre'\n", "minimal.toml");
    REQUIRE(config.has_value());
    CHECK(config.value().gateway == GatewayId{"gw-1"});
    CHECK(config.value().uplink.host == "centre");
    CHECK(config.value().uplink.port == 1883);
    CHECK(config.value().heartbeat == 30s);
    CHECK(config.value().home_broker.host == "127.0.0.1");
    CHECK(config.value().state_dir == "/var/lib/anju-gateway");
    CHECK(config.value().log_format == log::LogFormat::text);
    CHECK(config.value().rules.fall.confirmation == 60s);
}

TEST_CASE("every key is taken over") {
    const auto config = parse_config(R"(
[gateway]
id = "gw-1"
home = "home-1"
street = "street-1"
state_dir = "/tmp/state"
outbox_max_mib = 8
[home_broker]
host = "10.0.0.2"
port = 1884
username = "u"
password = "p"
zigbee2mqtt_topics = ["z1", "z2"]
plain_topics = []
announce_topic = "say"
discovery_prefix = ""
[uplink]
host = "centre"
heartbeat = "10s"
[uplink.tls]
ca = "ca.pem"
certificate = "c.pem"
key = "k.pem"
[rules.water]
window = "24h"
threshold_m3 = 1
quiet_start = "21:30"
quiet_end = "07:05"
utc_offset = "-03:30"
[rules]
vital_rest = "2h"
[rules.presence]
no_movement = "10h"
quiet_start = "23:00"
[[rules.vital]]
kind = "blood_pressure"
reading = "systolic"
below = 90
above = 180
for = "2m"
hysteresis = 5
[[rules.vital]]
kind = "spo2"
below = 88
least = 50
[rules.babble]
per_minute = 30
[rules.test_mode]
longest = "30m"
[rules.supervision]
smoke = "0s"
door = "2h"
[[device]]
id = "hall/button"
kind = "call_button"
name = "at the bed"
[[device]]
id = "any"
[[source]]
name = "cellar"
host = "10.0.0.3"
plain_topics = ["anju/home"]
[source.tls]
ca = "home-ca.pem"
[[source]]
name = "roof"
host = "10.0.0.4"
port = 1885
zigbee2mqtt_topics = ["z2m"]
prefix = ""
[http_push]
address = "::1"
port = 8090
[[http_push.source]]
name = "vendor"
token = "0123456789abcdef"
most_per_minute = 60
[uplink.second]
host = "other"
after = "7s"
[fallback]
after = "20s"
sound_for = "1m"
hook = ["/bin/hook", "a b"]
hook_timeout = "5s"
[[fallback.command]]
topic = "siren/set"
payload = "on"
off_payload = "off"
[[announce]]
device = "hall/button"
topic = "hall/button/set"
payloads = { help_is_coming = "green" }
[log]
level = "warn"
format = "json"
)",
                                     "full.toml");
    REQUIRE_MESSAGE(config.has_value(), (config.has_error() ? config.error().message : ""));
    const auto& got = config.value();
    CHECK(got.rules.home == HomeId{"home-1"});
    CHECK(got.street == StreetId{"street-1"});
    CHECK(got.outbox_max_mib == 8);
    CHECK(got.home_broker.port == 1884);
    CHECK(got.home_broker.password == "p");
    CHECK(got.zigbee2mqtt_topics == std::vector<std::string>{"z1", "z2"});
    CHECK(got.plain_topics.empty());
    CHECK(got.announce_topic == "say");
    CHECK(got.discovery_prefix.empty());
    CHECK(got.heartbeat == 10s);
    CHECK(got.uplink.port == 8883);
    REQUIRE(got.uplink.tls.has_value());
    CHECK(got.uplink.tls->key_file == "k.pem");
    CHECK(got.rules.water.window == 24h);
    CHECK(got.rules.water.threshold_m3 == 1.0);
    CHECK(got.rules.water.quiet_start_min == 21 * 60 + 30);
    CHECK(got.rules.water.quiet_end_min == 7 * 60 + 5);
    CHECK(got.rules.water.utc_offset_min == -210);
    CHECK(got.rules.presence.no_movement == 10h);
    CHECK(got.rules.presence.quiet_start_min == 23 * 60);
    REQUIRE(got.rules.vital.rules.size() == 2);
    const auto& pressure = got.rules.vital.rules[0];
    CHECK(pressure.kind == Kind::blood_pressure);
    CHECK(pressure.reading == "systolic");
    CHECK(pressure.below == 90);
    CHECK(pressure.above == 180);
    CHECK(pressure.hold == 2min);
    CHECK(pressure.hysteresis == 5);
    CHECK(pressure.least == 20);
    CHECK(pressure.most == 320);
    CHECK_FALSE(got.rules.vital.rules[1].above.has_value());
    CHECK(got.rules.vital.rules[1].least == 50);
    CHECK(got.rules.vital.rest == 2h);
    CHECK(got.rules.babble.per_minute == 30);
    CHECK(got.rules.test.longest == 30min);
    CHECK(got.rules.supervision.limits.count(Kind::smoke) == 0);
    CHECK(got.rules.supervision.limits.at(Kind::door) == 2h);
    REQUIRE(got.devices.size() == 2);
    CHECK(got.devices[0].kind == Kind::call_button);
    CHECK(got.devices[1].kind == Kind::unknown);
    REQUIRE(got.sources.size() == 2);
    CHECK(got.sources[0].prefix == "cellar/");
    CHECK(got.sources[0].broker.port == 8883);
    CHECK(got.sources[0].broker.tls->ca_file == "home-ca.pem");
    CHECK(got.sources[0].broker.tls->certificate_file.empty());
    CHECK(got.sources[1].broker.port == 1885);
    CHECK(got.sources[1].prefix.empty());
    CHECK(got.http_push.address == "::1");
    CHECK(got.http_push.port == 8090);
    REQUIRE(got.http_push.sources.size() == 1);
    CHECK(got.http_push.sources[0].most_per_minute == 60);
    REQUIRE(got.second_uplink.has_value());
    CHECK(got.second_uplink->host == "other");
    CHECK(got.second_uplink->port == 1883);
    CHECK_FALSE(got.second_uplink->tls.has_value());
    CHECK(got.second_after == 7s);
    CHECK(got.fallback.after == 20s);
    CHECK(got.fallback.sound_for == 1min);
    CHECK(got.fallback.hook == std::vector<std::string>{"/bin/hook", "a b"});
    CHECK(got.fallback.hook_timeout == 5s);
    REQUIRE(got.fallback.commands.size() == 1);
    CHECK(got.fallback.commands[0].off_payload == "off");
    REQUIRE(got.announce_routes.size() == 1);
    CHECK(got.announce_routes[0].device == DeviceId{"hall/button"});
    CHECK(got.announce_routes[0].payloads.at("help_is_coming") == "green");
    CHECK(got.log_level == "warn");
    CHECK(got.log_format == log::LogFormat::json);
}

TEST_CASE("the documented file is right, with its comments and with every key in them set") {
    REQUIRE(load_config(kSample).has_value());
    const auto all =
        std::regex_replace(anju::tests::read_file(kSample), std::regex("(^|\n)#(\\[|[a-z_0-9]+ = )"), "$1$2");
    const auto config = parse_config(all, "all.toml");
    REQUIRE_MESSAGE(config.has_value(), (config.has_error() ? config.error().message : ""));
    const Config defaults;
    CHECK(config.value().rules.repeat.holdoff == defaults.rules.repeat.holdoff);
    CHECK(config.value().rules.repeat.technical_rest == defaults.rules.repeat.technical_rest);
    CHECK(config.value().rules.water.no_data == defaults.rules.water.no_data);
    CHECK(config.value().rules.water.reset_confirmations == defaults.rules.water.reset_confirmations);
    CHECK(config.value().rules.battery.debounce == defaults.rules.battery.debounce);
    CHECK(config.value().rules.supervision.limits == defaults.rules.supervision.limits);
    for (const auto& [kind, limit] : defaults.rules.supervision.limits) {
        INFO(to_string(kind));
        CHECK(all.find("\n" + std::string(to_string(kind)) + " = ") != std::string::npos);
    }
    CHECK(config.value().announce_topic == defaults.announce_topic);
    CHECK(config.value().discovery_prefix == defaults.discovery_prefix);
    CHECK(config.value().heartbeat == defaults.heartbeat);
    CHECK(config.value().second_after == defaults.second_after);
    CHECK(config.value().fallback.after == defaults.fallback.after);
    CHECK(config.value().fallback.sound_for == defaults.fallback.sound_for);
    CHECK(config.value().fallback.hook_timeout == defaults.fallback.hook_timeout);
    CHECK(config.value().fallback.commands.size() == 1);
    CHECK(config.value().announce_routes.size() == 1);
    CHECK(config.value().sources.size() == 1);
    CHECK(config.value().http_push.port == defaults.http_push.port);
    CHECK(config.value().http_push.sources.size() == 1);
}

TEST_CASE("a file that is not there is named") {
    const auto config = load_config("no/such/file.toml");
    REQUIRE(config.has_error());
    CHECK(config.error().message == "no/such/file.toml:1:1: expected a file that can be read");
    CHECK(load_config("config").has_error());
}

TEST_CASE("a devices file has device tables and nothing else") {
    anju::tests::TempDir directory("devices");
    const auto file = directory / "devices.toml";
    anju::tests::write_file(file, "[[device]]\nid = 'a'\nkind = 'fall'\n");
    CHECK(load_devices(file).value().at(0).kind == Kind::fall);
    anju::tests::write_file(file, "[gateway]\nid = 'a'\n");
    CHECK(load_devices(file).has_error());
}

TEST_CASE("a configuration cut short at any byte is answered") {
    const auto text = anju::tests::read_file(kSample);
    for (std::size_t length = 0; length < text.size(); length += 7) {
        const auto config = parse_config(std::string_view(text).substr(0, length), "cut.toml");
        if (config.has_error()) CHECK(config.error().message.rfind("cut.toml:", 0) == 0);
    }
}
