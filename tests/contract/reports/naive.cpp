#include "tests/contract/reports/naive.hpp"

#include "alertd/reports/buckets.hpp"
#include "tests/contract/store/must.hpp"

#include <algorithm>
#include <sstream>

namespace anju::tests {

using namespace alertd;

namespace {

constexpr std::int64_t kDay = 86'400'000;
constexpr std::int64_t kShanghai = 8 * 3'600'000;

std::int64_t ms(UtcTime time) { return time.time_since_epoch().count(); }
std::int64_t day(UtcTime time) { return (ms(time) + kShanghai) / kDay; }

template <class... Values>
std::string line(const Values&... values) {
    std::ostringstream out;
    ((out << values << ' '), ...);
    return out.str();
}

Lines lines(const std::map<std::string, std::int64_t>& sums) {
    Lines out;
    for (const auto& [name, value] : sums) {
        if (value != 0) out.push_back(line(name, value));
    }
    std::ranges::sort(out);
    return out;
}

bool asks_for(const NaiveAsked& asked, const core::Place& place) { return asked.scope.covers(place); }
bool asks_for(const NaiveAsked& asked, std::int64_t on) { return on >= asked.first_day && on <= asked.last_day; }

std::string area(const core::Place& place) {
    return place.street.value_or(StreetId("")).value + "/" + place.committee.value_or(CommitteeId("")).value;
}

/// Everything that happened to one case, in order.
std::vector<core::JournalEntry> life_of(const History& history, const IncidentId& id) {
    std::vector<core::JournalEntry> life;
    for (const auto& entry : history.journal) {
        if (entry.incident == id) life.push_back(entry);
    }
    return life;
}

std::optional<std::int64_t> first(const std::vector<core::JournalEntry>& life, std::string_view event) {
    for (const auto& entry : life) {
        if (entry.event == event) return ms(entry.at);
    }
    return std::nullopt;
}

/// How and when it ended, if it has not been opened again.
std::optional<std::pair<UtcTime, std::string>> end_of_life(const std::vector<core::JournalEntry>& life) {
    std::optional<std::pair<UtcTime, std::string>> end;
    for (const auto& entry : life) {
        if (entry.event == "incident.closed") end = {entry.at, entry.detail.at(0).second};
        if (entry.event == "incident.merged") end = {entry.at, "duplicate"};
        if (entry.event == "incident.reopened") end.reset();
    }
    return end;
}

bool apart(const std::optional<std::pair<UtcTime, std::string>>& end) {
    return end && (end->second == "test" || end->second == "drill" || end->second == "duplicate");
}

store::FiguresQuery query_of(const NaiveAsked& asked) {
    store::FiguresQuery query;
    query.first_day = asked.first_day;
    query.last_day = asked.last_day;
    query.scope = asked.scope;
    return query;
}

std::string area(const store::Area& of) { return of.street.value + "/" + of.committee.value; }

}  // namespace

Lines naive_cases(const History& history, const NaiveAsked& asked) {
    std::map<std::string, std::int64_t> sums;
    for (const auto& [id, incident] : history.incidents) {
        if (!asks_for(asked, incident.place)) continue;
        const auto life = life_of(history, id);
        const auto end = end_of_life(life);
        const std::string who =
            line(area(incident.place), to_string(incident.incident_class), to_string(history.kinds.at(id)));
        if (!apart(end) && end && asks_for(asked, day(end->first))) ++sums[who + "ended"];
        if (!asks_for(asked, day(incident.opened_at))) continue;
        if (end) ++sums[who + end->second];
        if (apart(end)) {
            ++sums[who + "apart"];
            continue;
        }
        ++sums[who + "opened"];
        if (first(life, "incident.acknowledged")) ++sums[who + "acknowledged"];
        if (!end) continue;
        ++sums[who + "closed"];
        if (end->first - incident.opened_at > Millis{kDay}) ++sums[who + "long_standing"];
    }
    return lines(sums);
}

Lines counted_cases(store::Reader& reader, const NaiveAsked& asked) {
    std::map<std::string, std::int64_t> sums;
    for (const auto& row : must(reader.figures().cases(query_of(asked)))) {
        const std::string who = line(area(row.key.area), to_string(row.key.incident_class), to_string(row.key.kind));
        sums[who + "opened"] += row.counts.opened;
        sums[who + "acknowledged"] += row.counts.acknowledged;
        sums[who + "closed"] += row.counts.closed;
        sums[who + "ended"] += row.counts.ended;
        sums[who + "long_standing"] += row.counts.long_standing;
        sums[who + "apart"] += row.counts.apart;
        for (std::size_t i = 0; i < store::kDispositions; ++i) {
            sums[who + std::string(core::to_string(static_cast<core::Disposition>(i)))] += row.counts.dispositions[i];
        }
    }
    return lines(sums);
}

Lines naive_times(const History& history, const NaiveAsked& asked) {
    std::map<std::string, std::int64_t> sums;
    for (const auto& [id, incident] : history.incidents) {
        const auto life = life_of(history, id);
        if (!asks_for(asked, incident.place) || !asks_for(asked, day(incident.opened_at)) || apart(end_of_life(life)))
            continue;
        const auto add = [&](const char* measure, std::optional<std::int64_t> from, std::optional<std::int64_t> to) {
            if (!from || !to || *to < *from) return;
            ++sums[line(incident.place.street.value_or(StreetId("")).value, to_string(incident.incident_class), measure,
                        reports::bucket_of(Millis{*to - *from}))];
        };
        const auto acknowledged = first(life, "incident.acknowledged");
        const auto departed = first(life, "responder.en_route");
        const auto arrived = first(life, "responder.on_scene");
        add("answered", ms(incident.opened_at), acknowledged);
        add("reacted", first(life, "notification.delivered"), acknowledged);
        add("departed", acknowledged, departed);
        add("travelled", departed, arrived);
        add("attended", ms(incident.opened_at), arrived);
    }
    return lines(sums);
}

Lines counted_times(store::Reader& reader, const NaiveAsked& asked) {
    std::map<std::string, std::int64_t> sums;
    for (const auto& row : must(reader.figures().times(query_of(asked)))) {
        sums[line(row.street.value, to_string(row.incident_class), to_string(row.measure), row.bucket)] += row.count;
    }
    return lines(sums);
}

Lines naive_windows(const History& history, const NaiveAsked& asked) {
    std::map<std::string, std::int64_t> sums;
    for (const auto& entry : history.journal) {
        const bool again = entry.event == "incident.reopened" && entry.actor == "alertd";
        if (entry.event != "incident.opened" && entry.event != "incident.raised" && !again) continue;
        if (!asks_for(asked, day(entry.at)) || !asks_for(asked, history.incidents.at(*entry.incident).place)) continue;
        ++sums[line(ms(entry.at) / 600'000)];
    }
    return lines(sums);
}

Lines counted_windows(store::Reader& reader, const NaiveAsked& asked) {
    std::map<std::string, std::int64_t> sums;
    for (const auto& row : must(reader.figures().windows(query_of(asked)))) sums[line(row.window)] += row.alarms;
    return lines(sums);
}

Lines naive_sources(const History& history, const NaiveAsked& asked) {
    struct Event {
        std::int64_t at = 0;
        std::string what;
    };
    // Where a source is follows the case of the day's first report: which case that was changes nothing in the sums
    // of the whole district, so sources are compared there only.
    std::map<std::string, std::vector<Event>> by_source_and_day;
    for (const auto& entry : history.journal) {
        if (!entry.event.starts_with("alert.") || !asks_for(asked, day(entry.at))) continue;
        const auto& alert = history.alerts.at(entry.detail.at(0).second);
        const auto source = line(alert.home.value, alert.device.value, to_string(alert.condition));
        by_source_and_day[source + "@" + std::to_string(day(entry.at))].push_back({ms(entry.at), entry.event});
    }
    std::map<std::string, std::int64_t> sums;
    for (const auto& [name, events] : by_source_and_day) {
        const std::string source = name.substr(0, name.find('@'));
        std::vector<std::int64_t> reports;
        for (const auto& event : events) {
            if (event.what == "alert.cleared") {
                if (!reports.empty() && event.at - reports.back() <= 60'000) ++sums[source + "fleeting"];
                continue;
            }
            reports.push_back(event.at);
            ++sums[source + "reports"];
            if (event.what == "alert.raised") ++sums[source + "alarms"];
            if (reports.size() >= 3 && event.at - reports[reports.size() - 3] <= 60'000) ++sums[source + "chattering"];
        }
    }
    return lines(sums);
}

Lines counted_sources(store::Reader& reader, const NaiveAsked& asked) {
    std::map<std::string, std::int64_t> sums;
    const auto add = [&](const store::SourceRow& row) {
        const auto source = line(row.source.home.value, row.source.device.value, to_string(row.source.condition));
        sums[source + "alarms"] = row.alarms;
        sums[source + "reports"] = row.reports;
        sums[source + "chattering"] = row.chattering;
        sums[source + "fleeting"] = row.fleeting;
    };
    for (const bool chattering : {false, true}) {
        for (const auto& row : must(reader.figures().sources(query_of(asked), chattering, 100'000))) add(row);
    }
    // A source that only went on or cleared on these days stands in the totals.
    const auto totals = must(reader.figures().source_totals(query_of(asked)));
    std::int64_t alarms = 0;
    for (const auto& [name, value] : sums) alarms += name.ends_with("alarms") ? value : 0;
    CHECK(totals.alarms == alarms);
    return lines(sums);
}

}  // namespace anju::tests
