// `anju-gateway explain`: what the profiles make of recorded messages. Touches no network and no state.
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <iosfwd>
#include <optional>

namespace anju::gateway::app {

struct ExplainOptions {
    std::optional<std::filesystem::path> config;   ///< topics and devices as the gateway would use them
    std::optional<std::filesystem::path> devices;  ///< further `[[device]]` tables
};

/// JSON lines from `in` to `out`. Error: invalid or not_found, when a named file cannot be used.
[[nodiscard]] Result<void> explain(const ExplainOptions& options, std::istream& in, std::ostream& out);

}  // namespace anju::gateway::app
