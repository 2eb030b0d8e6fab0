// Merge, split, and taking a merge back: acts on two cases at once.
//
//  G1 Merging closes a case as a duplicate of another one (`merged_into`), which takes its alerts. The gateways are not
//     told that it is closed, because what happened there is not over.
//  G2 Two cases of one home may be merged; across homes it needs a reason in words (a hub's neighbour, mother's and
//     daughter's flats). An emergency is merged into an emergency only, a welfare case not into a technical one.
//     Reason: the case that stays decides how fast people are called.
//     An exercise is not merged with what is real.
//  G3 An area outage is not merged into anything: its storm counts under it.
//  G4 The case that stays never gets less severe. When what was merged is unanswered, somebody must hear of
//     it: who owns the other one is told again; a resolved one is open again; an unanswered one that stands lower on
//     its ladder fires its next step up to everybody. Otherwise its own ladder goes on. What is silenced waits (S3).
//  G5 Who goes for the merged case is shown in the one that stays, unless he has said something there.
//  G6 Later reports of the merged alerts, and new alerts of the same device and condition, go to the case that stays
//     while it is open (correlate.hpp). Another condition in the merged home opens a case there. Reason: a merge must
//     not hide an emergency that nobody knew of when it was made.
//  G7 A split gives the chosen alerts, of one home, a case of their own, which climbs like a new one; at least one
//     alert stays. It gets the home's next free `part` of the class, so that a home may have two open cases of a class.
//  G8 Reopening a merged case takes its alerts back out of the case that has them now, and gives it to whoever
//     reopens it (O6). A case that went into one that explains it (H4) is not reopened: its alerts are held back.
//  G9 Both cases' versions are checked when given, both change, and both have it in their journal.
#pragma once

#include "alertd/core/core.hpp"

#include <optional>

namespace anju::alertd::core {

/// What one act means for two cases. Unless `reason` is accepted both are empty.
struct Regrouped {
    Reason reason = Reason::accepted;
    Effects one;    ///< of the case that the act names
    Effects other;  ///< of the case merged into, or the split-off one
};

[[nodiscard]] Regrouped merge(const CaseState& from, const CaseState& into, const OperatorAct& act, const Now& now,
                              UlidFactory& ids);

/// Where a split-off case belongs: asked first, so that the shell can find the place and the free part.
struct SplitPlan {
    Reason reason = Reason::accepted;
    IncidentClass incident_class = IncidentClass::technical;
    Alert first;  ///< one of the chosen ones: its home is theirs
};
[[nodiscard]] SplitPlan plan_split(const CaseState& state, const OperatorAct& act);
/// `state.place` is the chosen alerts' home.
[[nodiscard]] Regrouped split(const CaseState& state, int free_part, const OperatorAct& act, const Now& now,
                              UlidFactory& ids);

/// Reopens `merged`, whose alerts `into` has.
[[nodiscard]] Regrouped take_back(const CaseState& merged, const CaseState& into, int free_part, const OperatorAct& act,
                                  const Now& now, UlidFactory& ids);

}  // namespace anju::alertd::core
