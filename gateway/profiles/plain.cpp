#include "gateway/profiles/plain.hpp"

#include "base/text.hpp"
#include "gateway/profiles/json.hpp"
#include "gateway/profiles/kinds.hpp"
#include "gateway/profiles/words.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace anju::gateway::profiles {

namespace json = boost::json;

namespace {

/// A reader of one element; `place` leads every message ("/2/type").
class PlainReader {
public:
    PlainReader(Signal blank, Kind enrolled, std::string place)
        : signal_(std::move(blank)), enrolled_(enrolled), place_(std::move(place)) {}

    std::optional<Signal> read(const json::value& value);
    [[nodiscard]] const std::string& problem() const { return problem_; }

private:
    bool read_kind(const json::object& object);
    bool read_type(const json::object& object);
    bool read_value(const json::object& object);
    void read_how(const json::object& object);
    void read_time(const json::object& object);
    void read_test(const json::object& object);
    void wrong(std::string_view field, const std::string& expected) {
        if (problem_.empty()) problem_ = place_ + "/" + std::string(field) + ": " + expected;
    }

    Signal signal_;
    Kind enrolled_;
    std::string place_;
    std::string problem_;
};

std::optional<Signal> PlainReader::read(const json::value& value) {
    const auto* object = value.if_object();
    if (object == nullptr) {
        problem_ = (place_.empty() ? "payload" : place_) + ": an object expected, not " + std::string(type_name(value));
        return std::nullopt;
    }
    if (!read_kind(*object) || !read_type(*object) || !read_value(*object)) return std::nullopt;
    read_how(*object);
    read_time(*object);
    read_test(*object);
    return signal_;
}

bool PlainReader::read_kind(const json::object& object) {
    const auto* member = object.if_contains("kind");
    if (member == nullptr && enrolled_ != Kind::unknown) {
        signal_.kind = enrolled_;
        return true;
    }
    const auto kind = parse_word<Kind>(text_at(object, "kind"));
    if (!kind || !is_device_kind(*kind)) {
        wrong("kind",
              "one of smoke, co, gas, water_leak, call_button, button, water_meter, fall, presence, vibration, "
              "door, bed, badge, blood_pressure, spo2, thermometer, sleep, camera_ai expected" +
                  (member == nullptr ? std::string() : ", not " + to_valid_utf8(json::serialize(*member), 60)));
        return false;
    }
    signal_.kind = *kind == Kind::button && enrolled_ == Kind::call_button ? Kind::call_button : *kind;
    return true;
}

bool PlainReader::read_type(const json::object& object) {
    const auto type = parse_word<SignalType>(text_at(object, "type"));
    if (type && can_say(signal_.kind, *type)) {
        signal_.type = *type;
        return true;
    }
    wrong("type",
          "for kind " + std::string(to_string(signal_.kind)) + " one of " + types_in_words(signal_.kind) + " expected");
    return false;
}

/// False when a reading has no value: then there is nothing to tell. A wrong value beside an alarm
/// is reported and the alarm stays.
bool PlainReader::read_value(const json::object& object) {
    const bool needs = signal_.type == SignalType::reading || signal_.type == SignalType::battery;
    const auto* member = object.if_contains("value");
    if (member == nullptr || member->is_null()) {
        if (needs) wrong("value", "a number expected");
        return !needs;
    }
    // A press carries how it was made as its value, as the table of kinds has it.
    if (signal_.type == SignalType::press && member->is_string()) {
        signal_.how = text_at(object, "value");
        return true;
    }
    const auto number = member->is_number() ? number_of(*member) : std::nullopt;
    if (!number) {
        wrong("value", "a number expected, not " + std::string(type_name(*member)));
        return !needs;
    }
    signal_.value = *number;
    signal_.unit = text_at(object, "unit");
    if (signal_.type == SignalType::battery) {
        signal_.unit = "%";
        if (*number < 0 || *number > 100) {
            wrong("value", "a percentage from 0 to 100 expected");
            return false;
        }
    }
    if (signal_.kind == Kind::water_meter && signal_.type == SignalType::reading) {
        const auto factor = signal_.unit.empty() ? std::optional(1.0) : cubic_metres_per(signal_.unit);
        if (!factor) {
            wrong("unit", "a unit of volume (m3, L, gal) expected");
            return false;
        }
        signal_.value = *factor == 1e-3 ? *number / 1000.0 : *number * *factor;
        signal_.unit = "m3";
    }
    return true;
}

void PlainReader::read_how(const json::object& object) {
    const auto* member = object.if_contains("how");
    if (member == nullptr || member->is_null()) return;
    if (!member->is_string()) return wrong("how", "a text expected, not " + std::string(type_name(*member)));
    signal_.how = text_at(object, "how");
}

void PlainReader::read_time(const json::object& object) {
    const auto* member = object.if_contains("at");
    if (member == nullptr || member->is_null()) return;
    const auto time = parse_rfc3339(text_at(object, "at"));
    if (!time) return wrong("at", "a time like 2026-03-01T03:00:00Z expected");
    signal_.claimed_at = time.value();
}

void PlainReader::read_test(const json::object& object) {
    const auto* member = object.if_contains("test");
    if (member == nullptr || member->is_null()) return;
    const auto* test = member->if_bool();
    if (test == nullptr) return wrong("test", "true or false expected");
    const bool raises = signal_.type == SignalType::alarm || signal_.type == SignalType::prealarm;
    if (*test && raises && can_say(signal_.kind, SignalType::test)) signal_.type = SignalType::test;
}

Translation answer(Outcome outcome, std::string reason) {
    return {.signals = {}, .heard = {}, .profile = "plain", .outcome = outcome, .reason = std::move(reason)};
}

void read_into(Translation& result, const json::value& value, PlainReader reader) {
    if (auto signal = reader.read(value)) result.signals.push_back(std::move(*signal));
    if (reader.problem().empty()) return;
    if (result.outcome != Outcome::bad) result.reason = reader.problem();
    result.outcome = Outcome::bad;
}

}  // namespace

Translation translate_plain(std::string_view name, const RawMessage& message,
                            const std::vector<EnrolledDevice>& enrolled) {
    if (name.ends_with("/set") || name.ends_with("/get")) {
        return answer(Outcome::ignored, "a command to the device, not a report");
    }
    if (message.payload.empty()) return answer(Outcome::nothing, "the topic was cleared");
    const auto value = parse_json(message.payload, kMaxPayloadBytes);
    if (!value) return answer(Outcome::bad, value.error().message);
    const auto entry =
        std::find_if(enrolled.begin(), enrolled.end(), [&](const EnrolledDevice& e) { return e.id.value == name; });
    const Kind kind = entry != enrolled.end() ? entry->kind : Kind::unknown;
    Signal blank;
    blank.device = DeviceId(std::string(name));
    blank.retained = message.retain;
    blank.registered = entry != enrolled.end();

    auto result = answer(Outcome::nothing, {});
    if (const auto* array = value.value().if_array()) {
        for (std::size_t i = 0; i < std::min(array->size(), kMaxPlainSignals); ++i) {
            read_into(result, (*array)[i], PlainReader(blank, kind, "/" + std::to_string(i)));
        }
        if (array->size() > kMaxPlainSignals && result.outcome != Outcome::bad) {
            result.outcome = Outcome::bad;
            result.reason = "at most " + std::to_string(kMaxPlainSignals) + " signals in one message expected";
        }
    } else {
        read_into(result, value.value(), PlainReader(blank, kind, ""));
    }
    if (result.outcome != Outcome::bad) {
        result.outcome = result.signals.empty() ? Outcome::nothing : Outcome::signals;
        result.reason = std::to_string(result.signals.size()) + (result.signals.size() == 1 ? " signal" : " signals");
    }
    if (!message.retain && !result.signals.empty()) result.heard.push_back(blank.device);
    return result;
}

}  // namespace anju::gateway::profiles
