#include "alertd/readings/sorting.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string_view>

namespace anju::alertd::readings {

namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr minutes kLatestSum{50};
constexpr std::size_t kLongestDevice = 256;
constexpr std::size_t kLongestName = 64;
constexpr std::size_t kLongestUnit = 16;
constexpr double kMostWater = 1'000;    // m3, of a meter that was not heard for a long time
constexpr double kMostMovements = 1e6;  // ten a second, all day
constexpr double kLargestMeasured = 1e6;

/// Kinds whose readings are about a person.
bool measures_people(Kind kind) {
    switch (kind) {
        case Kind::fall:
        case Kind::presence:
        case Kind::bed:
        case Kind::badge:
        case Kind::blood_pressure:
        case Kind::spo2:
        case Kind::thermometer:
        case Kind::sleep:
        case Kind::camera_ai: return true;
        default: return false;
    }
}

/// A profile may name what it reads as it likes, but it is a name and no text.
bool is_name(std::string_view text) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    };
    return !text.empty() && text.size() <= kLongestName && std::ranges::all_of(text, fits);
}

bool within(double value, double least, double most) { return value >= least && value <= most; }

}  // namespace

std::int64_t hour_of(UtcTime time) { return std::chrono::floor<hours>(time.time_since_epoch()).count(); }

std::optional<store::KeptReading> sort(const codec::Reading& reading, UtcTime received) {
    const std::string& device = reading.device.value;
    if (device.empty() || device.size() > kLongestDevice || reading.unit.size() > kLongestUnit) return std::nullopt;
    if (!std::isfinite(reading.value)) return std::nullopt;
    store::KeptReading kept;
    kept.device = reading.device;
    kept.kind = reading.kind;
    kept.name = reading.name;
    kept.unit = reading.unit;
    kept.value = reading.value;
    bool is_true = false;
    if (reading.name == "water_used") {
        kept.adds = true;
        is_true = reading.kind == Kind::water_meter && within(reading.value, 0, kMostWater);
    } else if (reading.name == "movements") {
        kept.adds = true;
        // Of any kind: a radar that speaks of falls first counts movements too.
        is_true = within(reading.value, 0, kMostMovements);
    } else if (reading.name == "battery") {
        is_true = within(reading.value, 0, 100);
    } else {
        is_true = measures_people(reading.kind) && is_name(reading.name) &&
                  within(reading.value, -kLargestMeasured, kLargestMeasured);
    }
    if (!is_true) return std::nullopt;
    kept.hour = hour_of(kept.adds ? received - kLatestSum : received);
    return kept;
}

}  // namespace anju::alertd::readings
