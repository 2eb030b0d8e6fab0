// The month's report: one HTML page that needs nothing else, for a screen and, printed, as a PDF.
//
// No script, nothing from elsewhere, no inline style but one stylesheet whose hash page_policy() names. Whatever
// comes from the registry or a device is escaped.
//
// Threads: the reader's. Errors: the store's.
#pragma once

#include "alertd/reports/days.hpp"
#include "alertd/reports/words.hpp"
#include "alertd/store/store.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <string>

namespace anju::alertd::reports {

struct MonthAsked {
    std::string month;  ///< "2026-03"
    DayRange days;      ///< of that month
    Language language = Language::zh_cn;
    core::Scope scope = core::Scope::district();
    std::optional<StreetId> street;
    std::int64_t seats = 3;
    UtcTime now{};
};

/// not_found: there is no such street in the scope.
[[nodiscard]] Result<std::string> month_page(store::Reader& reader, const MonthAsked& asked);

/// The Content-Security-Policy under which the page works.
[[nodiscard]] const std::string& page_policy();

}  // namespace anju::alertd::reports
