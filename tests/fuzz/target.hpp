// A fuzz target: one function that takes any bytes and must return. libFuzzer calls it, or replay.cpp.
// What does not hold ends the process (ANJU_CHECK), so that either reports the input.
#pragma once

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
