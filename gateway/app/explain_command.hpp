// `anju-gateway explain`: what the profiles make of recorded messages. Touches no network and no state.
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <vector>

namespace anju::gateway::app {

struct ExplainOptions {
    std::optional<std::filesystem::path> config;   ///< topics and devices as the gateway would use them
    std::optional<std::filesystem::path> devices;  ///< further `[[device]]` tables
    std::vector<std::filesystem::path> profiles;   ///< further profiles
    bool why = false;                              ///< answers say how each message was understood
};

/// JSON lines from `in` to `out`. Error: invalid or not_found, when a named file cannot be used.
[[nodiscard]] Result<void> explain(const ExplainOptions& options, std::istream& in, std::ostream& out);

/// What is wrong with a profile's file, a line each: its form, its envelope, its examples.
[[nodiscard]] Result<void> check_profile_file(const std::filesystem::path& file);

}  // namespace anju::gateway::app
