// wait_until: how a test waits for something that another thread or process does.
//
// It is the only place of the tests that may poll. The deadline is there to end a broken test,
// not to measure: it is generous, and no test asserts how long something took.
#pragma once

#include "base/time.hpp"

#include <chrono>
#include <thread>

namespace anju::tests {

/// Asks `predicate` every 10 ms until it holds or the deadline has passed; returns whether it held.
template <class Predicate>
[[nodiscard]] bool wait_until(Predicate&& predicate, Millis deadline = Millis{20'000}) {
    const auto end = std::chrono::steady_clock::now() + deadline;
    while (!predicate()) {
        if (std::chrono::steady_clock::now() >= end) return predicate();
        std::this_thread::sleep_for(Millis{10});
    }
    return true;
}

}  // namespace anju::tests
