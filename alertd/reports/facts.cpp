#include "alertd/core/draft.hpp"
#include "alertd/reports/buckets.hpp"
#include "alertd/reports/days.hpp"
#include "alertd/reports/figures.hpp"

namespace anju::alertd::reports {

using core::Disposition;
using core::JournalEntry;
using store::CaseCounts;
using store::CaseFacts;
using store::Measure;

namespace {

/// Nothing unless both happened, in this order.
std::optional<Millis> between(const std::optional<UtcTime>& from, const std::optional<UtcTime>& to) {
    if (!from || !to || *to < *from) return std::nullopt;
    return *to - *from;
}

void keep_first(std::optional<UtcTime>& time, UtcTime at) {
    if (!time) time = at;
}

}  // namespace

std::string_view fact_of(const JournalEntry& entry, std::string_view name) {
    for (const auto& [key, value] : entry.detail) {
        if (key == name) return value;
    }
    return {};
}

bool is_apart(const CaseFacts& facts) {
    return facts.exercise || facts.disposition == Disposition::test || facts.disposition == Disposition::drill ||
           facts.disposition == Disposition::duplicate;
}

Contribution contribution_of(const CaseFacts& facts, Millis utc_offset) {
    Contribution made;
    const bool apart = is_apart(facts);
    store::CaseKey key{day_of(facts.opened_at, utc_offset), facts.area, facts.incident_class, facts.kind, facts.model};
    CaseCounts counts;
    if (apart) {
        counts.apart = 1;
    } else {
        counts.opened = 1;
        counts.acknowledged = facts.acknowledged_at ? 1 : 0;
        counts.closed = facts.closed_at ? 1 : 0;
        counts.long_standing = facts.closed_at && *facts.closed_at - facts.opened_at > kStaleAfter ? 1 : 0;
    }
    if (facts.closed_at && facts.disposition) counts.dispositions[static_cast<std::size_t>(*facts.disposition)] = 1;
    made.counts.emplace_back(key, counts);
    if (apart) return made;

    if (facts.closed_at) {
        CaseCounts ended;
        ended.ended = 1;
        key.period = day_of(*facts.closed_at, utc_offset);
        made.counts.emplace_back(key, ended);
    }
    const auto took = [&](Measure measure, const std::optional<Millis>& time) {
        if (!time) return;
        made.times.push_back(
            {day_of(facts.opened_at, utc_offset), facts.area, facts.incident_class, measure, bucket_of(*time)});
    };
    took(Measure::answered, between(facts.opened_at, facts.acknowledged_at));
    took(Measure::reacted, between(facts.told_at, facts.acknowledged_at));
    took(Measure::departed, between(facts.acknowledged_at, facts.en_route_at));
    took(Measure::travelled, between(facts.en_route_at, facts.on_scene_at));
    took(Measure::attended, between(facts.opened_at, facts.on_scene_at));
    return made;
}

bool hear(CaseFacts& facts, const JournalEntry& entry) {
    const CaseFacts before = facts;
    if (entry.event == "notification.delivered") keep_first(facts.told_at, entry.at);
    if (entry.event == "incident.acknowledged") keep_first(facts.acknowledged_at, entry.at);
    if (entry.event == "responder.en_route") keep_first(facts.en_route_at, entry.at);
    if (entry.event == "responder.on_scene") keep_first(facts.on_scene_at, entry.at);
    if (entry.event == "incident.closed") {
        facts.closed_at = entry.at;
        facts.disposition = core::parse_case_word<Disposition>(fact_of(entry, "disposition"));
    }
    // It goes on as another case (G1, H4).
    if (entry.event == "incident.merged") {
        facts.closed_at = entry.at;
        facts.disposition = Disposition::duplicate;
    }
    if (entry.event == "incident.reopened") {
        facts.closed_at.reset();
        facts.disposition.reset();
    }
    return !(facts == before);
}

bool is_alarm(const JournalEntry& entry) {
    if (!entry.incident) return false;
    if (entry.event == "incident.opened" || entry.event == "incident.raised") return true;
    // A person who opens a case again is there already.
    return entry.event == "incident.reopened" && entry.actor == core::kAlertd;
}

std::int64_t window_of(UtcTime at) {
    const auto since = at.time_since_epoch();
    return std::chrono::floor<std::chrono::duration<std::int64_t, std::ratio<600>>>(since).count();
}

bool hear(store::SourceDay& day, const JournalEntry& entry) {
    const bool raised = entry.event == "alert.raised";
    if (raised || entry.event == "alert.repeated") {
        day.alarms += raised ? 1 : 0;
        ++day.reports;
        if (day.before && entry.at - *day.before <= kChatter) ++day.chattering;
        day.before = day.last;
        day.last = entry.at;
        return true;
    }
    if (entry.event == "alert.cleared" && day.last && entry.at - *day.last <= kChatter) {
        ++day.fleeting;
        return true;
    }
    return false;
}

}  // namespace anju::alertd::reports
