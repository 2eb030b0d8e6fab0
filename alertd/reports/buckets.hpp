// Buckets: how long something took, in steps that are fine where it matters: whole seconds up to a minute, 5 s up
// to three minutes, 15 s to ten, one minute to an hour, 5 minutes to four, one hour to a day, and more than that.
//
// Why: percentiles cannot be added up, counts in buckets can. Every limit that anybody is held to (60 s, 180 s,
// 45 min) is the end of a bucket, so shares within a limit are exact; a percentile is told as the end of its
// bucket, which is never less than the truth.
//
// Pure functions.
#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <map>
#include <optional>

namespace anju::alertd::reports {

/// The bucket of a time; what is less than nothing counts as nothing. A bucket holds its end: 60 s are within 60 s.
[[nodiscard]] int bucket_of(Millis took);
/// The end of a bucket; nothing for the last one, which has none.
[[nodiscard]] std::optional<Millis> end_of(int bucket);
[[nodiscard]] int last_bucket();

/// How many fell into each bucket.
class Times {
public:
    void add(int bucket, std::int64_t count);
    void add(const Times& other);
    [[nodiscard]] std::int64_t count() const { return count_; }
    /// The end of the bucket in which the time stands that `percent` of all do not exceed (nearest rank).
    /// Nothing when there is no time, or when it stands in the last bucket.
    [[nodiscard]] std::optional<Millis> percentile(double percent) const;
    /// How many took at most `limit`, which must be the end of a bucket.
    [[nodiscard]] std::int64_t within(Millis limit) const;

private:
    std::map<int, std::int64_t> buckets_;
    std::int64_t count_ = 0;
};

}  // namespace anju::alertd::reports
