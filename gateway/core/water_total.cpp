// The filter between a meter and the rules: which totals are believed.
#include "gateway/core/water.hpp"

#include <algorithm>

namespace anju::gateway::core {

namespace {

constexpr double kSame = 0.0005;     // half a litre: below the resolution of a meter, above that of a double
constexpr Millis kLatest = 7 * 24h;  // a device clock that jumps further back is broken, not late

/// The most that can have passed the meter since `since`.
double most_since(const Turn& turn, Millis since) {
    const double hours = std::chrono::duration<double, std::ratio<3600>>(std::max(since, Millis{})).count();
    return turn.settings().water.max_rate_m3_per_h * hours + turn.settings().water.rate_slack_m3;
}

/// Readings of a batch arrive together; their own times say how far apart they were taken.
Millis between(const Turn& turn, const WaterRecord& record, std::optional<UtcTime> claimed_at) {
    const Millis arrived = turn.age(record.read);
    if (!claimed_at || !record.claimed_at) return arrived;
    return std::max(arrived, std::min<Millis>(*claimed_at - *record.claimed_at, kLatest));
}

bool is_late(const WaterRecord& record, double total, std::optional<UtcTime> claimed_at) {
    if (!claimed_at || !record.claimed_at || total >= record.total_m3 - kSame) return false;
    const Millis behind = *record.claimed_at - *claimed_at;
    return behind > 0ms && behind <= kLatest;
}

/// A total that contradicts the last one: believed when enough readings in a row agree with it.
TotalVerdict doubt(Turn& turn, WaterRecord& record, double total, std::optional<UtcTime> claimed_at) {
    const auto& before = record.candidate;
    const bool agrees = before && total >= before->total_m3 - kSame &&
                        total <= before->total_m3 + most_since(turn, turn.age(before->at));
    const Reason doubtful = total < record.total_m3 ? Reason::meter_went_back : Reason::meter_too_fast;
    record.candidate = TotalCandidate{total, turn.stamp, agrees ? before->seen + 1 : 1};
    turn.changed_water(record);
    if (record.candidate->seen < turn.settings().water.reset_confirmations) return {doubtful, 0};

    record.candidate.reset();
    record.total_m3 = total;
    record.read = turn.stamp;
    record.claimed_at = claimed_at;
    record.watched_since = turn.stamp;  // what was used meanwhile nobody knows
    return {Reason::meter_reset, 0};
}

}  // namespace

TotalVerdict take_total(Turn& turn, WaterRecord& record, double total, std::optional<UtcTime> claimed_at) {
    if (total == 0 && record.total_m3 > kSame) return {Reason::meter_zero, 0};
    if (is_late(record, total, claimed_at)) return {Reason::meter_late, 0};
    const double used = total - record.total_m3;
    if (used < -kSame || used > most_since(turn, between(turn, record, claimed_at))) {
        return doubt(turn, record, total, claimed_at);
    }
    const bool stands_still = used < kSame;
    if (record.candidate || !stands_still || turn.age(record.read) >= kReadCoarseness) {
        record.candidate.reset();
        record.read = turn.stamp;
        record.claimed_at = claimed_at;
        turn.changed_water(record);
    }
    if (stands_still) return {Reason::heard, 0};
    record.total_m3 = total;
    return {Reason::heard, used};
}

}  // namespace anju::gateway::core
