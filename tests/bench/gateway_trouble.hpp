// The gateway while something around it is wrong: what its sensors notice of it, whether anything that
// they raised is lost, and whether it says what is wrong. Each prints its JSON lines.
//
// An ingest gap is the longest time until the gateway acknowledged a sensor's message, which it does
// when the message's alert is stored, or when it knows that the disk does not take it.
//
// Errors: throw std::runtime_error when the trouble cannot be made on this machine.
#pragma once

#include <chrono>

namespace anju::tests {

/// The centre's name hangs in the DNS for 8 s, again and again, from the start on.
void report_dns_hang();
/// The state's file system is full for `length`, with the centre there and then without it.
void report_full_disk(std::chrono::seconds length);
/// The clock stands at 1970 when the gateway starts, and jumps to the present after `length`.
void report_clock_1970(std::chrono::seconds length);

}  // namespace anju::tests
