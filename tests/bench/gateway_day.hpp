// A day of a home, on a simulated clock and the real outbox file: what it costs the SD card.
#pragma once

namespace anju::tests {

struct DayCost {
    double written_mib = 0;        ///< in a day of 20 devices, one of them a radar that reports each second
    double written_per_alarm = 0;  ///< KiB, from the raised alarm to its removal after the receipt
};

/// Runs in this process, which should do nothing else meanwhile: the kernel counts per process.
[[nodiscard]] DayCost measure_day();

}  // namespace anju::tests
