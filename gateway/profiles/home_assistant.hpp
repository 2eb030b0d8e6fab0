// Home Assistant discovery: what its messages describe, and the states on the topics that they name.
#pragma once

#include "gateway/profiles/discovery/registry.hpp"
#include "gateway/profiles/state.hpp"
#include "gateway/profiles/translator.hpp"

#include <boost/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anju::gateway::profiles {

class HomeAssistant {
public:
    /// `prefix` as in the configuration; topics below `read_elsewhere` are other profiles'.
    HomeAssistant(std::string prefix, std::vector<std::string> read_elsewhere);

    [[nodiscard]] const std::string& prefix() const { return prefix_; }

    /// A discovery message, or any other that stands below the prefix. `name` is the topic without
    /// the prefix and its slash. Outcomes as in Translator.
    [[nodiscard]] Translation below_prefix(std::string_view name, const RawMessage& message,
                                           const std::vector<EnrolledDevice>& enrolled);
    /// A message on a topic that an entity named; nothing when none did.
    [[nodiscard]] std::optional<Translation> elsewhere(const RawMessage& message,
                                                       const std::vector<EnrolledDevice>& enrolled);
    /// See Registry::described.
    [[nodiscard]] const KnownDevice* described(std::string_view state_topic) {
        return registry_.described(state_topic);
    }

private:
    void read_states(const discovery::TopicUse& use, const discovery::Payload& payload, const RawMessage& message,
                     const std::vector<EnrolledDevice>& enrolled, Translation& into);
    void read_availability(const discovery::TopicUse& use, const discovery::Payload& payload, const RawMessage& message,
                           const std::vector<EnrolledDevice>& enrolled, Translation& into);
    [[nodiscard]] Speaker speaker(const discovery::Entity& entity, const RawMessage& message,
                                  const std::vector<EnrolledDevice>& enrolled);

    std::string prefix_;
    discovery::Registry registry_;
};

}  // namespace anju::gateway::profiles
