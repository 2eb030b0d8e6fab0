#include "alertd/core/commands.hpp"

#include "base/words.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace anju::alertd::core {

namespace {

constexpr std::array<std::string_view, 5> kKinds{"away", "away_over", "test_mode", "test_mode_over", "take_out"};
constexpr std::array<std::string_view, 4> kStates{"waiting", "confirmed", "expired", "replaced"};
static_assert(kKinds.size() == static_cast<std::size_t>(CommandKind::take_out) + 1);
static_assert(kStates.size() == static_cast<std::size_t>(CommandState::replaced) + 1);

bool is_about_absence(CommandKind kind) { return kind == CommandKind::away || kind == CommandKind::away_over; }
bool is_about_test_mode(CommandKind kind) {
    return kind == CommandKind::test_mode || kind == CommandKind::test_mode_over;
}

}  // namespace

std::string_view to_string(CommandKind value) { return word_of(kKinds, value); }
std::string_view to_string(CommandState value) { return word_of(kStates, value); }

template <>
std::optional<CommandKind> parse_case_word<CommandKind>(std::string_view text) {
    return find_word<CommandKind>(kKinds, text);
}
template <>
std::optional<CommandState> parse_case_word<CommandState>(std::string_view text) {
    return find_word<CommandState>(kStates, text);
}

bool confirms(const GatewayWord& word, const GatewayCommand& command) {
    if (std::ranges::find(word.done, command.id) != word.done.end()) return true;
    const bool says_so = command.kind == CommandKind::test_mode && !command.device.empty();
    return says_so && command.attempts > 0 && std::ranges::find(word.in_test, command.device) != word.in_test.end();
}

bool is_expired(const GatewayCommand& command, UtcTime at) { return at >= command.expires_at; }

bool may_be_sent(const GatewayCommand& command, UtcTime at) {
    if (command.state != CommandState::waiting || is_expired(command, at)) return false;
    return !command.sent_at || at - *command.sent_at >= kSendAgain;
}

bool replaces(const GatewayCommand& newer, const GatewayCommand& older) {
    if (newer.id == older.id || newer.home != older.home || newer.gateway != older.gateway) return false;
    if (is_about_absence(newer.kind)) return is_about_absence(older.kind);
    if (newer.device != older.device) return false;
    return is_about_test_mode(newer.kind) ? is_about_test_mode(older.kind) : newer.kind == older.kind;
}

}  // namespace anju::alertd::core
