// What holds for the way cases climb: the file's policies, and those that somebody set over the API.
//
//  The file is the beginning: what it says is kept in the store and holds. Once somebody sets the policies of a class
//  over the API, those hold for that class, whatever the file says, until somebody takes them back. Reason: a restart
//  or an edit of the file must not undo in silence what an administrator decided; and what is in force, since when,
//  by whom and why, stands in one place and in the journal.
//
// All of it runs inside a part of the engine's turn; the engine goes by it from the commit on. Errors change nothing.
#pragma once

#include "alertd/ingest/turn.hpp"
#include "alertd/store/policies.hpp"

#include <array>
#include <string>

namespace anju::alertd::ingest {

inline constexpr std::array kPolicyClasses{IncidentClass::emergency, IncidentClass::welfare, IncidentClass::technical};

/// Who changes the policies of which class, and why.
struct PolicyEdit {
    IncidentClass incident_class = IncidentClass::emergency;
    std::string actor;
    std::string reason;
};

/// What the file says now takes the place of what it said before. The policies must be right (mistakes_in).
[[nodiscard]] Result<void> take_policies_of_file(Turn& turn, const core::PolicyBook& file);
/// Sets them; the same again changes nothing. Returns what holds now. invalid: mistakes_in() finds something.
[[nodiscard]] Result<store::KeptPolicies> set_policies(Turn& turn, const PolicyEdit& edit,
                                                       const core::ClassPolicies& policies);
/// Back to the file's; without anything set nothing changes. Returns what holds now.
[[nodiscard]] Result<store::KeptPolicies> take_back_policies(Turn& turn, const PolicyEdit& edit);

}  // namespace anju::alertd::ingest
