// The gateway after a week without the centre: a million entries wait in its outbox.
#pragma once

#include <chrono>

namespace anju::tests {

/// Prints its JSON lines: the gateway without a centre for `length`, then with it for as long.
/// Errors: throws std::runtime_error when the set-up fails.
void report_uplink_down(std::chrono::seconds length);

}  // namespace anju::tests
