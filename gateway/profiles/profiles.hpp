// Profiles: devices described by files instead of code. Those of config/profiles are part of the
// program; a user adds files, replaces a shipped profile by one of the same name, or switches one off.
//
// Errors: check_profile's message has a line per problem, `file:line:column: key.path: expected ...`.
// Threads: free functions, safe from any thread. Reads no file.
#pragma once

#include "base/result.hpp"

#include <string>
#include <vector>

namespace anju::gateway::profiles {

/// A profile as it is written.
struct ProfileText {
    std::string file;  ///< for messages
    std::string text;
};

struct ProfileSettings {
    std::vector<ProfileText> added;     ///< the user's; one that is refused is left out, whole
    std::vector<std::string> disabled;  ///< names, of shipped and of added ones
};

/// Whether `profile` is right: its form, the envelope that it adds to, and that its examples give
/// what they say, beside the shipped profiles and `beside`.
[[nodiscard]] Result<void> check_profile(const ProfileText& profile, const std::vector<ProfileText>& beside = {});

[[nodiscard]] const std::vector<ProfileText>& shipped_profiles();
/// Their names, for messages.
[[nodiscard]] std::vector<std::string> shipped_profile_names();

}  // namespace anju::gateway::profiles
