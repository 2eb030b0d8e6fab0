#include "alertd/core/milestones.hpp"

#include <algorithm>
#include <string>

namespace anju::alertd::core {

namespace {

/// In the order of MilestoneKind.
constexpr std::array<std::string_view, 9> kEvents{"incident.opened",       "incident.raised",    "responder.dispatched",
                                                  "incident.acknowledged", "responder.en_route", "responder.on_scene",
                                                  "incident.reopened",     "incident.resolved",  "incident.closed"};
static_assert(kEvents.size() == static_cast<std::size_t>(MilestoneKind::closed) + 1);

std::string_view fact(const JournalEntry& entry, std::string_view name) {
    for (const auto& [known, value] : entry.detail) {
        if (known == name) return value;
    }
    return {};
}

/// What a report adds to the case: severity never falls, and the severest names it; of several the one that the
/// vocabulary has first, as in the case itself.
void note_report(const JournalEntry& entry, Milestone& now) {
    const auto severity = parse_word<Severity>(fact(entry, "severity"));
    const auto condition = parse_word<Condition>(fact(entry, "condition"));
    if (!severity || !condition) return;
    const bool severer = *severity > now.severity || (*severity == now.severity && *condition < now.headline);
    if (!severer) return;
    now.severity = *severity;
    now.headline = *condition;
}

/// False when the word comes too late to say anything new.
bool move_to(MilestoneKind kind, const JournalEntry& entry, Milestone& now) {
    const auto forward = [&](IncidentState state) {
        if (state <= now.state) return false;
        now.state = state;
        return true;
    };
    switch (kind) {
        case MilestoneKind::opened:
            now.incident_class = parse_word<IncidentClass>(fact(entry, "class")).value_or(now.incident_class);
            now.severity = parse_word<Severity>(fact(entry, "severity")).value_or(now.severity);
            now.headline = parse_word<Condition>(fact(entry, "headline")).value_or(now.headline);
            now.test = fact(entry, "exercise") == "test";
            now.drill = fact(entry, "exercise") == "drill";
            now.state = IncidentState::open;
            return true;
        case MilestoneKind::raised: return true;
        case MilestoneKind::dispatched: return forward(IncidentState::dispatched);
        case MilestoneKind::acknowledged: return forward(IncidentState::acknowledged);
        case MilestoneKind::en_route: return forward(IncidentState::en_route);
        case MilestoneKind::on_scene: return forward(IncidentState::on_scene);
        case MilestoneKind::reopened:
            now.state = IncidentState::open;
            now.disposition.reset();
            return true;
        case MilestoneKind::resolved: return forward(IncidentState::resolved);
        case MilestoneKind::closed:
            now.disposition = entry.event == kMergedEvent ? Disposition::duplicate
                                                          : parse_case_word<Disposition>(fact(entry, "disposition"));
            return forward(IncidentState::closed);
    }
    return false;
}

}  // namespace

std::optional<MilestoneKind> parse_milestone(std::string_view event) {
    if (event == kMergedEvent) return MilestoneKind::closed;
    const auto found = std::ranges::find(kEvents, event);
    if (found == kEvents.end()) return std::nullopt;
    return static_cast<MilestoneKind>(found - kEvents.begin());
}

std::string_view platform_state(IncidentState state) {
    switch (state) {
        case IncidentState::open: return "立案";
        case IncidentState::dispatched: return "派遣";
        case IncidentState::acknowledged:
        case IncidentState::en_route:
        case IncidentState::on_scene: return "处置";
        case IncidentState::resolved: return "核查";
        case IncidentState::closed: return "结案";
    }
    return "立案";
}

const std::array<std::string_view, 9>& milestone_events() { return kEvents; }

std::vector<Milestone> milestones_of(const std::vector<JournalEntry>& timeline) {
    std::vector<Milestone> milestones;
    Milestone now;
    for (const auto& entry : timeline) {
        if (entry.event.starts_with("alert.")) {
            note_report(entry, now);
            continue;
        }
        const auto kind = parse_milestone(entry.event);
        if (!kind || !move_to(*kind, entry, now)) continue;
        now.seq = entry.seq;
        now.at = entry.at;
        now.kind = *kind;
        milestones.push_back(now);
    }
    return milestones;
}

}  // namespace anju::alertd::core
