// Log: where a daemon's log goes and in which form.
//
// Purpose: records on standard error, times in UTC: text for people, or JSON for a log store, where
// whatever a message holds, each record is one line and one object.
//
// Ownership: set_up_log replaces spdlog's default logger, which the process keeps. Call it once,
// before any thread starts; logging itself is thread-safe then. No errors.
#pragma once

#include "base/time.hpp"

#include <string>
#include <string_view>

namespace anju::log {

enum class LogFormat { text, json };

/// `level`: debug, info, warn, error or off; any other word is taken for info.
void set_up_log(LogFormat format, const std::string& level);

/// `{"time":"...","level":"...","message":"..."}` without a line end. Ill-formed UTF-8 is replaced.
[[nodiscard]] std::string json_line(UtcTime time, std::string_view level, std::string_view message);

}  // namespace anju::log
