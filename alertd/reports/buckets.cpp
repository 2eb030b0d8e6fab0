#include "alertd/reports/buckets.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace anju::alertd::reports {

namespace {

struct Stretch {
    std::int64_t upto;  ///< seconds, included
    std::int64_t step;
};
constexpr std::array<Stretch, 6> kStretches{
    {{60, 1}, {180, 5}, {600, 15}, {3'600, 60}, {4 * 3'600, 300}, {24 * 3'600, 3'600}}};

}  // namespace

int last_bucket() {
    std::int64_t count = 0;
    std::int64_t from = 0;
    for (const auto& [upto, step] : kStretches) {
        count += (upto - from) / step;
        from = upto;
    }
    return static_cast<int>(count);
}

int bucket_of(Millis took) {
    // Whole seconds, begun ones counted: 60.001 s are not within 60 s.
    const std::int64_t seconds = std::chrono::ceil<std::chrono::seconds>(std::max(took, Millis{0})).count();
    std::int64_t before = 0;
    std::int64_t from = 0;
    for (const auto& [upto, step] : kStretches) {
        if (seconds <= upto) return static_cast<int>(before + std::max<std::int64_t>(0, (seconds - from - 1) / step));
        before += (upto - from) / step;
        from = upto;
    }
    return static_cast<int>(before);
}

std::optional<Millis> end_of(int bucket) {
    std::int64_t before = 0;
    std::int64_t from = 0;
    for (const auto& [upto, step] : kStretches) {
        const std::int64_t here = (upto - from) / step;
        if (bucket < before + here) return Millis{1000 * (from + (bucket - before + 1) * step)};
        before += here;
        from = upto;
    }
    return std::nullopt;
}

void Times::add(int bucket, std::int64_t count) {
    buckets_[bucket] += count;
    count_ += count;
}

void Times::add(const Times& other) {
    for (const auto& [bucket, count] : other.buckets_) add(bucket, count);
}

std::optional<Millis> Times::percentile(double percent) const {
    if (count_ <= 0) return std::nullopt;
    const auto rank = std::max<std::int64_t>(1, std::llround(std::ceil(percent / 100 * static_cast<double>(count_))));
    std::int64_t seen = 0;
    for (const auto& [bucket, count] : buckets_) {
        seen += count;
        if (seen >= rank) return end_of(bucket);
    }
    return std::nullopt;
}

std::int64_t Times::within(Millis limit) const {
    const int last = bucket_of(limit);
    ANJU_CHECK(end_of(last) == limit);
    std::int64_t sum = 0;
    for (const auto& [bucket, count] : buckets_) {
        if (bucket <= last) sum += count;
    }
    return sum;
}

}  // namespace anju::alertd::reports
