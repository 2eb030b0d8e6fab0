// History: some weeks of a district, made by chance from a seed, and written into a store as the engine would:
// cases, alerts and the journal, in the order of time.
#pragma once

#include "alertd/store/store.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace anju::tests {

struct HistoryAlert {
    HomeId home;
    DeviceId device;
    Condition condition = Condition::smoke;
    Kind kind = Kind::smoke;
    std::optional<IncidentId> incident;
};

struct History {
    std::vector<alertd::core::JournalEntry> journal;
    std::map<IncidentId, alertd::core::Incident> incidents;  ///< as they were opened
    std::map<IncidentId, Kind> kinds;
    std::map<std::string, HistoryAlert> alerts;  ///< by their id's text
};

[[nodiscard]] History make_history(std::uint64_t seed, int cases);

/// Cases and alerts first, so that the journal can be written piece by piece afterwards.
void write_cases(alertd::store::Writer& writer, const History& history);
/// Entries from `first` to before `last`.
void write_journal(alertd::store::Writer& writer, const History& history, std::size_t first, std::size_t last);

}  // namespace anju::tests
