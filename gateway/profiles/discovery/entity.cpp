#include "gateway/profiles/discovery/entity.hpp"

#include "base/text.hpp"
#include "gateway/profiles/discovery/filters.hpp"
#include "gateway/profiles/discovery/keys.hpp"
#include "gateway/profiles/json.hpp"
#include "gateway/profiles/words.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace anju::gateway::profiles::discovery {

namespace json = boost::json;

namespace {

constexpr std::size_t kMaxIdBytes = 256;
constexpr std::size_t kMaxTextBytes = 512;
constexpr std::size_t kMaxWords = 64;

// What a component takes from the message around it when it does not say it itself.
constexpr std::array kShared{
    "availability",      "availability_mode",     "availability_template", "availability_topic",
    "payload_available", "payload_not_available", "state_topic",           "device"};

std::string short_text(const json::object& object, std::string_view key) {
    const auto text = text_at(object, key);
    return text.size() <= kMaxTextBytes ? std::string(text) : std::string();
}

/// A payload as text; JSON booleans and numbers are allowed, since templates give them too.
std::optional<std::string> payload_at(const json::object& object, std::string_view key) {
    const auto* member = object.if_contains(key);
    if (member == nullptr || member->is_structured() || member->is_null()) return std::nullopt;
    return filters::to_text(*member);
}

void read_word(const json::object& object, std::string_view key, std::string& into) {
    if (const auto text = payload_at(object, key)) into = to_word(*text);
}

Component component_of(std::string_view platform) {
    if (platform == "binary_sensor") return Component::binary_sensor;
    if (platform == "sensor") return Component::sensor;
    if (platform == "event") return Component::event;
    if (platform == "device_automation") return Component::trigger;
    return Component::other;
}

void complain(Entity& entity, std::string problem) {
    if (entity.problem.empty()) entity.problem = std::move(problem);
}

void read_template(const json::object& object, std::string_view key, Entity& entity, Template& into, bool& failed) {
    const auto text = text_at(object, key);
    if (text.empty()) return;
    auto parsed = Template::parse(text);
    if (parsed) {
        into = std::move(parsed).value();
        return;
    }
    complain(entity, parsed.error().message);
    failed = true;
}

std::string unusable(std::string_view key) {
    return std::string(key) + ": a topic of 1 to " + std::to_string(kMaxTopicBytes) +
           " bytes without +, # and NUL, and no $ in front, expected";
}

void read_topic(const json::object& object, std::string_view key, Entity& entity) {
    const auto topic = text_at(object, key);
    if (is_usable_topic(topic)) {
        entity.state_topic = topic;
        return;
    }
    complain(entity, unusable(key));
    entity.mute = true;
}

void add_source(const json::object& object, std::string_view topic_key, std::string_view template_key, Entity& entity) {
    const auto topic = text_at(object, topic_key);
    if (!is_usable_topic(topic)) return complain(entity, unusable(topic_key));
    if (entity.availability.size() >= kMaxAvailabilityTopics) {
        return complain(entity, "availability: at most " + std::to_string(kMaxAvailabilityTopics) + " topics expected");
    }
    AvailabilitySource source;
    source.topic = topic;
    read_word(object, "payload_available", source.online);
    read_word(object, "payload_not_available", source.offline);
    bool failed = false;
    read_template(object, template_key, entity, source.value, failed);
    if (!failed) entity.availability.push_back(std::move(source));
}

void read_availability(const json::object& object, Entity& entity) {
    if (object.contains("availability_topic"))
        add_source(object, "availability_topic", "availability_template", entity);
    if (const auto* list = object.if_contains("availability")) {
        if (const auto* one = list->if_object()) add_source(*one, "topic", "value_template", entity);
        if (const auto* array = list->if_array()) {
            for (const auto& element : *array) {
                if (const auto* one = element.if_object()) add_source(*one, "topic", "value_template", entity);
            }
        }
    }
    const auto mode = text_at(object, "availability_mode");
    if (mode == "all") entity.availability_mode = AvailabilityMode::all;
    if (mode == "any") entity.availability_mode = AvailabilityMode::any;
}

std::string first_identifier(const json::object& device) {
    const auto* ids = device.if_contains("identifiers");
    if (ids == nullptr) return {};
    const auto* list = ids->if_array();
    const json::value& first = list != nullptr && !list->empty() ? list->front() : *ids;
    return first.is_structured() || first.is_null() ? std::string() : filters::to_text(first);
}

/// `connections` is a list of pairs like ["mac", "02:5b:26:a8:dc:12"].
std::string mac_address(const json::object& device) {
    const auto* connections = device.if_contains("connections");
    const auto* list = connections != nullptr ? connections->if_array() : nullptr;
    if (list == nullptr) return {};
    for (const auto& element : *list) {
        const auto* pair = element.if_array();
        if (pair == nullptr || pair->size() != 2 || (*pair)[0] != json::value("mac")) continue;
        if (const auto* mac = (*pair)[1].if_string()) return {mac->data(), mac->size()};
    }
    return {};
}

void read_device(const json::object& object, const ConfigTopic& topic, Entity& entity) {
    const auto* member = object.if_contains("device");
    const auto* device = member != nullptr ? member->if_object() : nullptr;
    std::array<std::string, 5> candidates;
    if (device != nullptr) {
        entity.device_name = short_text(*device, "name");
        entity.device_text = short_text(*device, "model") + ' ' + short_text(*device, "model_id");
        candidates[0] = first_identifier(*device);
        candidates[1] = mac_address(*device);
        candidates[2] = entity.device_name;
    }
    candidates[3] = entity.unique_id;
    candidates[4] = std::string(topic.node) + (topic.node.empty() ? "" : "/") + std::string(topic.object);
    const auto chosen = std::find_if(candidates.begin(), candidates.end(),
                                     [](const std::string& id) { return !id.empty() && id.size() <= kMaxIdBytes; });
    if (chosen != candidates.end()) entity.device = *chosen;
    if (entity.device.empty()) entity.mute = true;
}

void read_trigger(const json::object& object, Entity& entity) {
    if (text_at(object, "automation_type") != "trigger") {
        complain(entity, "automation_type: \"trigger\" expected");
        entity.mute = true;
    }
    entity.payload = payload_at(object, "payload");
    entity.type = short_text(object, "type");
    entity.subtype = short_text(object, "subtype");
}

/// What is set or done does not speak, but tells that a property is a setting. Without a state topic
/// the command's may tell it: `hall/set/test` sets the property `test` of what `hall` publishes.
void read_setting(const json::object& object, Entity& entity) {
    auto topic = text_at(object, "state_topic");
    std::string value(text_at(object, "value_template"));
    if (topic.empty()) {
        constexpr std::string_view kSet = "/set/";
        topic = text_at(object, "command_topic");
        const auto set = topic.rfind(kSet);
        if (set == std::string_view::npos) topic = {};
        if (!topic.empty()) value = "{{ value_json[\"" + std::string(topic.substr(set + kSet.size())) + "\"] }}";
        topic = topic.substr(0, set);
    }
    const auto parsed = Template::parse(value);
    entity.mute = !parsed || !is_usable_topic(topic);
    if (entity.mute) return;
    entity.state_topic = topic;
    entity.value = parsed.value();
}

void read_words(const json::object& object, std::string_view key, std::vector<std::string>& into) {
    const auto* member = object.if_contains(key);
    const auto* list = member != nullptr ? member->if_array() : nullptr;
    if (list == nullptr) return;
    for (const auto& element : *list) {
        if (into.size() >= kMaxWords) return;
        if (const auto* text = element.if_string(); text != nullptr && text->size() <= kMaxTextBytes) {
            into.push_back(to_word({text->data(), text->size()}));
        }
    }
}

/// `object` is written out already.
Entity read_entity(Component component, std::string_view object_id, const ConfigTopic& topic,
                   const json::object& object) {
    Entity entity;
    entity.component = component;
    entity.object_id = object_id;
    entity.unique_id = short_text(object, "unique_id");
    entity.name = short_text(object, "name");
    entity.device_class = short_text(object, "device_class");
    entity.state_class = short_text(object, "state_class");
    entity.unit = short_text(object, "unit_of_measurement");
    entity.config = text_at(object, "entity_category") == "config";
    read_device(object, topic, entity);
    read_word(object, "payload_on", entity.on);
    read_word(object, "payload_off", entity.off);
    if (component == Component::other) {
        read_setting(object, entity);
        return entity;
    }
    read_topic(object, component == Component::trigger ? "topic" : "state_topic", entity);
    read_template(object, "value_template", entity, entity.value, entity.mute);
    read_words(object, component == Component::event ? "event_types" : "options", entity.event_types);
    if (component == Component::trigger) read_trigger(object, entity);
    read_availability(object, entity);
    return entity;
}

/// One of the components of the device form: what it does not say itself, the message around it says.
json::object merge(const json::object& component, const json::object& message, std::string_view base) {
    json::object merged = write_out(component, base);
    for (const char* key : kShared) {
        const auto* shared = message.if_contains(key);
        if (shared != nullptr && !merged.contains(key)) merged[key] = *shared;
    }
    return merged;
}

Result<std::vector<Entity>> read_components(const ConfigTopic& topic, const json::object& message,
                                            std::string_view base) {
    const auto* member = message.if_contains("components");
    const auto* components = member != nullptr ? member->if_object() : nullptr;
    if (components == nullptr) return fail(ErrorCode::invalid, "components: an object expected");
    if (components->size() > kMaxComponents) {
        return fail(ErrorCode::invalid, "components: at most " + std::to_string(kMaxComponents) + " expected");
    }
    std::vector<Entity> entities;
    for (const auto& element : *components) {
        const auto* component = element.value().if_object();
        if (component == nullptr) continue;
        const auto own = write_out(*component, base);
        const auto platform = text_at(own, "platform");
        const bool removed = own.empty() || (own.size() == 1 && !platform.empty());
        if (removed) continue;
        const std::string_view key(element.key().data(), element.key().size());
        entities.push_back(read_entity(component_of(platform), key, topic, merge(*component, message, base)));
    }
    return entities;
}

}  // namespace

std::size_t Entity::bytes() const {
    std::size_t sum = sizeof(Entity) + object_id.size() + unique_id.size() + name.size() + state_topic.size() +
                      problem.size() + device.size() + device_name.size() + device_text.size() + 256;
    for (const auto& word : event_types) sum += word.size() + sizeof word;
    for (const auto& source : availability) sum += sizeof source + source.topic.size() + 64;
    return sum;
}

bool is_usable_topic(std::string_view topic) {
    return !topic.empty() && topic.size() <= kMaxTopicBytes && topic.front() != '$' && is_utf8(topic) &&
           topic.find_first_of(std::string_view("+#\0", 3)) == std::string_view::npos;
}

std::optional<ConfigTopic> parse_config_topic(std::string_view below_prefix) {
    std::array<std::string_view, 4> parts;
    std::size_t count = 0;
    while (true) {
        if (count == parts.size()) return std::nullopt;
        const auto slash = below_prefix.find('/');
        parts[count++] = below_prefix.substr(0, slash);
        if (parts[count - 1].empty()) return std::nullopt;
        if (slash == std::string_view::npos) break;
        below_prefix.remove_prefix(slash + 1);
    }
    if (count < 3 || parts[count - 1] != "config") return std::nullopt;
    return ConfigTopic{parts[0], count == 4 ? parts[1] : std::string_view{}, parts[count - 2]};
}

Result<std::vector<Entity>> read_config(const ConfigTopic& topic, const json::object& message) {
    const auto object = write_out(message);
    if (topic.component == "device") return read_components(topic, object, text_at(message, "~"));
    std::vector<Entity> entities;
    entities.push_back(read_entity(component_of(topic.component), topic.object, topic, object));
    return entities;
}

}  // namespace anju::gateway::profiles::discovery
