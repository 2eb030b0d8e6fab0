// What a responder is told, as JSON. Pure.
#pragma once

#include "alertd/notify/channel.hpp"

#include <string>

namespace anju::alertd::notify {

enum class Detail { everything, no_address };

/// One line, without a line break at its end. `page_url` as in ChannelOptions. `phone` is the responder's own link,
/// for a receiver that is his alone; empty: none.
[[nodiscard]] std::string message_of(const Job& job, const std::string& page_url, Detail detail = Detail::everything,
                                     const std::string& phone = "");

}  // namespace anju::alertd::notify
