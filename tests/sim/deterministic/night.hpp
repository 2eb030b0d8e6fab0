// A night: homes, broker and centre from one seed, and what must be true in the morning.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace anju::sim {

struct Morning {
    std::vector<std::string> complaints;  ///< empty: everything that must be true is true
    std::string digest;                   ///< of the record; the same seed gives the same
    std::size_t updates = 0, incidents = 0, notifications = 0, crashes = 0, storms = 0, merged = 0;
};

[[nodiscard]] Morning play_night(std::uint64_t seed);

}  // namespace anju::sim
