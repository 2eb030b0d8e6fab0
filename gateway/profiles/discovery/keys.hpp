// The keys of discovery messages: abbreviations written out, `~` replaced.
#pragma once

#include <boost/json.hpp>

#include <string_view>

namespace anju::gateway::profiles::discovery {

/// Writes out the abbreviated keys of a message, of its `device` and of its `availability`, and puts
/// the base topic for `~`. Of a key that stands there in both forms the full one holds.
/// `inherited_base` is the `~` of the message around this component.
[[nodiscard]] boost::json::object write_out(const boost::json::object& message, std::string_view inherited_base = {});

}  // namespace anju::gateway::profiles::discovery
