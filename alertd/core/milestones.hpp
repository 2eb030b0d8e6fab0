// Milestones: a case as others follow it, told from its journal. Pure.
//
// The city's platform and whoever reads the CAP feed want the few moments at which a case changed for
// them, in order, each with a number that stays the same for ever: the journal's. What stands there is
// never rewritten, so a milestone told twice reads the same twice. Nobody's name is in it.
#pragma once

#include "alertd/core/types.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace anju::alertd::core {

/// Journal events that are milestones, by these names: "incident.opened", "responder.dispatched" ...
enum class MilestoneKind {
    opened,
    raised,  ///< a new condition, a higher severity, or it came back
    dispatched,
    acknowledged,
    en_route,
    on_scene,
    reopened,
    resolved,
    closed,
};
/// What the journal says of a case that goes on as another one: for everybody outside it is closed.
inline constexpr std::string_view kMergedEvent = "incident.merged";
[[nodiscard]] std::optional<MilestoneKind> parse_milestone(std::string_view event);
/// The journal's names of all of them, without kMergedEvent.
[[nodiscard]] const std::array<std::string_view, 9>& milestone_events();

/// The name that the city's management platforms have for a state (立案, 派遣, 处置, 核查, 结案).
[[nodiscard]] std::string_view platform_state(IncidentState state);

struct Milestone {
    std::uint64_t seq = 0;  ///< of the journal row
    UtcTime at{};
    MilestoneKind kind = MilestoneKind::opened;
    IncidentState state = IncidentState::open;  ///< of the case from then on
    IncidentClass incident_class = IncidentClass::emergency;
    Severity severity = Severity::major;     ///< the highest so far
    Condition headline = Condition::fault;   ///< the condition of the severest report so far
    std::optional<Disposition> disposition;  ///< with the close
    bool test = false;                       ///< a test that runs the whole path, from its opening on
    bool drill = false;                      ///< an exercise of people, from its opening on
};

/// `timeline` is one incident's journal, oldest first. A word that is late ("on the way" after somebody
/// was on scene) is no milestone.
[[nodiscard]] std::vector<Milestone> milestones_of(const std::vector<JournalEntry>& timeline);

}  // namespace anju::alertd::core
