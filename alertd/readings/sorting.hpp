// Sorting: whether a reading is kept, and in which hour. Pure. The rules, each with its reason:
//
//  S1 The hour is told by when alertd received it (Invariant 9); the gateway's own time is a claim and is not looked
//  at. S2 A sum (water_used, movements) is of the hour before the full hour, and counts for it when it comes until 50
//     minutes after; two in one hour are added. Reason: gateways tell it at a phase of up to 20 minutes of their own,
//     a meter's with its next reading (gateway/core/trends.hpp). What a meter that reports once a day used stands in
//     one hour: when it was used nobody knows.
//  S3 What is measured (battery, vital signs) counts for the hour in which it comes; the last one of it stands.
//  S4 Refused is what cannot be true, and what nobody knows how to draw: a name without a meaning for the kind of
//     device, no finite number, less than nothing, more than a home can use or a sensor can move in a day.
#pragma once

#include "alertd/store/readings.hpp"
#include "base/time.hpp"
#include "codec/codec.hpp"

#include <optional>

namespace anju::alertd::readings {

/// Hours since 1970.
[[nodiscard]] std::int64_t hour_of(UtcTime time);

/// As it is kept, but for the home, which whoever knows the registry fills in; nothing: refused (S4).
[[nodiscard]] std::optional<store::KeptReading> sort(const codec::Reading& reading, UtcTime received);

}  // namespace anju::alertd::readings
