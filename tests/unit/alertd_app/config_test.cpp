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
    CHECK(config.value().policies.emergency.steps.size() == 3);
}

TEST_CASE("the file that we ship documents the defaults as they are") {
    const auto shipped = read_config("config/alertd.toml");
    REQUIRE(shipped);
    const Config defaults;
    CHECK(shipped.value().state_dir == defaults.state_dir);
    CHECK(shipped.value().broker.port == defaults.broker.port);
    CHECK(shipped.value().api_port == defaults.api_port);
    CHECK(shipped.value().gateway_lost_after == defaults.gateway_lost_after);
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

TEST_CASE("a wrong configuration says where and what was expected") {
    struct Case {
        const char* text;
        const char* message;
    };
    for (const auto& [text, message] : {
             Case{"[api]\naddress = \"0.0.0.0\"\n",
                  "alertd.toml:2:11: api.address: expected 127.0.0.1 as long as there is no [[api.token]]"},
             Case{"[[api.token]]\nname = \"desk\"\ntoken = \"short\"\n",
                  "alertd.toml:3:9: api.token.token: expected a secret of at least 32 characters"},
             Case{"[broker]\nport = 0\n", "alertd.toml:2:8: broker.port: expected a whole number from 1 to 65535"},
             Case{"[broker.tls]\nca = \"a\"\nkey = \"b\"\n",
                  "alertd.toml:1:1: broker.tls.certificate: expected the file of alertd's certificate, but it is "
                  "missing"},
             Case{"[policy.emergency]\nsteps = []\n",
                  "alertd.toml:2:9: policy.emergency.steps: expected at least one step"},
             Case{
                 "[policy.emergency]\nsteps = [{after = \"1s\", notify = [\"mayor\"]}]\n",
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
             Case{"[log]\nlevel = \"loud\"\n", "alertd.toml:2:9: log.level: expected one of debug info warn error"},
             Case{"state_dir = \"\"\n", "alertd.toml:1:13: state_dir: expected a folder"},
             Case{"colour = 1\n",
                  "alertd.toml:1:1: colour: unknown key; expected one of api, broker, channel, gateways, log, policy, "
                  "state_dir"},
         }) {
        INFO(text);
        CHECK(mistakes_of(text) == message);
    }
}
