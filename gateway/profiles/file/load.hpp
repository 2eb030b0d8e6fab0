// load_profile: a profile's text, checked whole.
//
// Errors: invalid; the message has every problem on a line of its own, `file:line:column: key.path:
// expected ...`. A profile with a problem is refused whole. Reads no file.
#pragma once

#include "base/result.hpp"
#include "gateway/profiles/file/profile.hpp"

#include <string>
#include <string_view>

namespace anju::gateway::profiles::file {

/// `file` stands in messages for the text.
[[nodiscard]] Result<Profile> load_profile(std::string_view text, const std::string& file);

}  // namespace anju::gateway::profiles::file
