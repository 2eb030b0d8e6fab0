// What the devices of a home measured, as JSON: for the curves of an incident, and for whoever exports a person's data.
#pragma once

#include "alertd/readings/archive.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

#include <boost/json/object.hpp>

#include <cstddef>

namespace anju::alertd::api {

/// The `hours` hours up to and with the one that runs at `now`: {"home", "from", "slot_seconds", "keep_days",
/// "series"}. Without an archive there are no series. Errors as of the archive.
[[nodiscard]] Result<boost::json::object> readings_json(readings::Archive* archive, const HomeId& home, UtcTime now,
                                                        std::size_t hours);
/// All that is kept.
[[nodiscard]] Result<boost::json::object> all_readings_json(readings::Archive* archive, const HomeId& home,
                                                            UtcTime now);

}  // namespace anju::alertd::api
