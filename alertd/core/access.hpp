// Roles, and what is masked for whom. Pure; each rule with its reason. The table of permissions stands
// in alertd/api/principal.hpp.
//
//  P1 A scope (scope.hpp) limits everything: lists, single ids, searches, exports, the stream. Reason: a street's staff
//     needs its own residents and nobody else's.
//  P2 What is outside a scope is answered like what does not exist. Reason: "it is there, but not for you" tells that
//     it is there.
//  P3 The role street needs a scope; an administrator has the whole district. Reason: whoever makes accounts could give
//     himself the rest.
//  P4 Persons (name, phone, birth year, medical notes, words of people about a case) are shown in full to
//     administrators, and to who may act while the case is open. Reason: the duty officer calls the old woman at
//     once; no answer of the server may stand between. (The page veils them until one press, which is journalled, for
//     who sits beside him.) Everybody else, and everybody after the close, sees them masked.
//  P5 An address is shown in full to who may act. Reason: it is how a case is spoken of.
//  P6 A reveal shows what is masked, to who may reveal, for one of the fixed reasons, and stands in the journal; the
//     person's own words about it do not. Reason: the law asks who looked at sensitive data and why; and the journal
//     cannot forget what words may hold.
#pragma once

#include "alertd/core/scope.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anju::alertd::core {

enum class Role { viewer, street, operator_, auditor, administrator };
[[nodiscard]] std::string_view to_string(Role value);
[[nodiscard]] std::optional<Role> parse_role(std::string_view text);

enum class RevealReason { emergency, call_back, follow_up, complaint, audit, request_of_resident, other };
[[nodiscard]] std::string_view to_string(RevealReason value);
[[nodiscard]] std::optional<RevealReason> parse_reveal_reason(std::string_view text);

/// What of a person and of an address is shown.
struct Sight {
    bool persons = false;
    bool addresses = false;
    friend bool operator==(const Sight&, const Sight&) = default;
};
/// `open`: in the frame of a case that is not closed (P4).
[[nodiscard]] Sight sight_of(Role role, bool open);

/// "张**": the first character, and two stars whatever follows.
[[nodiscard]] std::string masked_name(std::string_view name);
/// "138****1234"; of fewer than eleven characters the last two at most.
[[nodiscard]] std::string masked_phone(std::string_view phone);
/// The first number stays (the lane), the digits of every other become stars: "长寿路100弄*号***室".
[[nodiscard]] std::string masked_address(std::string_view address);
/// Words are masked as a whole: nobody knows what stands in them.
[[nodiscard]] std::string masked_words(std::string_view words);

}  // namespace anju::alertd::core
