#include "gateway/profiles/explain.hpp"

#include "gateway/profiles/json.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <istream>
#include <ostream>
#include <string>

namespace anju::gateway::profiles {

namespace json = boost::json;

namespace {

std::string quoted(std::string_view text) { return json::serialize(json::string_view(text.data(), text.size())); }

/// The shortest form that reads back as the same number; Boost.JSON would write 1.234E0.
std::string number_text(double value) {
    if (!std::isfinite(value)) return "null";
    std::array<char, 32> buffer{};
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return error == std::errc{} ? std::string(buffer.data(), end) : std::string("null");
}

std::string value_text(const Signal& signal) {
    if (!signal.how.empty()) return quoted(signal.how);
    return signal.value ? number_text(*signal.value) : std::string("null");
}

Translation refuse(std::size_t line, const std::string& expected) {
    return {.signals = {},
            .heard = {},
            .profile = "none",
            .outcome = Outcome::bad,
            .reason = "line " + std::to_string(line) + ": " + expected};
}

}  // namespace

std::string explain_line(const Translation& translation, const Trace* trace) {
    std::string line = "{\"signals\":[";
    for (const auto& signal : translation.signals) {
        if (line.back() == '}') line += ',';
        line += "{\"device\":" + quoted(signal.device.value) + ",\"kind\":" + quoted(to_string(signal.kind)) +
                ",\"type\":" + quoted(to_string(signal.type)) + ",\"value\":" + value_text(signal) +
                ",\"unit\":" + (signal.unit.empty() ? std::string("null") : quoted(signal.unit)) + '}';
    }
    line += "],\"profile\":" + quoted(translation.profile) + ",\"reason\":" + quoted(translation.reason);
    if (trace != nullptr) {
        line += ",\"why\":[";
        for (const auto& step : trace->lines) line += (line.back() == '[' ? "" : ",") + quoted(step);
        line += ']';
    }
    return line + '}';
}

void Explainer::run(std::istream& in, std::ostream& out) {
    std::string line;
    while (std::getline(in, line)) out << answer(line) << '\n' << std::flush;
}

std::string Explainer::answer(std::string_view line) {
    ++line_;
    static const std::string kExpected = "{\"topic\":\"...\",\"payload\":\"...\",\"retain\":false,\"qos\":0} expected";
    // Every byte of a payload may be written as a six-character escape.
    const auto value = parse_json(line, 6 * kMaxBridgeDevicesBytes + kMaxPayloadBytes);
    if (!value) return explain_line(refuse(line_, value.error().message + "; " + kExpected));
    const auto* object = value.value().if_object();
    if (object == nullptr) return explain_line(refuse(line_, kExpected));
    for (const char* field : {"topic", "payload"}) {
        const auto* member = object->if_contains(field);
        if (member == nullptr || !member->is_string()) {
            return explain_line(refuse(line_, std::string(field) + ": a string expected; " + kExpected));
        }
    }
    RawMessage message{.topic = text_at(*object, "topic"), .payload = text_at(*object, "payload")};
    if (const auto* retain = object->if_contains("retain")) {
        const auto* flag = retain->if_bool();
        const auto number = number_of(*retain);
        if (flag == nullptr && !retain->is_null() && number != 0 && number != 1) {
            return explain_line(refuse(line_, "retain: true or false expected; " + kExpected));
        }
        message.retain = flag != nullptr ? *flag : number == 1;
    }
    if (const auto* qos = object->if_contains("qos"); qos != nullptr && !qos->is_null()) {
        const auto number = number_of(*qos);
        if (number != 0 && number != 1 && number != 2) {
            return explain_line(refuse(line_, "qos: 0, 1 or 2 expected; " + kExpected));
        }
        message.qos = static_cast<int>(*number);
    }
    Trace trace;
    const auto translation = translator_.translate(message, why_ ? &trace : nullptr);
    return explain_line(translation, why_ ? &trace : nullptr);
}

}  // namespace anju::gateway::profiles
