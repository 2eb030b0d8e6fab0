// The words of access.hpp.
#include "alertd/core/access.hpp"

#include "base/words.hpp"

#include <array>

namespace anju::alertd::core {

namespace {

// The order of each table is the order of its enum.
constexpr std::array<std::string_view, 5> kRoles{"viewer", "street", "operator", "auditor", "administrator"};
constexpr std::array<std::string_view, 7> kRevealReasons{"emergency", "call_back",           "follow_up", "complaint",
                                                         "audit",     "request_of_resident", "other"};
static_assert(kRoles.size() == static_cast<std::size_t>(Role::administrator) + 1);
static_assert(kRevealReasons.size() == static_cast<std::size_t>(RevealReason::other) + 1);

}  // namespace

std::string_view to_string(Role value) { return word_of(kRoles, value); }
std::string_view to_string(RevealReason value) { return word_of(kRevealReasons, value); }
std::optional<Role> parse_role(std::string_view text) { return find_word<Role>(kRoles, text); }
std::optional<RevealReason> parse_reveal_reason(std::string_view text) {
    return find_word<RevealReason>(kRevealReasons, text);
}

}  // namespace anju::alertd::core
