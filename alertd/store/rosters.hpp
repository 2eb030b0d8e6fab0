// Rosters in the store, behind interfaces of their own: writer.rosters() and reader.rosters(). Ownership, threads
// and errors are those of store.hpp.
#pragma once

#include "alertd/core/roster.hpp"
#include "alertd/core/scope.hpp"
#include "base/result.hpp"

#include <cstddef>
#include <optional>
#include <set>
#include <vector>

namespace anju::alertd::store {

/// A roster with the part of the district to which it belongs; neither for the district's own.
struct PlacedRoster {
    core::Roster roster;
    std::optional<StreetId> street;
    std::optional<CommitteeId> committee;
    std::size_t shifts = 0, overrides = 0;  ///< how many it has, whether or not they were asked for
};

/// What of a roster is wanted.
struct RosterParts {
    bool shifts = true;
    /// Overrides that end after this; nothing: none of them.
    std::optional<UtcTime> overrides_after = UtcTime::min();
};

/// Where the scope of a roster lies, when it exists.
struct RosterScope {
    std::optional<StreetId> street;
    std::optional<CommitteeId> committee;
};

class RosterReader {
public:
    virtual ~RosterReader() = default;
    [[nodiscard]] virtual Result<std::optional<PlacedRoster>> roster(const core::RosterId& id,
                                                                     const RosterParts& parts) = 0;
    /// Those that `scope` covers, by id, after `after`.
    [[nodiscard]] virtual Result<std::vector<PlacedRoster>> rosters(const core::Scope& scope,
                                                                    const std::optional<core::RosterId>& after,
                                                                    std::size_t limit, const RosterParts& parts) = 0;
    /// Nothing when there is no such committee or street.
    [[nodiscard]] virtual Result<std::optional<RosterScope>> scope_of(core::Level level, const std::string& scope) = 0;
    /// All of one scope.
    [[nodiscard]] virtual Result<std::vector<core::Roster>> rosters_of(core::Level level, const std::string& scope,
                                                                       const RosterParts& parts) = 0;
    /// The responders of exactly this scope, teams and their members included.
    [[nodiscard]] virtual Result<std::vector<core::Responder>> people_of(core::Level level,
                                                                         const std::string& scope) = 0;
};

class RosterWriter {
public:
    virtual ~RosterWriter() = default;
    [[nodiscard]] virtual Result<std::vector<core::RosterId>> ids() = 0;
    [[nodiscard]] virtual Result<std::optional<core::Roster>> roster(const core::RosterId& id) = 0;
    /// As RosterReader::scope_of().
    [[nodiscard]] virtual Result<std::optional<RosterScope>> scope_of(core::Level level, const std::string& scope) = 0;
    /// Which of these ids are no responders of this scope, no teams of it and no members of such teams.
    [[nodiscard]] virtual Result<std::set<ResponderId>> strangers(core::Level level, const std::string& scope,
                                                                  const std::set<ResponderId>& people) = 0;
    /// Inserts it, or takes the place of the one with this id, its shifts and overrides included.
    [[nodiscard]] virtual Result<void> put(const core::Roster& roster) = 0;
    /// Puts overrides behind those that are there and sets the version.
    [[nodiscard]] virtual Result<void> append(const core::RosterId& id, const std::vector<core::Override>& overrides,
                                              std::uint64_t version) = 0;
    /// Takes one override away and sets the version; not_found when it is not there.
    [[nodiscard]] virtual Result<void> erase(const core::RosterId& id, const std::string& override_id,
                                             std::uint64_t version) = 0;
    [[nodiscard]] virtual Result<void> erase(const core::RosterId& id) = 0;
};

}  // namespace anju::alertd::store
