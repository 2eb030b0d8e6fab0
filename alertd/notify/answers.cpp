#include "alertd/notify/answers.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

namespace anju::alertd::notify {

namespace json = boost::json;

std::optional<json::object> object_of(const HttpAnswer& answer) {
    if (answer.end != HttpAnswer::End::complete) return std::nullopt;
    boost::system::error_code error;
    auto value = json::parse(answer.body, error);
    if (error || !value.is_object()) return std::nullopt;
    return std::move(value.as_object());
}

Outcome outcome_without_body(const HttpAnswer& answer) {
    auto outcome = outcome_of_status(answer);
    if (outcome.delivery == Delivery::delivered) {
        outcome.delivery = Delivery::retry;
        outcome.detail += ", and the answer is not whole";
    }
    return outcome;
}

std::string text_in(const json::object& object, const char* name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : "";
}

std::int64_t number_in(const json::object& object, const char* name, std::int64_t fallback) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_int64() ? value->as_int64() : fallback;
}

const json::object* object_in(const json::object& object, const char* name) {
    const auto* value = object.if_contains(name);
    return value == nullptr ? nullptr : value->if_object();
}

std::vector<json::object> list_in(const json::object& object, const char* name) {
    std::vector<json::object> found;
    const auto* value = object.if_contains(name);
    if (value == nullptr || !value->is_array()) return found;
    for (const auto& item : value->as_array()) {
        if (item.is_object()) found.push_back(item.as_object());
    }
    return found;
}

}  // namespace anju::alertd::notify
