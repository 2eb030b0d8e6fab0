// The templates of Home Assistant discovery: the first line is the template, the rest the payload
// that it is evaluated on, JSON or not. What is refused is refused with its place; what is
// understood gives the same answer each time, and nothing that is no word or number of a state.
#include "tests/fuzz/target.hpp"

#include "base/check.hpp"
#include "base/text.hpp"
#include "gateway/profiles/discovery/template.hpp"
#include "gateway/profiles/json.hpp"
#include "gateway/profiles/translator.hpp"

#include <cmath>
#include <string_view>

using namespace anju;
using namespace anju::gateway::profiles;
using discovery::Template;

namespace {

void check_value(const boost::json::value& value) {
    ANJU_CHECK(!value.is_object());
    if (const auto* real = value.if_double()) ANJU_CHECK(std::isfinite(*real));
    if (const auto* text = value.if_string()) ANJU_CHECK(is_utf8({text->data(), text->size()}));
    if (const auto* array = value.if_array()) {
        for (const auto& element : *array) {
            ANJU_CHECK(!element.is_array());
            check_value(element);
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const auto end = input.find('\n');
    const auto text = input.substr(0, end);
    const auto payload = end == std::string_view::npos ? std::string_view{} : input.substr(end + 1);
    // What is no UTF-8 is refused before it comes here: a discovery message and a state alike.
    if (!is_utf8(input)) return 0;

    const auto parsed = Template::parse(text);
    const auto again = Template::parse(text);
    ANJU_CHECK(parsed.has_value() == again.has_value());
    if (!parsed) {
        ANJU_CHECK(parsed.error().message.starts_with("unsupported template: "));
        ANJU_CHECK(parsed.error().message == again.error().message);
        return 0;
    }
    ANJU_CHECK(text.find(parsed.value().property()) != std::string_view::npos ||
               text.find('\\') != std::string_view::npos);
    const auto json = parse_json(payload, kMaxPayloadBytes);
    const discovery::Payload given{payload, json ? &json.value() : nullptr};
    const auto value = parsed.value().evaluate(given);
    ANJU_CHECK(value == again.value().evaluate(given));
    if (!value) return 0;
    ANJU_CHECK(!value->is_null());
    check_value(*value);
    return 0;
}
