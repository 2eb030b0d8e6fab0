// Rosters as JSON, both ways. Errors are `invalid` and name the place: "shifts[1].begins: ...".
#pragma once

#include "alertd/core/roster.hpp"
#include "alertd/store/rosters.hpp"
#include "base/result.hpp"

#include <boost/json/object.hpp>

namespace anju::alertd::api {

[[nodiscard]] boost::json::object json_of(const core::Roster& roster);
[[nodiscard]] boost::json::object json_of(const core::Override& change);
[[nodiscard]] boost::json::object json_of(const core::Interval& interval);
/// Its heads without shifts and overrides, with their number.
[[nodiscard]] boost::json::object summary_of(const store::PlacedRoster& placed);
[[nodiscard]] std::string etag_of(const core::Roster& roster);

/// A roster as a client writes it: without version, and its id from the path. What core::problems() says is not asked.
struct WrittenRoster {
    core::Roster roster;
    bool with_overrides = false;  ///< otherwise those that are stored stay
};
[[nodiscard]] Result<WrittenRoster> roster_of(const boost::json::object& body, const core::RosterId& id);
/// `place` stands before the names of its fields, such as "overrides[2]." or nothing.
[[nodiscard]] Result<core::Override> override_of(const boost::json::object& body, const std::string& place);
/// The fields `from` and `to`.
[[nodiscard]] Result<core::Interval> interval_of(const boost::json::object& body, const std::string& place);

}  // namespace anju::alertd::api
