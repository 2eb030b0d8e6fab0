// zigbee2mqtt: one base topic and what its bridge told of the devices.
#pragma once

#include "gateway/profiles/devices.hpp"
#include "gateway/profiles/state.hpp"
#include "gateway/profiles/translator.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace anju::gateway::profiles {

class HomeAssistant;

class Zigbee2Mqtt {
public:
    explicit Zigbee2Mqtt(std::string base) : base_(std::move(base)) {}

    [[nodiscard]] const std::string& base() const { return base_; }

    /// `name` is the topic without the base and its slash. Outcomes as in Translator. `discovery`
    /// describes the devices that the bridge does not; null: switched off.
    [[nodiscard]] Translation translate(std::string_view name, const RawMessage& message,
                                        const std::vector<EnrolledDevice>& enrolled, HomeAssistant* discovery);

private:
    [[nodiscard]] Translation bridge(std::string_view what, const RawMessage& message);
    [[nodiscard]] Translation take_devices(std::string_view payload);
    [[nodiscard]] Translation availability(const Speaker& speaker, const RawMessage& message) const;
    [[nodiscard]] Translation state(const Speaker& speaker, const RawMessage& message) const;
    [[nodiscard]] Translation attribute(const Speaker& speaker, std::string_view property,
                                        const RawMessage& message) const;
    [[nodiscard]] bool is_attribute(std::string_view device, std::string_view property, std::string_view payload) const;
    /// As the bridge describes the device, else as discovery does; null: neither.
    [[nodiscard]] const KnownDevice* known(std::string_view device, HomeAssistant* discovery) const;
    [[nodiscard]] Speaker speaker(std::string_view device, const RawMessage& message,
                                  const std::vector<EnrolledDevice>& enrolled, HomeAssistant* discovery) const;

    std::string base_;
    std::optional<KnownDevices> devices_;  ///< nothing until the bridge has told
};

}  // namespace anju::gateway::profiles
