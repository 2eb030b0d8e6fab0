// The profile files that a user added, and `check-profile`.
//
// Errors: none that stop the gateway; a file that is refused is left out and told in `problems`,
// `file:line:column: key.path: expected ...`, a line each. Reads files; no other effects.
#pragma once

#include "base/result.hpp"
#include "gateway/profiles/profiles.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace anju::gateway::app {

struct ProfileFiles {
    profiles::ProfileSettings settings;
    std::vector<std::string> problems;
};

/// The `*.toml` of `directory` in the order of their names; a directory that is not there has none.
[[nodiscard]] ProfileFiles read_profiles(const std::filesystem::path& directory,
                                         const std::vector<std::string>& disabled);

[[nodiscard]] Result<profiles::ProfileText> read_profile(const std::filesystem::path& file);

}  // namespace anju::gateway::app
