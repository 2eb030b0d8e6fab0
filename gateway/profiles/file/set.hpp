// Which profiles are in force: the shipped ones, what a user added or replaced, less what is off.
#pragma once

#include "gateway/profiles/file/engine.hpp"
#include "gateway/profiles/profiles.hpp"

#include <string>
#include <vector>

namespace anju::gateway::profiles::file {

struct Assembled {
    ProfileList profiles;
    std::vector<std::string> problems;  ///< of those that were refused, a line each
};

[[nodiscard]] Assembled assemble(const ProfileSettings& settings);

/// Each example of `profile` that gives something else, "file:line:column: example.gives: expected ...".
[[nodiscard]] std::vector<std::string> wrong_examples(const Profile& profile, const ProfileList& beside);

}  // namespace anju::gateway::profiles::file
