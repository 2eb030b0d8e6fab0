#include "gateway/profiles/discovery/registry.hpp"

#include "gateway/profiles/json.hpp"

#include <algorithm>
#include <functional>

namespace anju::gateway::profiles::discovery {

namespace {

constexpr std::size_t kMaxReason = 240;

bool is_below(std::string_view topic, std::string_view base) {
    return topic.size() > base.size() && topic.starts_with(base) && topic[base.size()] == '/';
}

template <class Value>
void take_out(std::vector<Value>& from, const Value& what) {
    from.erase(std::remove(from.begin(), from.end(), what), from.end());
}

/// A button that nothing but its name or model gives away as one that calls for help.
void settle_calls(KnownDevice& known, const std::string& text) {
    if (known.kind != Kind::unknown || !says_sos(text)) return;
    known.kind = Kind::call_button;
    known.calls = true;
    // Nobody told its actions; on such a button `off` is the idle state.
    Rule idle_off;
    idle_off.meaning = Meaning::action;
    idle_off.has_off = true;
    known.rules.try_emplace("action", std::move(idle_off));
}

/// All that report an action describe one property together.
void add_action(std::vector<Expose>& exposes, const Entity& entity, Names names) {
    auto expose = to_expose(entity, "action", names);
    const auto known =
        std::find_if(exposes.begin(), exposes.end(), [](const Expose& e) { return e.property == "action"; });
    if (known == exposes.end()) return exposes.push_back(std::move(expose));
    known->values.insert(known->values.end(), expose.values.begin(), expose.values.end());
}

std::string what_it_describes(const std::vector<std::string>& names) {
    std::string reason;
    for (const auto& name : names) {
        if (reason.size() + name.size() > kMaxReason) return reason + ", ...";
        reason += (reason.empty() ? "describes " : ", ") + name;
    }
    return reason.empty() ? "nothing in it that concerns safety" : reason;
}

}  // namespace

bool Registry::is_read_elsewhere(std::string_view topic) const {
    return std::any_of(read_elsewhere_.begin(), read_elsewhere_.end(),
                       [&](const std::string& base) { return is_below(topic, base); });
}

Names Registry::names_for(const Entity& entity) const {
    return is_read_elsewhere(entity.state_topic) ? Names::exact : Names::loose;
}

Taken Registry::take(std::string_view topic, const ConfigTopic& where, std::string_view payload) {
    const auto known = messages_.find(topic);
    if (payload.empty()) {
        if (known == messages_.end()) return {Outcome::nothing, "the topic was cleared", {}};
        const auto gone = known->second.entities.size();
        remove(known->second);
        messages_.erase(known);
        return {Outcome::nothing, std::to_string(gone) + (gone == 1 ? " entity" : " entities") + " deleted", {}};
    }
    const std::size_t hash = std::hash<std::string_view>{}(payload);
    if (known != messages_.end() && known->second.hash == hash) return {Outcome::nothing, "known already", {}};

    const auto value = parse_json(payload, kMaxPayloadBytes);
    if (!value) return {Outcome::bad, value.error().message, {}};
    const auto* object = value.value().if_object();
    if (object == nullptr) return {Outcome::bad, "a discovery message: an object expected", {}};
    auto entities = read_config(where, *object);
    if (!entities) return {Outcome::bad, entities.error().message, {}};

    auto& fresh = entities.value();
    std::erase_if(fresh, [](const Entity& entity) { return entity.component == Component::other && entity.mute; });
    if (known != messages_.end()) {
        keep_availability(known->second, fresh);
        remove(known->second);
        messages_.erase(known);
    }
    std::size_t bytes = 0;
    for (const auto& entity : fresh) bytes += entity.bytes();
    if (auto problem = over_limit(fresh.size(), bytes); !problem.empty()) {
        left_out_ += fresh.size();
        return {Outcome::bad, problem + "; " + std::to_string(left_out_) + " left out so far", {}};
    }
    Taken taken;
    std::vector<std::string> described;
    Message message{.hash = hash, .entities = {}};
    for (auto& entity : fresh) {
        auto& kept = *message.entities.emplace_back(std::make_unique<Entity>(std::move(entity)));
        link(kept, taken.listen);
        const bool heard = speaks(kept, names_for(kept));
        if (heard && !kept.mute) described.push_back(kept.object_id);
        if (heard && !kept.problem.empty() && taken.outcome != Outcome::bad) {
            taken.outcome = Outcome::bad;
            taken.reason = kept.object_id + ": " + kept.problem;
        }
    }
    messages_.emplace(topic, std::move(message));
    if (taken.reason.empty()) taken.reason = what_it_describes(described);
    return taken;
}

std::string Registry::over_limit(std::size_t more, std::size_t bytes) const {
    if (count_ + more > limits_.entities) return "at most " + std::to_string(limits_.entities) + " entities expected";
    if (bytes_ + bytes > limits_.bytes)
        return "at most " + std::to_string(limits_.bytes) + " bytes of entities expected";
    return {};
}

/// The broker sends what is retained on an availability topic only once, so that what was said there
/// outlives a change of the entity.
void Registry::keep_availability(const Message& before, std::vector<Entity>& entities) const {
    std::map<std::string_view, bool> said;
    for (const auto& entity : before.entities) {
        for (const auto& source : entity->availability) {
            if (source.said) said[source.topic] = *source.said;
        }
    }
    for (auto& entity : entities) {
        for (auto& source : entity.availability) {
            if (const auto found = said.find(source.topic); found != said.end()) source.said = found->second;
        }
    }
}

void Registry::remove(Message& message) {
    for (auto& entity : message.entities) unlink(*entity);
    message.entities.clear();
}

void Registry::link(Entity& entity, std::vector<std::string>& listen) {
    ++count_;
    entity.counted = entity.bytes();
    bytes_ += entity.counted;
    auto& device = devices_[entity.device];
    if (device.entities.size() >= limits_.per_device) {
        entity.mute = true;
        entity.problem = "at most " + std::to_string(limits_.per_device) + " entities of one device expected";
    }
    device.entities.push_back(&entity);
    device.known.reset();
    if (entity.state_topic.empty()) return;
    auto& use = topics_[entity.state_topic];
    if (entity.component == Component::trigger) forget_description(entity.state_topic);
    if (use.states.size() >= limits_.per_topic && is_read_elsewhere(entity.state_topic)) {
        entity.mute = true;  // The profile that reads this topic misses nothing by it.
    } else if (use.states.size() >= limits_.per_topic) {
        entity.mute = true;
        entity.problem = "at most " + std::to_string(limits_.per_topic) + " entities of one topic expected";
    } else {
        use.states.push_back(&entity);
        use.known.reset();
    }
    if (entity.mute || !speaks(entity, names_for(entity))) return;
    listen_to(entity.state_topic, entity, listen);
    for (std::size_t i = 0; i < entity.availability.size(); ++i) {
        const auto& topic = entity.availability[i].topic;
        topics_[topic].availability.emplace_back(&entity, i);
        listen_to(topic, entity, listen);
    }
}

/// A bridge's triggers stand on a topic below that of the state.
void Registry::forget_description(std::string_view trigger_topic) {
    const auto slash = trigger_topic.rfind('/');
    if (slash == std::string_view::npos) return;
    const auto use = topics_.find(trigger_topic.substr(0, slash));
    if (use == topics_.end()) return;
    use->second.known.reset();
    if (use->second.states.empty() && use->second.availability.empty()) topics_.erase(use);
}

void Registry::listen_to(const std::string& topic, Entity& entity, std::vector<std::string>& listen) {
    if (is_read_elsewhere(topic) || listened_.contains(topic)) return;
    if (listened_.size() >= limits_.topics) {
        entity.problem = "at most " + std::to_string(limits_.topics) + " topics expected; not listening to " + topic;
        ++left_out_;
        return;
    }
    listened_.insert(topic);
    listen.push_back(topic);
}

void Registry::unlink(Entity& entity) {
    --count_;
    bytes_ -= entity.counted;
    if (const auto device = devices_.find(entity.device); device != devices_.end()) {
        take_out(device->second.entities, &entity);
        device->second.known.reset();
        if (device->second.entities.empty()) devices_.erase(device);
    }
    const auto leave = [&](const std::string& topic) {
        const auto use = topics_.find(topic);
        if (use == topics_.end()) return;
        take_out(use->second.states, &entity);
        std::erase_if(use->second.availability, [&](const auto& link) { return link.first == &entity; });
        use->second.known.reset();
        if (use->second.states.empty() && use->second.availability.empty()) topics_.erase(use);
    };
    leave(entity.state_topic);
    if (entity.component == Component::trigger) forget_description(entity.state_topic);
    for (const auto& source : entity.availability) leave(source.topic);
}

TopicUse* Registry::find(std::string_view topic) {
    const auto use = topics_.find(topic);
    return use != topics_.end() ? &use->second : nullptr;
}

const KnownDevice* Registry::described(std::string_view state_topic) {
    auto* use = find(state_topic);
    const auto* triggers = find(std::string(state_topic) + "/action");
    if (use != nullptr && use->known) return &*use->known;
    std::vector<const Entity*> entities;
    if (use != nullptr) entities.assign(use->states.begin(), use->states.end());
    if (triggers != nullptr) entities.insert(entities.end(), triggers->states.begin(), triggers->states.end());
    if (entities.empty()) return nullptr;
    std::vector<Expose> exposes;
    for (const auto* entity : entities) {
        const auto property = entity->value.property();
        if (entity->mute) continue;
        if (entity->component == Component::trigger || property == "action") {
            add_action(exposes, *entity, Names::exact);
        } else if (!property.empty()) {
            exposes.push_back(to_expose(*entity, property, Names::exact));
        }
    }
    const auto& text = entities.front()->device_text;
    auto known = describe(exposes, text);
    settle_calls(known, text);
    return &topics_[std::string(state_topic)].known.emplace(std::move(known));
}

const KnownDevice& Registry::device(const Entity& entity) {
    auto& device = devices_[entity.device];
    if (!device.known) put_together(device);
    return *device.known;
}

const std::vector<Entity*>& Registry::entities_of(const std::string& device) const {
    static const std::vector<Entity*> kNone;
    const auto found = devices_.find(device);
    return found != devices_.end() ? found->second.entities : kNone;
}

void Registry::put_together(Device& device) const {
    std::vector<Expose> exposes;
    std::set<std::string> keys;
    std::string text;
    for (auto* entity : device.entities) {
        if (text.empty()) text = entity->device_text + ' ' + entity->device_name;
        if (entity->mute) continue;
        const bool action = row_of(*entity, Names::loose).meaning == Meaning::action;
        std::string key(entity->value.property());
        if (action) {
            key = "action";
        } else if (key.empty() || keys.contains(key)) {
            key = entity->object_id;
            for (int i = 2; keys.contains(key); ++i) key = entity->object_id + '_' + std::to_string(i);
        }
        if (action) {
            add_action(exposes, *entity, Names::loose);
        } else {
            exposes.push_back(to_expose(*entity, key, Names::loose));
        }
        keys.insert(key);
        entity->key = std::move(key);
    }
    device.known = describe(exposes, text);
    settle_calls(*device.known, text);
    const auto is_volume = [](const auto& rule) { return rule.second.meaning == Meaning::volume; };
    auto& rules = device.known->rules;
    if (std::count_if(rules.begin(), rules.end(), is_volume) < 2) return;
    for (auto& [key, rule] : rules) rule.numbered = rule.numbered || rule.meaning == Meaning::volume;
}

}  // namespace anju::gateway::profiles::discovery
