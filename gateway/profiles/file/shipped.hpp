// The files of config/profiles as the build embedded them. The definition is generated (anju_embed).
#pragma once

#include <span>
#include <string_view>

namespace anju::gateway::profiles::file {

struct Shipped {
    std::string_view file;
    std::string_view text;
};

[[nodiscard]] std::span<const Shipped> shipped();

}  // namespace anju::gateway::profiles::file
