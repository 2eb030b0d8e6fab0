// A CSV file as an answer.
#pragma once

#include "alertd/api/http.hpp"
#include "alertd/registry/encoding.hpp"

#include <string>
#include <string_view>

namespace anju::alertd::api {

/// `bytes` are in this encoding already; a browser keeps them as "<name>.csv".
[[nodiscard]] Response csv_file(std::string_view name, std::string bytes, registry::Encoding encoding);

}  // namespace anju::alertd::api
