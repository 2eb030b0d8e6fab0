// One entity as a discovery message describes it, and the reader of these messages.
//
// Both forms are read: `<component>/[node/]<object>/config` with one entity, and
// `device/[node/]<object>/config` with several under `components`. Keys may be abbreviated, and `~`
// at either end of a key that ends in `topic` stands for the message's base topic.
// Errors: invalid, for what is no discovery message at all. What is wrong in a part costs that part
// alone, and is told in `problem`.
#pragma once

#include "base/result.hpp"
#include "gateway/profiles/discovery/template.hpp"

#include <boost/json.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anju::gateway::profiles::discovery {

inline constexpr std::size_t kMaxTopicBytes = 512;
inline constexpr std::size_t kMaxAvailabilityTopics = 16;
inline constexpr std::size_t kMaxComponents = 512;  ///< in one message

/// The components that report. Everything with which something is set or done is `other` and never
/// speaks: switch, select, number, text, button, siren, update ...
enum class Component { binary_sensor, sensor, event, trigger, other };

/// One topic that tells whether the entity can be relied on.
struct AvailabilitySource {
    std::string topic;
    Template value;
    std::string online = "online";  ///< as words, like `offline`
    std::string offline = "offline";
    std::optional<bool> said;  ///< the newest word on this topic
};
enum class AvailabilityMode { all, any, latest };

struct Entity {
    Component component = Component::other;
    std::string object_id;  ///< the topic's last part before `config`, or the key among the components
    std::string unique_id;
    std::string name;
    std::string device_class;
    std::string state_class;
    std::string unit;
    bool config = false;      ///< its category: a setting
    std::string state_topic;  ///< of a trigger: its topic; empty: none, or one that cannot be used
    Template value;
    std::string problem;  ///< why it is not heard, or not wholly: "state_topic: ... expected"
    bool mute = false;    ///< its template or topic cannot be used: it gives nothing

    std::string on = "on";  ///< a binary sensor's, as words
    std::string off = "off";
    std::vector<std::string> event_types;  ///< of an event; a sensor's `options`
    std::optional<std::string> payload;    ///< of a trigger; nothing: every message is one
    std::string type;                      ///< of a trigger, like `subtype`
    std::string subtype;

    std::vector<AvailabilitySource> availability;
    AvailabilityMode availability_mode = AvailabilityMode::latest;

    std::string device;       ///< the id that its device goes by
    std::string device_name;  ///< for people
    std::string device_text;  ///< model and model number
    std::string key;          ///< distinct within the device; given when the device is put together
    std::size_t counted = 0;  ///< bytes, as the registry counted them

    [[nodiscard]] std::size_t bytes() const;
};

/// Where a discovery message stands below the prefix.
struct ConfigTopic {
    std::string_view component;
    std::string_view node;  ///< may be empty
    std::string_view object;
};

/// Nothing when `below_prefix` is none of the two forms.
[[nodiscard]] std::optional<ConfigTopic> parse_config_topic(std::string_view below_prefix);

/// The entities of one message in the order of its components; those that were taken out (`{}`, or
/// nothing but a platform) are not among them.
[[nodiscard]] Result<std::vector<Entity>> read_config(const ConfigTopic& topic, const boost::json::object& message);

/// A topic to subscribe to: no wildcard, no NUL, no `$` in front, UTF-8, not too long.
[[nodiscard]] bool is_usable_topic(std::string_view topic);

}  // namespace anju::gateway::profiles::discovery
