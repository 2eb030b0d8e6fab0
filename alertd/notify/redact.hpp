// What went wrong, without what must not stand in a log: addresses, numbers and secrets. Pure.
#pragma once

#include <string>
#include <string_view>

namespace anju::alertd::notify {

/// `text` with URLs cut to scheme and host, and e-mail addresses, digits that may be a telephone's (seven
/// or more), and long words that may be a key replaced by what they are: "[address]", "[number]", "[key]".
[[nodiscard]] std::string redacted(std::string_view text);

}  // namespace anju::alertd::notify
