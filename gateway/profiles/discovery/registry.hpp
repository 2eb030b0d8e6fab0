// Registry: everything that discovery messages have told so far, by topic and by device.
//
// Memory is bounded: entities, bytes and topics are counted, and what is over a limit is left out,
// counted and told. Nothing is stored; the broker retains the messages.
// Threading: not thread-safe; one owner. Errors: none; take() answers with an Outcome and a reason.
#pragma once

#include "gateway/profiles/devices.hpp"
#include "gateway/profiles/discovery/entity.hpp"
#include "gateway/profiles/discovery/meaning.hpp"
#include "gateway/profiles/translator.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace anju::gateway::profiles::discovery {

struct Limits {
    std::size_t entities = 20'000;
    std::size_t bytes = std::size_t{32} * 1024 * 1024;
    std::size_t topics = 20'000;     ///< to be subscribed to
    std::size_t per_topic = 256;     ///< entities that read one state topic
    std::size_t per_device = 1'000;  ///< entities
};

/// What one discovery message changed.
struct Taken {
    Outcome outcome = Outcome::nothing;
    std::string reason;
    std::vector<std::string> listen;  ///< topics that have to be subscribed to from now on
};

/// Who has a stake in a topic.
struct TopicUse {
    std::vector<Entity*> states;
    std::vector<std::pair<Entity*, std::size_t>> availability;  ///< with the index of the source
    std::optional<KnownDevice> known;                           ///< as described() has it; made when asked for
};

class Registry {
public:
    /// Topics below `read_elsewhere` have a profile of their own and are subscribed to already.
    explicit Registry(std::vector<std::string> read_elsewhere, Limits limits = {})
        : read_elsewhere_(std::move(read_elsewhere)), limits_(limits) {}

    /// `topic` is the message's whole topic, `where` its parts. An empty payload deletes.
    [[nodiscard]] Taken take(std::string_view topic, const ConfigTopic& where, std::string_view payload);

    /// The use of a topic; null: no entity named it.
    [[nodiscard]] TopicUse* find(std::string_view topic);

    /// What the entities that read this state topic say of its properties, as exposes do; null: none
    /// does. For bridges whose state is one JSON object with property names that we know.
    [[nodiscard]] const KnownDevice* described(std::string_view state_topic);

    /// The device of an entity, with the rules of all its entities by their `key`.
    [[nodiscard]] const KnownDevice& device(const Entity& entity);
    [[nodiscard]] const std::vector<Entity*>& entities_of(const std::string& device) const;

    [[nodiscard]] std::size_t size() const { return count_; }
    [[nodiscard]] std::size_t left_out() const { return left_out_; }

private:
    struct Message {
        std::size_t hash = 0;
        std::vector<std::unique_ptr<Entity>> entities;
    };
    struct Device {
        std::vector<Entity*> entities;
        std::optional<KnownDevice> known;  ///< made when asked for
    };

    [[nodiscard]] bool is_read_elsewhere(std::string_view topic) const;
    [[nodiscard]] Names names_for(const Entity& entity) const;
    void remove(Message& message);
    void link(Entity& entity, std::vector<std::string>& listen);
    void unlink(Entity& entity);
    void forget_description(std::string_view trigger_topic);
    void listen_to(const std::string& topic, Entity& entity, std::vector<std::string>& listen);
    void keep_availability(const Message& before, std::vector<Entity>& entities) const;
    [[nodiscard]] std::string over_limit(std::size_t more, std::size_t bytes) const;
    void put_together(Device& device) const;

    std::vector<std::string> read_elsewhere_;
    Limits limits_;
    std::map<std::string, Message, std::less<>> messages_;
    std::map<std::string, TopicUse, std::less<>> topics_;
    std::map<std::string, Device, std::less<>> devices_;
    std::set<std::string, std::less<>> listened_;  ///< never shrinks: the broker goes on sending
    std::size_t count_ = 0;
    std::size_t bytes_ = 0;
    std::size_t left_out_ = 0;
};

}  // namespace anju::gateway::profiles::discovery
