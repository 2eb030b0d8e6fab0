#include "alertd/core/storm.hpp"

#include <algorithm>
#include <cmath>

namespace anju::alertd::core {

namespace {

/// How old the number on the screen may get: a storm's thousands come within seconds, and each change of a case goes
/// to every screen and into the journal.
constexpr Millis kShowEvery{10'000};

std::uint64_t rest_of(const Storm& storm, const StormRules& rules) {
    return static_cast<std::uint64_t>(std::floor(static_cast<double>(storm.peak) * rules.rest));
}

}  // namespace

std::optional<LossSort> loss_sort(Condition condition) {
    if (condition == Condition::gateway_lost) return LossSort::gateway;
    if (condition == Condition::offline) return LossSort::device;
    return std::nullopt;
}

bool storm_begins(const StormRules& rules, std::size_t losses, std::size_t known) {
    if (losses >= rules.always_at) return true;
    // Of an area that nobody has registered there is no share.
    return losses >= rules.at_least && known > 0 &&
           static_cast<double>(losses) >= rules.share * static_cast<double>(known);
}

StormNews look_at(Storm& storm, const StormRules& rules, UtcTime now) {
    storm.peak = std::max(storm.peak, storm.gone);
    if (storm.gone > rest_of(storm, rules)) {
        storm.calm_since.reset();
    } else if (!storm.calm_since) {
        storm.calm_since = now;
    }
    if (storm.calm_since && now - *storm.calm_since >= rules.settle) return StormNews::over;
    if (storm.gone >= 2 * std::max<std::uint64_t>(storm.told, 1)) return StormNews::tell;
    if (storm.gone != storm.shown && now - storm.shown_at >= kShowEvery) return StormNews::show;
    return StormNews::none;
}

std::optional<UtcTime> look_again_at(const Storm& storm, const StormRules& rules) {
    std::optional<UtcTime> at;
    if (storm.calm_since) at = *storm.calm_since + rules.settle;
    if (storm.gone != storm.shown) at = std::min(at.value_or(UtcTime::max()), storm.shown_at + kShowEvery);
    return at;
}

HomeId area_home(const StreetId& street) { return HomeId(street.empty() ? "area:district" : "area:" + street.value); }

}  // namespace anju::alertd::core
