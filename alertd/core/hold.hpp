// Inhibition: which alerts are held back because another case explains them, and when they are raised after all.
//
//  H1 Only what says "I cannot hear this device" is ever held back (`offline`, `water_no_data`, and in an area outage
//     `gateway_lost`). Never an emergency, never a welfare alarm, never a battery or a tamper. Reason: those are said
//     by a device that was heard, so the lost path does not explain them.
//  H2 While its gateway is lost, and for the grace after its return, such an alert is held back for `gateway_lost`;
//     while its street has an area outage, for `area_outage`. The gateway is asked first: it is the nearer cause.
//  H3 A held alert is stored, receipted, journalled with the reason and shown with the case that explains it. It has
//     no case of its own and calls nobody. Reason: one thing is wrong, and one case tells it.
//  H4 What came shortly before its explanation goes into it: an unanswered technical case of which nobody has been
//     told yet, and in which every alert could be held back, is closed as a duplicate of the case that explains it.
//     One that people know of, or that has anything else in it, stays. Reason: the delay of the first technical step
//     is the window; what somebody has been told must not vanish from his list.
//  H5 When the cause has ended, what is still true is raised at once as if it had just come: the gateway is back and
//     the grace has passed, or the area outage is over. What has cleared meanwhile stays recorded, without a case.
//     What another cause explains by then is held back for that one.
//  H6 A held alert's next word is judged anew. When nothing explains it any more, it is raised by that word; when it
//     only says that it is over, it is recorded, because there is no case to end.
//  H7 Everything above is in the rows (`hold` of the alert with its release time), so that a restart neither raises
//     nor forgets what was held back. Reason: peers have told everything inhibited once more after a restart.
#pragma once

#include "alertd/core/core.hpp"
#include "alertd/core/draft.hpp"

namespace anju::alertd::core {

/// H1.
[[nodiscard]] bool may_hold(HoldReason reason, Condition condition);
/// Whether the cover holds this update back.
[[nodiscard]] bool holds_back(const std::optional<Cover>& cover, const AlertUpdate& update);

// Parts of step(), by input.
[[nodiscard]] Effects end_hold(const CaseState& state, const HoldEnded& input, const Now& now, UlidFactory& ids);
[[nodiscard]] Effects explain(const CaseState& state, const Explained& input, const Now& now, UlidFactory& ids);

}  // namespace anju::alertd::core
