// libical's C objects with owners, for the two halves of calendar.hpp.
#pragma once

#include "alertd/core/zone.hpp"

#include <libical/ical.h>

#include <cstdlib>
#include <memory>
#include <string>

namespace anju::alertd::roster {

struct FreeComponent {
    void operator()(icalcomponent* component) const { icalcomponent_free(component); }
};
using Component = std::unique_ptr<icalcomponent, FreeComponent>;

struct FreeText {
    void operator()(char* text) const { icalmemory_free_buffer(text); }
};
/// Takes over what libical's `..._r` functions return.
[[nodiscard]] inline std::string take_text(char* text) {
    const std::unique_ptr<char, FreeText> owner(text);
    return text != nullptr ? std::string(text) : std::string();
}

inline constexpr const char* kResponderProperty = "X-ANJU-RESPONDER";
inline constexpr const char* kShiftProperty = "X-ANJU-SHIFT";
inline constexpr const char* kFromProperty = "X-ANJU-FROM";
inline constexpr const char* kRotateProperty = "X-ANJU-ROTATE-DAYS";
inline constexpr const char* kOverrideProperty = "X-ANJU-OVERRIDE";

[[nodiscard]] inline bool is_utc(const core::Zone& zone) { return zone.name() == "UTC" || zone.name() == "Etc/UTC"; }

}  // namespace anju::alertd::roster
