// The time zone database behind core::Zone: date-tz on the system's tzdata.
//
// Threads: find_zone() from any thread; what it returns is immutable.
// Known to 2037: tzdata's files list each change up to that year, and date-tz reads the list only.
#pragma once

#include "alertd/core/zone.hpp"
#include "base/result.hpp"

#include <memory>
#include <string>

namespace anju::alertd::roster {

/// `name` such as "Asia/Shanghai". Errors: not_found (no such zone), unavailable (no tzdata on this machine).
[[nodiscard]] Result<std::shared_ptr<const core::Zone>> find_zone(const std::string& name);

}  // namespace anju::alertd::roster
