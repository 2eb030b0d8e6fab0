// Which of several open cases an alert joins (alertd/core/correlate.hpp).
#include "alertd/core/correlate.hpp"

#include "tests/unit/alertd_core/desk.hpp"

using namespace anju;
using namespace anju::alertd::core;
using namespace anju::alertd::core::testing;

namespace {

IncidentId id_of(std::uint8_t number) { return IncidentId(Ulid{{number}}); }

Alert alert_of(std::string device, Condition condition, UtcTime received = {}, std::string gateway = "g1") {
    Alert alert;
    alert.gateway = GatewayId(std::move(gateway));
    alert.update.key = {HomeId("h1"), DeviceId(std::move(device)), condition};
    alert.received_first = received;
    return alert;
}

Candidate candidate(std::uint8_t number, std::vector<Alert> alerts, std::string home = "h1",
                    IncidentClass incident_class = IncidentClass::emergency) {
    Candidate one;
    one.incident.id = id_of(number);
    one.incident.part = number;
    one.incident.place = place_of(std::move(home));
    one.incident.incident_class = incident_class;
    one.alerts = std::move(alerts);
    return one;
}

std::optional<IncidentId> choose(const Alert& alert, const std::vector<Candidate>& candidates,
                                 const std::optional<Alert>& stored = std::nullopt) {
    return choose_case(place_of("h1"), alert.gateway, alert.update, stored, candidates);
}

}  // namespace

TEST_CASE("C1: an alert stays in its case while that is open, also in another home's") {
    auto alert = alert_of("button", Condition::call);
    alert.incident = id_of(3);
    const std::vector<Candidate> cases{candidate(1, {alert}), candidate(3, {}, "h2")};
    CHECK(choose(alert, cases, alert) == id_of(3));
    auto closed = cases;
    closed[1].incident.state = IncidentState::closed;
    CHECK(choose(alert, closed, alert) == id_of(1));
}

TEST_CASE("C2: the case that has the device and condition is chosen, the one with the newest alert of it first") {
    const auto alert = alert_of("button", Condition::call);
    CHECK(choose(alert, {candidate(1, {alert_of("hall", Condition::smoke)}),
                         candidate(2, {alert_of("button", Condition::call)})}) == id_of(2));
    CHECK(choose(alert, {candidate(1, {alert_of("button", Condition::call, UtcTime{2s})}),
                         candidate(2, {alert_of("button", Condition::call, UtcTime{1s})})}) == id_of(1));
}

TEST_CASE("C3: else the case with the same device, else the same condition, else the lowest part") {
    const auto alert = alert_of("hall", Condition::smoke);
    const auto device = candidate(3, {alert_of("hall", Condition::co)});
    const auto condition = candidate(2, {alert_of("kitchen", Condition::smoke)});
    const auto neither = candidate(1, {alert_of("button", Condition::call)});
    CHECK(choose(alert, {neither, condition, device}) == id_of(3));
    CHECK(choose(alert, {neither, condition}) == id_of(2));
    CHECK(choose(alert, {neither, candidate(2, {alert_of("radar", Condition::fall)})}) == id_of(1));
    CHECK_FALSE(choose(alert, {}));
}

TEST_CASE("C4: a case of another home or class takes only what it has already") {
    const auto alert = alert_of("hall", Condition::smoke);
    CHECK_FALSE(choose(alert, {candidate(1, {alert_of("hall", Condition::co)}, "h2")}));
    CHECK_FALSE(choose(alert, {candidate(1, {alert_of("kitchen", Condition::smoke)}, "h2")}));
    CHECK(choose(alert, {candidate(1, {alert}, "h2")}) == id_of(1));
    CHECK_FALSE(choose(alert, {candidate(1, {alert_of("hall", Condition::smoke, {}, "g2")}, "h2")}));
}
