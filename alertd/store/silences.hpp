// The store's tables of silences (core/silence.hpp) and of the alerts that they keep. Errors as in store.hpp.
#pragma once

#include "alertd/core/scope.hpp"
#include "alertd/core/silence.hpp"
#include "base/result.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace anju::alertd::store {

/// A silence that began, or ended, and whose cases have not all been looked at.
struct DueSilence {
    core::Silence silence;
    bool is_over = false;
    bool readable = true;  ///< otherwise it has its id only, and is over
};

class SilenceWriter {
public:
    virtual ~SilenceWriter() = default;
    /// Inserts, or replaces the one of this id: its cases are looked at (again) when it begins and when it ends.
    virtual Result<void> put(const core::Silence& silence) = 0;
    virtual Result<std::optional<core::Silence>> find(const core::SilenceId& id) = 0;
    /// Those that last at `now` and are of this home or one of its devices, its committee or its street.
    virtual Result<std::vector<core::Silence>> lasting(const core::Place& place, UtcTime now) = 0;
    /// Where it is, by the registry; nothing when there is no such home, committee or street. A home that is not
    /// registered ("gateway:...") is in no street.
    virtual Result<std::optional<core::Place>> place_of(core::SilenceScope scope, const std::string& of) = 0;
    /// The absence of this home that lasts or is to come, if there is one.
    virtual Result<std::optional<core::Silence>> absence_of(const HomeId& home, UtcTime now) = 0;

    // -- what begins and ends
    virtual Result<std::optional<UtcTime>> next_due() = 0;
    virtual Result<std::vector<DueSilence>> due(UtcTime now, std::size_t limit) = 0;
    /// Open cases, no emergencies, in its reach: the next ones after those that were given out before.
    virtual Result<std::vector<IncidentId>> next_cases(const core::Silence& silence, std::size_t limit) = 0;
    /// Every open case that it covers has been looked at; now it waits for its end.
    virtual Result<void> begun(const core::SilenceId& id) = 0;
    virtual Result<std::vector<IncidentId>> cases_kept_by(const core::SilenceId& id, std::size_t limit) = 0;
    /// Nothing is kept by it any more; it is history.
    virtual Result<void> settled(const core::SilenceId& id) = 0;

    // -- the alerts that they keep
    virtual Result<std::vector<core::Hushed>> hushed_of(const IncidentId& incident) = 0;
    virtual Result<void> put(const core::Hushed& hushed) = 0;
    virtual Result<void> unhush(const AlertId& alert) = 0;
};

struct SilenceFilter {
    UtcTime now{};
    std::optional<core::SilenceState> state;
    std::optional<bool> away;
    std::optional<HomeId> home;            ///< that reach it: its own, its devices', committee's and street's
    std::optional<CommitteeId> committee;  ///< of it, or of a home in it
    std::optional<StreetId> street;        ///< of it, or of a committee or home in it
    std::optional<core::SilenceId> after;  ///< cursor: the last id of the page before
    core::Scope scope = core::Scope::district();
    std::size_t limit = 50;
};

/// How many open cases and alerts a silence keeps.
struct ListedSilence {
    core::Silence silence;
    core::Place place;  ///< where it is, as the registry has it now
    std::size_t cases = 0;
};

class SilenceReader {
public:
    virtual ~SilenceReader() = default;
    /// Newest first.
    virtual Result<std::vector<ListedSilence>> silences(const SilenceFilter& filter) = 0;
    virtual Result<std::optional<ListedSilence>> silence(const core::SilenceId& id) = 0;
    /// The alerts of a case that called nobody, with the silences that kept them.
    virtual Result<std::vector<core::Hushed>> hushed_of(const IncidentId& incident) = 0;
};

}  // namespace anju::alertd::store
