// Files that are part of the binary: openapi.json and everything in alertd/web. The definition is generated
// (anju_embed).
#pragma once

#include <span>
#include <string_view>

namespace anju::alertd::api {

struct Asset {
    std::string_view name;  ///< "openapi.json", "index.html"
    std::string_view bytes;
};

[[nodiscard]] std::span<const Asset> assets();

}  // namespace anju::alertd::api
