#include "alertd/core/aftercare.hpp"

#include "base/words.hpp"

#include <array>
#include <cstddef>

namespace anju::alertd::core {

namespace {

// The order of each table is the order of its enum; the sizes are checked below.
constexpr std::array<std::string_view, 5> kKinds{"visit", "call", "repair", "registry", "other"};
constexpr std::array<std::string_view, 3> kStates{"open", "done", "cancelled"};
constexpr std::array<std::string_view, 4> kParties{"resident", "contact", "neighbour", "other"};
constexpr std::array<std::string_view, 4> kOutcomes{"spoke", "no_answer", "wrong_number", "declined_help"};

static_assert(kKinds.size() == static_cast<std::size_t>(FollowUpKind::other) + 1);
static_assert(kStates.size() == static_cast<std::size_t>(FollowUpState::cancelled) + 1);
static_assert(kParties.size() == static_cast<std::size_t>(CalledParty::other) + 1);
static_assert(kOutcomes.size() == static_cast<std::size_t>(CallOutcome::declined_help) + 1);

}  // namespace

std::string_view to_string(FollowUpKind value) { return word_of(kKinds, value); }
std::string_view to_string(FollowUpState value) { return word_of(kStates, value); }
std::string_view to_string(CalledParty value) { return word_of(kParties, value); }
std::string_view to_string(CallOutcome value) { return word_of(kOutcomes, value); }

template <>
std::optional<FollowUpKind> parse_case_word<FollowUpKind>(std::string_view text) {
    return find_word<FollowUpKind>(kKinds, text);
}
template <>
std::optional<FollowUpState> parse_case_word<FollowUpState>(std::string_view text) {
    return find_word<FollowUpState>(kStates, text);
}
template <>
std::optional<CalledParty> parse_case_word<CalledParty>(std::string_view text) {
    return find_word<CalledParty>(kParties, text);
}
template <>
std::optional<CallOutcome> parse_case_word<CallOutcome>(std::string_view text) {
    return find_word<CallOutcome>(kOutcomes, text);
}

}  // namespace anju::alertd::core
