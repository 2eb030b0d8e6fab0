#include "gateway/profiles/home_assistant.hpp"

#include "gateway/profiles/discovery/filters.hpp"
#include "gateway/profiles/json.hpp"
#include "gateway/profiles/words.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace anju::gateway::profiles {

namespace json = boost::json;
using discovery::AvailabilityMode;
using discovery::Component;
using discovery::Entity;
using discovery::Payload;
using discovery::TopicUse;

namespace {

constexpr std::size_t kMaxReason = 480;

Translation answer(Outcome outcome, std::string reason) {
    return {.signals = {}, .heard = {}, .profile = "homeassistant", .outcome = outcome, .reason = std::move(reason)};
}

void tell(std::string& reason, const std::string& more) {
    if (more.empty() || reason.size() + more.size() > kMaxReason) return;
    reason += (reason.empty() ? "" : "; ") + more;
}

/// What a binary sensor or a sensor says. "None" is how templates print "nothing to tell".
std::optional<json::value> state_of(const Entity& entity, const Payload& payload) {
    auto value = entity.value.evaluate(payload);
    if (!value) return std::nullopt;
    const std::string text = value->is_structured() ? std::string() : discovery::filters::to_text(*value);
    if (text == "None" && entity.on != "none" && entity.off != "none") return std::nullopt;
    // payload_on may be any number, and a number is a word of its own only when it is 0 or 1.
    if (entity.component == Component::binary_sensor && value->is_number()) return json::value(text);
    return value;
}

/// How it was pressed, when this message is a press.
std::optional<std::string> action_of(const Entity& entity, const Payload& payload) {
    const auto value = entity.value.evaluate(payload);
    if (entity.component == Component::event) {
        // Without a template the payload is an object with the type in it.
        const auto* object = payload.json != nullptr ? payload.json->if_object() : nullptr;
        if (object != nullptr && entity.value.property().empty()) return std::string(text_at(*object, "event_type"));
    }
    if (!value || value->is_structured()) return std::nullopt;
    const std::string text = discovery::filters::to_text(*value);
    if (entity.component != Component::trigger) return text;
    const bool matches = !entity.payload || text == *entity.payload || to_word(text) == to_word(*entity.payload);
    return matches ? std::optional(discovery::action_word(entity)) : std::nullopt;
}

/// One message is one press, however many triggers and events read it; a call goes before the rest.
void put_action(json::object& state, const std::string& action) {
    if (to_word(action).empty()) return;
    if (state.contains("action") && classify_action(to_word(action)) != ActionWord::call) return;
    state["action"] = action;
}

/// Nothing until enough of the topics have spoken.
std::optional<bool> is_available(const Entity& entity, std::optional<bool> latest) {
    if (entity.availability_mode == AvailabilityMode::latest) return latest;
    const bool all = entity.availability_mode == AvailabilityMode::all;
    bool complete = true;
    for (const auto& source : entity.availability) {
        if (source.said == !all) return !all;
        complete = complete && source.said.has_value();
    }
    return complete ? std::optional(all) : std::nullopt;
}

/// Whatever speaks must be within reach: one part of a device that is not makes it offline.
void weigh(std::optional<bool>& device, std::optional<bool> entity) {
    if (entity) device = device.value_or(true) && *entity;
}

}  // namespace

HomeAssistant::HomeAssistant(std::string prefix, std::vector<std::string> read_elsewhere)
    : prefix_(std::move(prefix)), registry_([&] {
          read_elsewhere.push_back(prefix_);
          return std::move(read_elsewhere);
      }()) {}

Translation HomeAssistant::below_prefix(std::string_view name, const RawMessage& message,
                                        const std::vector<EnrolledDevice>& enrolled) {
    if (const auto where = discovery::parse_config_topic(name)) {
        if (message.topic.size() > 2 * discovery::kMaxTopicBytes) return answer(Outcome::bad, "topic is too long");
        auto taken = registry_.take(message.topic, *where, message.payload);
        auto result = answer(taken.outcome, std::move(taken.reason));
        result.listen = std::move(taken.listen);
        return result;
    }
    // Some devices publish their states below the prefix too.
    if (auto state = elsewhere(message, enrolled)) return std::move(*state);
    return answer(Outcome::ignored, "below the discovery prefix, and no discovery message");
}

std::optional<Translation> HomeAssistant::elsewhere(const RawMessage& message,
                                                    const std::vector<EnrolledDevice>& enrolled) {
    const auto* use = registry_.find(message.topic);
    if (use == nullptr) return std::nullopt;
    if (message.payload.empty()) return answer(Outcome::nothing, "the topic was cleared");
    if (const auto fine = check_text(message.payload, kMaxPayloadBytes); !fine) {
        return answer(Outcome::bad, fine.error().message);
    }
    const auto parsed = parse_json(message.payload, kMaxPayloadBytes);
    const Payload payload{message.payload, parsed ? &parsed.value() : nullptr};
    auto result = answer(Outcome::nothing, {});
    read_states(*use, payload, message, enrolled, result);
    read_availability(*use, payload, message, enrolled, result);
    if (result.outcome != Outcome::bad && !result.signals.empty()) result.outcome = Outcome::signals;
    if (result.reason.empty()) result.reason = "nothing in it that concerns safety";
    return result;
}

void HomeAssistant::read_states(const TopicUse& use, const Payload& payload, const RawMessage& message,
                                const std::vector<EnrolledDevice>& enrolled, Translation& into) {
    struct Said {
        const Entity* entity = nullptr;
        json::object state;
    };
    std::map<std::string_view, Said> devices;
    for (const auto* entity : use.states) {
        if (entity->mute) {
            tell(into.reason, "left out " + entity->object_id + ": " + entity->problem);
            continue;
        }
        auto& said = devices[entity->device];
        said.entity = entity;
        const auto& known = registry_.device(*entity);  // Also gives the entity its key.
        const auto rule = known.rules.find(entity->key);
        if (rule == known.rules.end() || rule->second.meaning == Meaning::nothing) continue;
        if (rule->second.meaning == Meaning::action) {
            if (const auto action = action_of(*entity, payload)) put_action(said.state, *action);
        } else if (auto value = state_of(*entity, payload)) {
            said.state[entity->key] = std::move(*value);
        }
    }
    for (auto& [id, said] : devices) {
        const auto who = speaker(*said.entity, message, enrolled);
        auto reading = read_state(said.state, who);
        tell(into.reason, reading.said);
        if (reading.unplaced) {
            tell(into.reason, "an alarm of an unknown kind: enrol the device " + who.blank.device.value +
                                  " with its kind, or name the entity after what it watches");
            into.outcome = Outcome::bad;
        }
        for (auto& signal : reading.signals) into.signals.push_back(std::move(signal));
        if (!message.retain) into.heard.push_back(who.blank.device);
    }
}

void HomeAssistant::read_availability(const TopicUse& use, const Payload& payload, const RawMessage& message,
                                      const std::vector<EnrolledDevice>& enrolled, Translation& into) {
    std::map<std::string_view, std::pair<Entity*, std::optional<bool>>> devices;
    for (const auto& [entity, index] : use.availability) {
        auto& source = entity->availability[index];
        const auto value = source.value.evaluate(payload);
        if (!value || value->is_structured()) continue;
        const auto word = to_word(discovery::filters::to_text(*value));
        if (word != source.online && word != source.offline) continue;
        source.said = word == source.online;
        auto& [any, available] = devices[entity->device];
        any = entity;
        if (entity->availability_mode == AvailabilityMode::latest) weigh(available, source.said);
    }
    for (auto& [id, device] : devices) {
        auto& [any, available] = device;
        for (const auto* entity : registry_.entities_of(any->device)) {
            if (entity->availability.empty() || entity->mute) continue;
            if (entity->availability_mode != AvailabilityMode::latest) weigh(available, is_available(*entity, {}));
        }
        if (!available) continue;
        const auto who = speaker(*any, message, enrolled);
        Signal signal = who.blank;
        signal.kind = kind_of(who, Kind::unknown);
        signal.type = *available ? SignalType::online : SignalType::offline;
        const auto& heard = into.heard;
        const bool known = std::find(heard.begin(), heard.end(), signal.device) != heard.end();
        if (*available && !message.retain && !known) into.heard.push_back(signal.device);
        into.signals.push_back(std::move(signal));
        if (into.reason.empty()) into.reason = "availability";
    }
}

Speaker HomeAssistant::speaker(const Entity& entity, const RawMessage& message,
                               const std::vector<EnrolledDevice>& enrolled) {
    Speaker who;
    who.blank.device = DeviceId(entity.device);
    who.blank.retained = message.retain;
    who.known = &registry_.device(entity);
    const auto entry = std::find_if(enrolled.begin(), enrolled.end(),
                                    [&](const EnrolledDevice& e) { return e.id.value == entity.device; });
    if (entry != enrolled.end()) who.enrolled = entry->kind;
    return who;
}

}  // namespace anju::gateway::profiles
