#include "gateway/profiles/zigbee2mqtt.hpp"

#include "gateway/profiles/home_assistant.hpp"
#include "gateway/profiles/json.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <utility>

namespace anju::gateway::profiles {

namespace json = boost::json;

namespace {

Translation answer(Outcome outcome, std::string reason) {
    return {.signals = {}, .heard = {}, .profile = "zigbee2mqtt", .outcome = outcome, .reason = std::move(reason)};
}

Translation from(StateReading reading, const Speaker& speaker) {
    const bool says = !reading.signals.empty();
    auto result = answer(says ? Outcome::signals : Outcome::nothing, !reading.said.empty() ? std::move(reading.said)
                                                                     : says                ? "device condition"
                                                                            : "nothing in it that concerns safety");
    result.signals = std::move(reading.signals);
    if (!speaker.blank.retained) result.heard.push_back(speaker.blank.device);
    return result;
}

/// `{"state":"online"}`, and plain `online` as older bridges write it.
std::optional<SignalType> online_or_offline(std::string_view payload, std::string& problem) {
    std::string word;
    if (payload.find('{') == std::string_view::npos) {
        word = to_word(payload);
        if (word.size() > 2 && word.front() == '"' && word.back() == '"') word = word.substr(1, word.size() - 2);
    } else {
        const auto value = parse_json(payload, kMaxPayloadBytes);
        if (!value) {
            problem = value.error().message;
            return std::nullopt;
        }
        if (const auto* object = value.value().if_object()) word = to_word(text_at(*object, "state"));
    }
    if (word == "online") return SignalType::online;
    if (word == "offline") return SignalType::offline;
    problem = "availability: {\"state\":\"online\"} or {\"state\":\"offline\"} expected";
    return std::nullopt;
}

const EnrolledDevice* find_enrolled(const std::vector<EnrolledDevice>& enrolled, std::string_view device) {
    const auto entry =
        std::find_if(enrolled.begin(), enrolled.end(), [&](const EnrolledDevice& e) { return e.id.value == device; });
    return entry != enrolled.end() ? &*entry : nullptr;
}

std::pair<std::string_view, std::string_view> split_last(std::string_view name) {
    const auto slash = name.rfind('/');
    if (slash == std::string_view::npos || slash == 0) return {name, {}};
    return {name.substr(0, slash), name.substr(slash + 1)};
}

std::optional<UtcTime> last_seen(const json::object& state) {
    const auto* seen = state.if_contains("last_seen");
    if (seen == nullptr) return std::nullopt;
    if (const auto* text = seen->if_string()) {
        const auto time = parse_rfc3339({text->data(), text->size()});
        return time ? std::optional(time.value()) : std::nullopt;
    }
    // Milliseconds since 1970, when so configured; within what a calendar can hold.
    constexpr std::int64_t kYear3000 = 32'503'680'000'000;
    const auto* epoch = seen->if_int64();
    if (epoch == nullptr || *epoch <= 0 || *epoch > kYear3000) return std::nullopt;
    return UtcTime{Millis{*epoch}};
}

std::vector<DeviceId> missing_from(const KnownDevices& now, const KnownDevices& before) {
    std::vector<DeviceId> missing;
    for (const auto& [name, device] : before) {
        if (!now.contains(name)) missing.emplace_back(name);
    }
    return missing;
}

}  // namespace

Translation Zigbee2Mqtt::translate(std::string_view name, const RawMessage& message,
                                   const std::vector<EnrolledDevice>& enrolled, HomeAssistant* discovery) {
    if (name.starts_with("bridge/")) return bridge(name.substr(7), message);
    const bool is_device = known(name, discovery) != nullptr || find_enrolled(enrolled, name) != nullptr;
    const auto [device, last] = split_last(name);
    if (!is_device && !last.empty()) {
        if (last == "set" || last == "get") return answer(Outcome::ignored, "a command to the device, not a report");
        if (last == "availability") return availability(speaker(device, message, enrolled, discovery), message);
        if (is_attribute(device, last, message.payload))
            return attribute(speaker(device, message, enrolled, discovery), last, message);
        const auto [deeper, before] = split_last(device);
        if (before == "set" || before == "get")
            return answer(Outcome::ignored, "a command to the device, not a report");
    }
    return state(speaker(name, message, enrolled, discovery), message);
}

Translation Zigbee2Mqtt::bridge(std::string_view what, const RawMessage& message) {
    if (what == "devices") return take_devices(message.payload);
    if (what != "state") return answer(Outcome::ignored, "the bridge's own business");
    if (message.payload.empty()) return answer(Outcome::nothing, "the topic was cleared");
    if (const auto fine = check_text(message.payload, kMaxPayloadBytes); !fine) {
        return answer(Outcome::bad, "bridge/state: " + fine.error().message);
    }
    std::string problem;
    const auto type = online_or_offline(message.payload, problem);
    if (!type) return answer(Outcome::bad, "bridge/state: " + problem);
    auto result = answer(Outcome::signals, "bridge state");
    Signal signal;
    signal.device = DeviceId(base_ + "/bridge");
    signal.kind = Kind::gateway;
    signal.type = *type;
    signal.retained = message.retain;
    result.signals.push_back(std::move(signal));
    return result;
}

Translation Zigbee2Mqtt::take_devices(std::string_view payload) {
    if (payload.empty()) return answer(Outcome::nothing, "the topic was cleared; the last device list is kept");
    const auto value = parse_json(payload, kMaxBridgeDevicesBytes);
    if (!value) return answer(Outcome::bad, "bridge/devices: " + value.error().message);
    const auto* array = value.value().if_array();
    if (array == nullptr) {
        return answer(Outcome::bad,
                      "bridge/devices: an array of devices expected, not " + std::string(type_name(value.value())));
    }
    auto devices = read_bridge_devices(*array);
    auto result = answer(Outcome::nothing, "device list with " + std::to_string(devices.size()) + " devices taken over");
    if (devices_) result.gone = missing_from(devices, *devices_);
    // People take devices out one by one. A bridge that lost its database has lost them all, and their
    // silence has to be told.
    if (result.gone.size() > 1) result.gone.clear();
    devices_ = std::move(devices);
    return result;
}

Translation Zigbee2Mqtt::availability(const Speaker& who, const RawMessage& message) const {
    if (message.payload.empty()) return answer(Outcome::nothing, "the topic was cleared");
    if (const auto fine = check_text(message.payload, kMaxPayloadBytes); !fine) {
        return answer(Outcome::bad, fine.error().message);
    }
    std::string problem;
    const auto type = online_or_offline(message.payload, problem);
    if (!type) return answer(Outcome::bad, problem);
    auto result = answer(Outcome::signals, "availability");
    Signal signal = who.blank;
    signal.kind = kind_of(who, Kind::unknown);
    signal.type = *type;
    if (*type == SignalType::online && !message.retain) result.heard.push_back(signal.device);
    result.signals.push_back(std::move(signal));
    return result;
}

Translation Zigbee2Mqtt::state(const Speaker& who, const RawMessage& message) const {
    if (message.payload.empty()) return answer(Outcome::nothing, "the topic was cleared");
    const auto value = parse_json(message.payload, kMaxPayloadBytes);
    if (!value) return answer(Outcome::bad, value.error().message);
    const auto* object = value.value().if_object();
    if (object == nullptr) {
        return answer(Outcome::bad,
                      "state of a device: an object expected, not " + std::string(type_name(value.value())));
    }
    Speaker dated = who;
    dated.blank.claimed_at = last_seen(*object);
    return from(read_state(*object, dated), dated);
}

/// `hall/action` = `emergency`, and the other keys of a bridge that publishes each on its own topic.
Translation Zigbee2Mqtt::attribute(const Speaker& who, std::string_view property, const RawMessage& message) const {
    if (message.payload.empty()) return answer(Outcome::nothing, "no information");
    if (const auto fine = check_text(message.payload, kMaxPayloadBytes); !fine) {
        return answer(Outcome::bad, fine.error().message);
    }
    // A bare word is no JSON; a number, true, null or quoted word is.
    auto parsed = parse_json(message.payload, kMaxPayloadBytes);
    json::object object;
    object[property] = parsed ? std::move(parsed).value()
                              : json::value(json::string_view(message.payload.data(), message.payload.size()));
    return from(read_state(object, who), who);
}

/// A topic below a device is one of its keys only when the payload is no state of its own and the
/// key is known: friendly names may hold slashes too.
bool Zigbee2Mqtt::is_attribute(std::string_view device, std::string_view property, std::string_view payload) const {
    const auto first = payload.find_first_not_of(" \t\r\n");
    if (first != std::string_view::npos && (payload[first] == '{' || payload[first] == '[')) return false;
    if (property == "action" || property == "click") return true;
    if (devices_ && devices_->contains(device)) return true;
    return find_name(property) != nullptr && !payload.empty();
}

const KnownDevice* Zigbee2Mqtt::known(std::string_view device, HomeAssistant* discovery) const {
    if (devices_) {
        if (const auto found = devices_->find(device); found != devices_->end()) return &found->second;
    }
    return discovery != nullptr ? discovery->described(base_ + '/' + std::string(device)) : nullptr;
}

Speaker Zigbee2Mqtt::speaker(std::string_view device, const RawMessage& message,
                             const std::vector<EnrolledDevice>& enrolled, HomeAssistant* discovery) const {
    Speaker who;
    who.blank.device = DeviceId(std::string(device));
    who.blank.retained = message.retain;
    const auto* entry = find_enrolled(enrolled, device);
    if (entry != nullptr) who.enrolled = entry->kind;
    who.known = known(device, discovery);
    if (devices_) who.blank.registered = who.known != nullptr || entry != nullptr;
    return who;
}

}  // namespace anju::gateway::profiles
