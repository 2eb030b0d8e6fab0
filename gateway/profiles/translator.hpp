// Translator: what a device published (topic + payload) -> signals in canonical form.
//
// Purpose: the only place that knows how zigbee2mqtt, Home Assistant discovery, the plain JSON form and the
// profiles of config/profiles spell things. It decides nothing: a level ("smoke is true") gives its signal
// with every message that carries it, and gateway/core tells a transition from a repeat. What it cannot
// understand it names.
// Memory: the newest `bridge/devices` of each zigbee2mqtt base topic, the entities that discovery messages
// describe and the newest word on each of their availability topics, all of which the broker retains and
// sends again after a restart; and, bounded, what profiles compare (file/memory.hpp).
// Threading: not thread-safe; one owner. Reads no clock, no file, no network.
// Errors: translate() never fails and never throws on any input; a bad message is an Outcome with a reason
// that names the place and what was expected.
// Units: a water meter's value is in m3, a battery's in %; others as the device says, in `unit`.
//
// Device ids: for zigbee2mqtt the friendly name, exactly (`kitchen/smoke 1`); for the plain form
// what follows the base topic (`anju/home/button-1` -> `button-1`); for a device known by discovery
// alone the first of its identifiers, else its MAC address, name or unique id. The bridge itself,
// when it reports its own state, is `<base topic>/bridge` of kind gateway.
#pragma once

#include "base/ids.hpp"
#include "base/signal.hpp"
#include "base/time.hpp"
#include "base/vocabulary.hpp"
#include "gateway/profiles/profiles.hpp"
#include "gateway/profiles/trace.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anju::gateway::profiles {

inline constexpr std::size_t kMaxPayloadBytes = 1024 * 1024;
inline constexpr std::size_t kMaxBridgeDevicesBytes = 4 * 1024 * 1024;

struct RawMessage {
    std::string_view topic;
    std::string_view payload;
    bool retain = false;
    int qos = 0;
    std::optional<MonoTime> received{};  ///< for windows of repeats; nothing: all at one moment (explain)
};

enum class Outcome {
    signals,  ///< `signals` is not empty
    nothing,  ///< understood; it has nothing to say (null values, a setting, bridge/devices taken over)
    ignored,  ///< not a report of a device: `.../set`, `.../get`, bridge logs
    bad,      ///< malformed, oversized, of a wrong type, or not UTF-8: for the quarantine; `signals`
              ///< may hold what could still be read, and is to be applied
    unknown,  ///< no profile reads this topic
};

[[nodiscard]] std::string_view to_string(Outcome value);

struct Translation {
    std::vector<Signal> signals;
    std::vector<DeviceId> heard;  ///< devices that spoke live (not retained): they are within reach
    std::string profile;          ///< "zigbee2mqtt", "plain", "homeassistant", a profile's name or "none"
    Outcome outcome = Outcome::unknown;
    std::string reason;                    ///< for a person: which keys said it, or what was expected
    std::vector<DeviceId> gone = {};       ///< devices that their bridge has no more: unpaired, or renamed
    std::vector<std::string> listen = {};  ///< topics that a discovery message named: to be subscribed to from now on
};

/// A device that the configuration names (`[[device]] id = "..." kind = "..."`). Its kind wins over
/// what the device seems to be: a plain remote enrolled as a call button calls. `unknown` keeps
/// what the device seems to be, and only registers it.
struct EnrolledDevice {
    DeviceId id;
    Kind kind = Kind::unknown;
};

struct Settings {
    std::vector<std::string> zigbee2mqtt_bases{"zigbee2mqtt"};
    std::vector<std::string> plain_bases{"anju/home"};
    std::vector<EnrolledDevice> enrolled{};
    ProfileSettings profiles{};
    std::string discovery_prefix = "homeassistant";  ///< empty: discovery is off
    bool profiles_first = false;                     ///< a profile whose topic fits comes before the plain form
};

class Translator {
public:
    explicit Translator(Settings settings);
    ~Translator();
    Translator(Translator&&) noexcept;
    Translator& operator=(Translator&&) noexcept;
    Translator(const Translator&) = delete;
    Translator& operator=(const Translator&) = delete;

    /// `trace`, when given, gets how the message was understood, a line for each step.
    [[nodiscard]] Translation translate(const RawMessage& message, Trace* trace = nullptr);

    /// What to subscribe to at the home's broker: `<base>/#` for each base topic and for the discovery
    /// prefix, and the profiles' topics. What discovery names is added at run time, by Translation::listen.
    [[nodiscard]] std::vector<std::string> subscriptions() const;

    /// Replaces the enrolled devices, e.g. after a settings command from the centre.
    void enrol(std::vector<EnrolledDevice> devices);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace anju::gateway::profiles
