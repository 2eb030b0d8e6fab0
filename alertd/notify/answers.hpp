// Reading what a provider answered: the parts that every company's JSON needs. Pure.
//
// A member that is missing and one of another type are the same here: nothing was said.
#pragma once

#include "alertd/notify/http_client.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace anju::alertd::notify {

/// The body, if the answer came whole and is a JSON object.
[[nodiscard]] std::optional<boost::json::object> object_of(const HttpAnswer& answer);
/// What an answer without the body it should have means: as its status says, but 2xx does not say
/// whether the message was taken, so it is asked or sent again.
[[nodiscard]] Outcome outcome_without_body(const HttpAnswer& answer);

[[nodiscard]] std::string text_in(const boost::json::object& object, const char* name);
[[nodiscard]] std::int64_t number_in(const boost::json::object& object, const char* name, std::int64_t fallback);
/// Null when there is none.
[[nodiscard]] const boost::json::object* object_in(const boost::json::object& object, const char* name);
/// The members of a list that are objects.
[[nodiscard]] std::vector<boost::json::object> list_in(const boost::json::object& object, const char* name);

}  // namespace anju::alertd::notify
