#include "alertd/core/core.hpp"

#include <doctest/doctest.h>

using namespace anju;
using namespace anju::alertd::core;

namespace {

template <class Enum>
void check_round_trip(Enum last) {
    for (int i = 0; i <= static_cast<int>(last); ++i) {
        const auto value = static_cast<Enum>(i);
        CAPTURE(to_string(value));
        CHECK(parse_case_word<Enum>(to_string(value)) == value);
    }
    CHECK_FALSE(parse_case_word<Enum>("no such word"));
    CHECK_FALSE(parse_case_word<Enum>(""));
}

}  // namespace

TEST_CASE("every word of a case is read back as itself, and no other word is read") {
    check_round_trip(Level::district);
    check_round_trip(ChannelKind::mqtt);
    check_round_trip(IncidentState::closed);
    check_round_trip(Disposition::other);
    check_round_trip(EscalationState::cancelled);
    check_round_trip(NotificationState::superseded);
    CHECK(to_string(IncidentState::on_scene) == "on_scene");
    CHECK(to_string(Disposition::resident_away) == "resident_away");
    CHECK(to_string(Reason::foreign_alert) == "foreign_alert");
}

TEST_CASE(
    "the default policy calls the committee at once, the street at 60 s, the district at 90 s and again at 180 s") {
    const auto book = PolicyBook::defaults();
    for (const auto incident_class : {IncidentClass::emergency, IncidentClass::welfare}) {
        const Policy& policy = book.of(incident_class);
        REQUIRE(policy.steps.size() == 3);
        CHECK(policy.steps[0].after == Millis{0});
        CHECK(policy.steps[0].levels == std::vector{Level::home, Level::committee});
        CHECK(policy.steps[1].after == Millis{60'000});
        CHECK(policy.steps[1].levels == std::vector{Level::street});
        CHECK(policy.steps[2].after == Millis{90'000});
        CHECK(policy.steps[2].levels == std::vector{Level::district});
        CHECK(policy.repeat_every == Millis{90'000});
    }
    CHECK(book.of(IncidentClass::technical).steps.front().after == Millis{600'000});
    CHECK(book.of(IncidentClass::technical).steps.front().levels == std::vector{Level::street});
}

TEST_CASE("a policy without steps calls the district, because calling nobody is never meant") {
    const PolicyBook book;
    const Policy& policy = book.of(IncidentClass::emergency);
    REQUIRE(policy.steps.size() == 1);
    CHECK(policy.steps[0].levels == std::vector{Level::district});
}
