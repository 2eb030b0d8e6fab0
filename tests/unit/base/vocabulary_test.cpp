#include "base/vocabulary.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace anju;

namespace {

/// Every value up to `last` has a word of its own that leads back to it.
template <class Enum>
void check_round_trip(Enum last) {
    std::set<std::string> words;
    for (int i = 0; i <= static_cast<int>(last); ++i) {
        const auto value = static_cast<Enum>(i);
        const std::string word(to_string(value));
        CAPTURE(word);
        CHECK_FALSE(word.empty());
        CHECK(words.insert(word).second);
        CHECK(parse_word<Enum>(word) == value);
    }
    CHECK_FALSE(parse_word<Enum>("").has_value());
    CHECK_FALSE(parse_word<Enum>("no such word").has_value());
}

}  // namespace

TEST_CASE("every word of the vocabulary leads back to its value") {
    check_round_trip(Kind::unknown);
    check_round_trip(SignalType::offline);
    check_round_trip(Condition::escalation_stalled);
    check_round_trip(Condition::area_outage);
    check_round_trip(IncidentClass::technical);
    check_round_trip(Severity::critical);
    check_round_trip(AlertPhase::cancelled);
}

TEST_CASE("fire, gas, calls and falls are critical emergencies") {
    for (const auto condition : {Condition::smoke, Condition::co, Condition::gas, Condition::call, Condition::fall}) {
        CAPTURE(to_string(condition));
        CHECK(class_of(condition) == IncidentClass::emergency);
        CHECK(severity_of(condition) == Severity::critical);
    }
}

TEST_CASE("a condition outside the vocabulary is treated as a critical emergency") {
    const auto beyond = static_cast<Condition>(static_cast<int>(Condition::area_outage) + 1);
    CHECK(class_of(beyond) == IncidentClass::emergency);
    CHECK(severity_of(beyond) == Severity::critical);
}
