// Storms (wide losses): when the losses of one street are one event, how it is told, and when it is over.
//
//  W1 A loss is a gateway declared lost, or a device that its gateway calls offline. They are counted apart for each
//     street, over `window`; what no street claims counts for the district.
//  W2 A storm begins with at least `at_least` losses of one sort that are at least `share` of that sort in the street,
//     or with `always_at` losses whatever the share. Reason: twenty of forty are a power cut; in a street of 20,000
//     gateways, of which each is lost about once a week, some ten are lost in any five minutes, and sixty
//     are not chance. The upper number also bounds what is remembered.
//  W3 A storm is one technical incident of the street (`area_outage`, critical, so that its first step waits for
//     nothing). The cases of the losses that began it go into it (H4), later losses are held back by it (H2).
//     Emergencies and welfare alarms take no notice of it.
//  W4 It shows how many are gone now, and the most that ever were.
//  W5 People are told when it begins, each time the number gone has doubled since they were told, and when it is over.
//     Reason: a number that creeps is on the screen; one that doubles changes what has to be done.
//  W6 It is over when at most `rest` of the most that were gone are still gone, and that has been so for `settle`. The
//     case then resolves by itself, in a silence without a word, and what is still gone becomes cases of its own (H5).
//     Reason: after every power cut some device stays dead; that is its own case, not the street's.
//  W7 When a person resolves or closes the case, the storm ends with it, with the same effect on what is still gone.
//  W8 What is raised because a storm has ended is no new loss. Reason: the end of one storm must not begin the next.
#pragma once

#include "alertd/core/types.hpp"

#include <cstddef>
#include <optional>

namespace anju::alertd::core {

struct StormRules {
    Millis window{300'000};
    std::size_t at_least = 20;
    double share = 0.05;  ///< of the street's gateways, or devices
    std::size_t always_at = 60;
    double rest = 0.05;  ///< of the most that were gone; what is left at the end
    Millis settle{120'000};
    friend bool operator==(const StormRules&, const StormRules&) = default;
};

struct HoldRules {
    /// What a gateway's devices say about being offline within this after its return is what it slept through.
    /// Longer than a gateway takes to hear its devices again.
    Millis return_grace{300'000};
    StormRules storms;
    friend bool operator==(const HoldRules&, const HoldRules&) = default;
};

/// What counts as a loss (W1).
enum class LossSort { gateway, device };
[[nodiscard]] std::optional<LossSort> loss_sort(Condition condition);

/// W2. `known`: how many of that sort the street has.
[[nodiscard]] bool storm_begins(const StormRules& rules, std::size_t losses, std::size_t known);

/// A storm as it stands.
struct Storm {
    IncidentId incident;
    StreetId area;  ///< empty: what no street claims
    UtcTime began_at{};
    std::uint64_t gone = 0;   ///< now
    std::uint64_t peak = 0;   ///< the most at any time
    std::uint64_t told = 0;   ///< `gone` when people were told last
    std::uint64_t shown = 0;  ///< `gone` as the case shows it
    UtcTime shown_at{};
    std::optional<UtcTime> calm_since;  ///< since when at most the rest is gone
    friend bool operator==(const Storm&, const Storm&) = default;
};

enum class StormNews {
    none,
    show,  ///< the case's number is old
    tell,  ///< it has doubled
    over,
};
/// What to do about a storm now; keeps `calm_since` of `storm` up to date.
[[nodiscard]] StormNews look_at(Storm& storm, const StormRules& rules, UtcTime now);
/// When to look again although nothing comes or goes.
[[nodiscard]] std::optional<UtcTime> look_again_at(const Storm& storm, const StormRules& rules);

/// The pseudo-home that stands for a street as a place.
[[nodiscard]] HomeId area_home(const StreetId& street);

}  // namespace anju::alertd::core
