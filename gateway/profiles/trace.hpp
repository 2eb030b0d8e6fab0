// Trace: how a message was understood, line by line, for `explain --why`. The engine takes a pointer
// that is null in the gateway: then no line is put together.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace anju::gateway::profiles {

inline constexpr std::size_t kMostTraceLines = 400;

struct Trace {
    std::vector<std::string> lines;
    void add(std::string line) {
        if (lines.size() < kMostTraceLines) lines.push_back(std::move(line));
    }
};

}  // namespace anju::gateway::profiles
