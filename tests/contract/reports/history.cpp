#include "tests/contract/reports/history.hpp"

#include "tests/contract/store/must.hpp"
#include "tests/contract/store/samples.hpp"

#include <algorithm>
#include <random>

namespace anju::tests {

using namespace alertd;
using core::Disposition;

namespace {

class Maker {
public:
    explicit Maker(std::uint64_t seed) : chance_(seed) {}

    History make(int cases) {
        for (int i = 0; i < cases; ++i) make_case(static_cast<std::uint32_t>(i + 1));
        std::ranges::stable_sort(made_.journal, {}, &core::JournalEntry::at);
        return std::move(made_);
    }

private:
    std::int64_t below(std::int64_t limit) {
        return static_cast<std::int64_t>(chance_() % static_cast<std::uint64_t>(limit));
    }
    bool likely(int percent) { return below(100) < percent; }
    template <class T>
    T one_of(const std::vector<T>& values) {
        return values[static_cast<std::size_t>(below(static_cast<std::int64_t>(values.size())))];
    }

    void say(const core::Incident& incident, UtcTime when, std::string event, std::string actor,
             std::vector<std::pair<std::string, std::string>> detail = {}) {
        core::JournalEntry entry;
        entry.at = when;
        entry.event = std::move(event);
        entry.actor = std::move(actor);
        entry.incident = incident.id;
        entry.detail = std::move(detail);
        made_.journal.push_back(std::move(entry));
    }

    core::Incident new_case(std::uint32_t n) {
        core::Incident incident = sample_incident(n);
        incident.opened_at = at(below(40) * 86'400'000 + below(86'400'000));
        incident.incident_class =
            one_of<IncidentClass>({IncidentClass::emergency, IncidentClass::welfare, IncidentClass::technical});
        incident.place.street.reset();
        incident.place.committee.reset();
        if (likely(90)) {
            const auto street = below(3);
            incident.place.street = StreetId("s" + std::to_string(street));
            if (likely(95)) incident.place.committee = CommitteeId("c" + std::to_string(street * 2 + below(2)));
        }
        // The table knows one open case of a home and class; here every case has a home of its own.
        incident.place.home = HomeId("home-" + std::to_string(n));
        return incident;
    }

    void make_alerts(const core::Incident& incident, std::uint32_t n, Kind kind) {
        const int alerts = 1 + static_cast<int>(below(3));
        for (int i = 0; i < alerts; ++i) {
            const AlertId id = made<AlertId>(n * 10 + static_cast<std::uint32_t>(i));
            HistoryAlert alert;
            alert.home = HomeId("home-" + std::to_string(1 + below(20)));
            alert.device = DeviceId("device-" + std::to_string(below(2)));
            alert.condition = one_of<Condition>({Condition::smoke, Condition::call, Condition::offline});
            alert.kind = i == 0 ? kind : Kind::door;
            alert.incident = incident.id;
            made_.alerts[id.to_string()] = alert;
            UtcTime when = incident.opened_at + Millis{i == 0 ? 0 : below(7'200'000)};
            const auto tell = [&](const char* phase) {
                say(incident, when, std::string("alert.") + phase, "gateway:g",
                    {{"alert", id.to_string()}, {"count", "1"}});
            };
            tell("raised");
            for (int repeats = static_cast<int>(below(6)); repeats > 0; --repeats) {
                when += Millis{below(likely(70) ? 40'000 : 4'000'000)};
                tell("repeated");
            }
            if (likely(60)) {
                when += Millis{below(likely(50) ? 60'001 : 4'000'000)};
                tell("cleared");
            }
        }
    }

    void make_case(std::uint32_t n) {
        const core::Incident incident = new_case(n);
        const Kind kind = one_of<Kind>({Kind::smoke, Kind::call_button, Kind::water_meter, Kind::fall});
        made_.incidents[incident.id] = incident;
        made_.kinds[incident.id] = kind;
        make_alerts(incident, n, kind);
        UtcTime when = incident.opened_at;
        say(incident, when, "incident.opened", "alertd");
        const auto later = [&](std::int64_t most) { when += Millis{below(most)}; };
        while (likely(30)) {
            later(300'000);
            say(incident, when, "incident.raised", "alertd");
        }
        if (likely(80)) {
            later(20'000);
            say(incident, when, "notification.delivered", "alertd");
        }
        int rounds = likely(20) ? 2 : 1;
        for (; rounds > 0; --rounds) {
            if (likely(15)) return;
            later(400'000);
            say(incident, when, "incident.acknowledged", "user:wang");
            if (likely(30)) say(incident, when, "notification.delivered", "alertd");
            for (const char* word : {"responder.en_route", "responder.on_scene"}) {
                if (!likely(60)) continue;
                later(3'000'000);
                say(incident, when, word, "user:li");
            }
            if (likely(20)) return;
            later(likely(80) ? 7'200'000 : 200'000'000);
            const auto how = static_cast<Disposition>(below(store::kDispositions));
            say(incident, when, "incident.closed", "user:wang", {{"disposition", std::string(core::to_string(how))}});
            if (rounds == 1) return;
            later(86'400'000);
            say(incident, when, "incident.reopened", likely(50) ? "alertd" : "user:wang");
        }
    }

    std::mt19937_64 chance_;
    History made_;
};

}  // namespace

History make_history(std::uint64_t seed, int cases) { return Maker(seed).make(cases); }

void write_cases(store::Writer& writer, const History& history) {
    commit(writer, [&] {
        for (const auto& [id, incident] : history.incidents) must(writer.put(incident));
        std::uint32_t n = 0;
        for (const auto& [text, alert] : history.alerts) {
            core::Alert row = sample_alert(++n);
            row.update.id = AlertId(must(Ulid::parse(text)));
            row.update.key.device = alert.device;
            row.update.key.condition = alert.condition;
            row.update.kind = alert.kind;
            row.home = alert.home;
            row.incident = alert.incident;
            must(writer.put(row));
        }
    });
}

void write_journal(store::Writer& writer, const History& history, std::size_t first, std::size_t last) {
    commit(writer, [&] {
        for (std::size_t i = first; i < last; ++i) must(writer.append(history.journal[i]));
    });
}

}  // namespace anju::tests
