#include "alertd/app/config.hpp"

#include <doctest/doctest.h>

using namespace anju;
using namespace anju::alertd::app;

namespace {

std::string mistakes_of(std::string_view text) {
    const auto config = parse_config(text, "alertd.toml");
    return config ? "" : config.error().message;
}

}  // namespace

TEST_CASE("an empty file is the defaults") {
    const auto config = parse_config("", "alertd.toml");
    REQUIRE(config);
    CHECK(config.value().api_address == "127.0.0.1");
    CHECK(config.value().gateway_lost_after == Millis{85'000});
    CHECK(config.value().policies.emergency.usual.steps.size() == 3);
}

TEST_CASE("the file that we ship documents the defaults as they are") {
    const auto shipped = read_config("config/alertd.toml");
    REQUIRE(shipped);
    const Config defaults;
    CHECK(shipped.value().state_dir == defaults.state_dir);
    CHECK(shipped.value().broker.port == defaults.broker.port);
    CHECK(shipped.value().api_port == defaults.api_port);
    CHECK(shipped.value().gateway_lost_after == defaults.gateway_lost_after);
    CHECK(shipped.value().holds == defaults.holds);
    CHECK(shipped.value().test_intervals == defaults.test_intervals);
    CHECK(shipped.value().watchdog.url.empty());
    CHECK(shipped.value().watchdog.every == defaults.watchdog.every);
    CHECK(shipped.value().watchdog.timeout == defaults.watchdog.timeout);
    const auto& channels = shipped.value().channels;
    CHECK(channels.webhook.http.limits.timeout == defaults.channels.webhook.http.limits.timeout);
    CHECK(channels.language == defaults.channels.language);
    CHECK(channels.utc_offset == defaults.channels.utc_offset);
    CHECK(channels.limits.empty());
    CHECK_FALSE(shipped.value().mqtt_channel);
    for (const auto incident_class : {IncidentClass::emergency, IncidentClass::welfare, IncidentClass::technical}) {
        const auto& written = shipped.value().policies.of(incident_class);
        const auto& built_in = defaults.policies.of(incident_class);
        INFO(to_string(incident_class));
        CHECK(written.repeat_every == built_in.repeat_every);
        REQUIRE(written.steps.size() == built_in.steps.size());
        for (std::size_t i = 0; i < written.steps.size(); ++i) {
            CHECK(written.steps[i].after == built_in.steps[i].after);
            CHECK(written.steps[i].levels == built_in.steps[i].levels);
        }
    }
}

TEST_CASE("tests may be expected at other times, or of no kind") {
    const auto config = parse_config("[tests]\nsmoke = \"90d\"\ngas = \"0s\"\n", "alertd.toml");
    REQUIRE(config);
    const auto& intervals = config.value().test_intervals;
    CHECK(intervals.at(Kind::smoke) == Millis{90LL * 86'400'000});
    CHECK_FALSE(intervals.contains(Kind::gas));
    CHECK(intervals.contains(Kind::call_button));
}

TEST_CASE("a monitor outside is called when the file names one") {
    const auto config = parse_config(
        "[watchdog]\nurl = \"https://monitor.example/ping\"\nmethod = \"POST\"\nevery = \"30s\"\n", "alertd.toml");
    REQUIRE(config);
    CHECK(config.value().watchdog.url == "https://monitor.example/ping");
    CHECK(config.value().watchdog.post);
    CHECK(config.value().watchdog.every == Millis{30'000});
    CHECK(mistakes_of("[watchdog]\nurl = \"monitor.example\"\n").find("watchdog.url") != std::string::npos);
    CHECK(mistakes_of("[watchdog]\nmethod = \"PUT\"\n").find("watchdog.method") != std::string::npos);
    CHECK(mistakes_of("[watchdog]\nevery = \"1s\"\n").find("watchdog.every") != std::string::npos);
    CHECK(mistakes_of("[tests]\nthermometer = \"1d\"\n").find("thermometer") != std::string::npos);
}

TEST_CASE("a wrong configuration says where and what was expected") {
    struct Case {
        const char* text;
        const char* message;
    };
    for (
        const auto& [text, message] : {
            Case{"[[api.token]]\nname = \"a\"\ntoken = \"0123456789abcdef0123456789abcdef\"\nrole = \"chief\"\n",
                 "alertd.toml:4:8: api.token.role: expected one of viewer street operator auditor administrator"},
            Case{"[[api.token]]\nname = \"a\"\ntoken = \"0123456789abcdef0123456789abcdef\"\nstreets = [\"s-01\"]\n",
                 "alertd.toml:4:11: api.token.streets: expected nothing beside the role administrator, which has the "
                 "whole district"},
            Case{"[[api.token]]\nname = \"a\"\ntoken = \"0123456789abcdef0123456789abcdef\"\nrole = \"street\"\n",
                 "alertd.toml:4:8: api.token.role: expected streets or committees beside the role street"},
            Case{"[[api.token]]\nname = \"desk\"\ntoken = \"short\"\n",
                 "alertd.toml:3:9: api.token.token: expected a secret of at least 32 characters"},
            Case{"[broker]\nport = 0\n", "alertd.toml:2:8: broker.port: expected a whole number from 1 to 65535"},
            Case{"[broker.tls]\nca = \"a\"\nkey = \"b\"\n",
                 "alertd.toml:1:1: broker.tls.certificate: expected the file of alertd's certificate, but it is "
                 "missing"},
            Case{"[policy.emergency]\nsteps = []\n",
                 "alertd.toml:2:9: policy.emergency.steps: expected at least one step"},
            Case{"[policy.emergency]\nsteps = [{after = \"1s\", notify = [\"mayor\"]}]\n",
                 "alertd.toml:2:34: policy.emergency.steps.notify: expected only home, committee, street and district"},
            Case{"[policy.emergency]\nsteps = [{after = \"1s\", notify = []}]\n",
                 "alertd.toml:2:34: policy.emergency.steps.notify: expected at least one of home, committee, street, "
                 "district"},
            Case{"[policy.welfare]\nsteps = [{after = \"9s\", notify = [\"home\"]}, {after = \"9s\", notify = "
                 "[\"district\"]}]\n",
                 "alertd.toml:2:54: policy.welfare.steps.after: expected a later time than the step before it"},
            Case{"[policy.welfare]\nsteps = [{after = \"9s\", notify = [\"home\"]}]\n",
                 "alertd.toml:2:9: policy.welfare.steps: expected a step that notifies the district, so that "
                 "somebody always hears"},
            Case{"[gateways]\nlost_after = \"1s\"\n",
                 "alertd.toml:2:14: gateways.lost_after: expected a duration from \"5s\" to \"1d\""},
            Case{"[gateways]\nreturn_grace = \"2d\"\n",
                 "alertd.toml:2:16: gateways.return_grace: expected a duration from \"0s\" to \"1d\""},
            Case{"[storms]\nat_least = 1\n",
                 "alertd.toml:2:12: storms.at_least: expected a whole number from 2 to 1000"},
            Case{"[storms]\nat_least = 70\nalways_at = 60\n",
                 "alertd.toml:3:13: storms.always_at: expected no less than at_least"},
            Case{"[storms]\nshare = 101\n", "alertd.toml:2:9: storms.share: expected a number from 0 to 100"},
            Case{"[storms]\nwindow = \"2h\"\n",
                 "alertd.toml:2:10: storms.window: expected a duration from \"10s\" to \"1h\""},
            Case{"[readings]\nkeep_days = -1\n",
                 "alertd.toml:2:13: readings.keep_days: expected a whole number from 0 to 3660"},
            Case{"[log]\nlevel = \"loud\"\n", "alertd.toml:2:9: log.level: expected one of debug info warn error"},
            Case{"state_dir = \"\"\n", "alertd.toml:1:13: state_dir: expected a folder"},
            Case{"colour = 1\n",
                 "alertd.toml:1:1: colour: unknown key; expected one of api, broker, cap, channel, district, gateways, "
                 "log, northbound, policy, readings, reports, retention, state_dir, storms, tests, watchdog"},
            Case{"[district]\ntime_zone = \"Asia/Peking\"\n",
                 "alertd.toml:2:13: district.time_zone: expected a time zone by its name in the time zone database, "
                 "such "
                 "as Asia/Shanghai"},
            Case{"[[policy.emergency.when]]\nhours = \"22:00-06:00\"\n",
                 "alertd.toml:1:1: policy.emergency.when.name: expected a name for the journal, but it is missing"},
            Case{"[[policy.emergency.when]]\nname = \"usual\"\n",
                 "alertd.toml:2:8: policy.emergency.when.name: expected at most 64 bytes, and not \"usual\", which is "
                 "the "
                 "policy without conditions"},
            Case{"[[policy.emergency.when]]\nname = \"a\"\n[[policy.emergency.when]]\nname = \"a\"\n",
                 "alertd.toml:4:8: policy.emergency.when.name: expected each name once in a class"},
            Case{"[[policy.emergency.when]]\nname = \"a\"\nkinds = [\"dog\"]\n",
                 "alertd.toml:3:9: policy.emergency.when.kinds: expected kinds of devices such as smoke, call_button, "
                 "fall"},
            Case{"[[policy.emergency.when]]\nname = \"a\"\nconditions = [\"fire\"]\n",
                 "alertd.toml:3:14: policy.emergency.when.conditions: expected conditions such as smoke, call, "
                 "no_water_use"},
            Case{
                "[[policy.emergency.when]]\nname = \"a\"\nconditions = [\"low_battery\"]\n",
                "alertd.toml:3:14: policy.emergency.when.conditions: expected conditions of this class; low_battery is "
                "technical"},
            Case{"[[policy.emergency.when]]\nname = \"a\"\nmin_severity = \"awful\"\n",
                 "alertd.toml:3:16: policy.emergency.when.min_severity: expected one of minor major critical"},
            Case{"[[policy.emergency.when]]\nname = \"a\"\nhours = \"22-6\"\n",
                 "alertd.toml:3:9: policy.emergency.when.hours: expected local times such as \"22:00-06:00\", which go "
                 "over midnight"},
            Case{"[[policy.emergency.when]]\nname = \"a\"\nhours = \"08:00-08:00\"\n",
                 "alertd.toml:3:9: policy.emergency.when.hours: expected local times such as \"22:00-06:00\", which go "
                 "over midnight"},
            Case{"[[policy.emergency.when]]\nname = \"a\"\nweekdays = [\"someday\"]\n",
                 "alertd.toml:3:12: policy.emergency.when.weekdays: expected only monday, tuesday ... sunday"},
            Case{"[[policy.emergency.when]]\nname = \"a\"\nweekdays = []\n",
                 "alertd.toml:3:12: policy.emergency.when.weekdays: expected at least one of monday ... sunday"},
            Case{"[[policy.technical.when]]\nname = \"a\"\nsteps = [{after = \"0s\", notify = [\"street\"]}]\n",
                 "alertd.toml:3:9: policy.technical.when.steps: expected a step that notifies the district, so that "
                 "somebody always hears"},
        }) {
        INFO(text);
        CHECK(mistakes_of(text) == message);
    }
}

TEST_CASE("variants of a policy are read in their order, and keep what they leave out from the usual one") {
    const auto config = parse_config(R"(
[district]
time_zone = "Europe/Berlin"
[policy.emergency]
repeat_every = "75s"
[[policy.emergency.when]]
name = "smoke by night"
kinds = ["smoke"]
conditions = ["smoke", "co"]
min_severity = "critical"
hours = "22:00-06:30"
weekdays = ["friday", "saturday"]
steps = [{ after = "0s", notify = ["street"] }, { after = "30s", notify = ["district"] }]
[[policy.emergency.when]]
name = "the rest of the night"
hours = "22:00-06:30"
attend_within = "5m"
[[policy.technical.when]]
name = "weekend"
weekdays = ["saturday", "sunday"]
)",
                                     "alertd.toml");
    REQUIRE_MESSAGE(config, (config ? "" : config.error().message));
    CHECK(config.value().time_zone == "Europe/Berlin");
    const auto& variants = config.value().policies.emergency.variants;
    REQUIRE(variants.size() == 2);
    CHECK(variants[0].kinds == std::vector{Kind::smoke});
    CHECK(variants[0].conditions == std::vector{Condition::smoke, Condition::co});
    CHECK(variants[0].least_severity == Severity::critical);
    REQUIRE(variants[0].hours);
    CHECK(variants[0].hours->begins == std::chrono::minutes{22 * 60});
    CHECK(variants[0].hours->ends == std::chrono::minutes{6 * 60 + 30});
    CHECK(variants[0].weekdays.has(std::chrono::Friday));
    CHECK_FALSE(variants[0].weekdays.has(std::chrono::Sunday));
    CHECK(variants[0].policy.steps.size() == 2);
    CHECK(variants[0].policy.repeat_every == Millis{75'000});
    CHECK(variants[1].policy.steps == config.value().policies.emergency.usual.steps);
    CHECK(variants[1].policy.attend_within == Millis{300'000});
    CHECK(variants[1].weekdays.full());
    CHECK(config.value().policies.technical.variants.at(0).name == "weekend");
}
