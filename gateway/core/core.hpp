// The gateway's rules: signals in, alert updates out. Pure: no clock, no I/O, no log, no thread.
//
// Use: `State state = restore(...)`; then for each input `Effects e = step(state, input, now)`.
// The shell commits e.updates (into the outbox), e.persist and e.erase in ONE transaction before
// it acknowledges the input, then carries out e.announce and e.readings. When next_wakeup(state)
// comes, it calls step with Tick. A State belongs to one thread. Nothing here fails or throws
// (short of bad_alloc): bad input is answered by a Decision with a reject reason.
//
// The rules, each with its reason:
//  1. Levels (smoke, CO, gas, leak, fault, tamper ...). A level that turns to alarm raises an alert
//     at once. zigbee2mqtt sends its whole cached state with every message, so the same level
//     again is a repeat of the open alert. The level and the alert survive a restart.
//  2. A clear is told (phase cleared) and closes nothing: people close cases. An alarm within
//     `reraise` after its clear continues the same alert, because that is one chattering event;
//     later it is a new alert. Once it has come back, its clears are held until `holdoff` after the
//     last update, so that a chattering sensor sends two updates per holdoff and not hundreds.
//  3. After CaseClosed every emergency is armed: the next live alarm report is a new alert even if
//     the sensor never said clear. It may be stale state sent again; a needless call is cheaper
//     than a fire that a stuck sensor hides. Technical conditions rest for a day instead, and "no
//     water use" for another window, because what stays broken or quiet is not news.
//  4. Repeats are counted; one update per holdoff carries the count. Pending counts of levels are
//     not persisted (a radar floods), those of presses are. An emergency last told `fresh` ago is
//     a new alert when it is reported again: the case may have been closed without our knowing.
//  5. A rise in severity (prealarm, then alarm) is a new alert with a new id under the same key.
//  6. A press is an edge. Retained presses are replays and ignored. The same press within `merge`
//     is an echo: counted, not told by itself. A press after a cancel raises the same alert again;
//     one after CaseClosed, also one (but no echo) that was not told when the case closed, is a new alert. A
//     cancel never closes. A plain `button` alarms nobody until it is enrolled.
//  7. A retained alarm that is not the remembered level raises, flagged seen_retained, because it
//     may be old and may be real; the first live report drops the flag and is told at once. A
//     retained alarm equal to the remembered level is no news, even after a close.
//  8. A test has its own alert (test = true, severity minor) and never touches the real one.
//  9. Fall: radars are right in 8 of 10 cases, so lying must last `confirmation` while the home is
//     asked; a clear or a cancel ends it silently. The time down is told as `down` in seconds.
// 10. Battery: low below 15 %, well above 30 %, and only after `debounce`; either of the device's
//     flag and its percentage says low, both must say well; one alert for both.
// 11. Supervision: any live message means online. Silence beyond the kind's limit (told up to a
//     tenth later, never earlier) is a technical alert for registered devices. A gateway that did
//     not listen starts the silence anew.
// 12. Water: see water.hpp.
// 13. An unregistered device alarms like any other, flagged.
// 14. Full tables: quiet and technical records make room; if none is left, emergencies and welfare alerts are
//     raised without being remembered (each report is then a new alert; of a babbling device one per
//     condition and holdoff), technical ones dropped.
// 15. No movement: see presence.hpp. 16. Vital signs: see vital.hpp. 17. A device that floods: see babble.hpp.
// 18. A technician's test mode: see test_mode.hpp.
// 19. A device that was taken out (renamed, unpaired, moved to another home) is forgotten with all its records, and
//     what was told of its state as a device is told as cleared, so that nobody looks for it. A fire it reported
//     was a fire: emergencies and welfare alerts stand until a person ends them. One that the home still has
//     enrolled stays, because its silence is the news.
// 20. Trends: water and movements per hour, battery; see trends.hpp.
#pragma once

#include "base/alert.hpp"
#include "base/signal.hpp"
#include "gateway/core/reason.hpp"
#include "gateway/core/records.hpp"
#include "gateway/core/settings.hpp"

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace anju::gateway::core {

// ---- Inputs

struct SignalSeen {
    Signal signal;
    std::string evidence;  ///< the payload; cut to kMaxEvidenceBytes of valid UTF-8 here
};
/// A live message of a device that said nothing we have a word for.
struct DeviceHeard {
    DeviceId device;
    Kind kind = Kind::unknown;
};
/// An operator closed the case these alerts belong to.
struct CaseClosed {
    std::vector<AlertId> alerts;
};
struct AwaySet {
    bool away = false;
    std::optional<UtcTime> until;  ///< nothing: until revoked
};
struct SettingsChanged {
    Settings settings;
};
struct EnrolledDevice {
    DeviceId device;
    Kind kind = Kind::unknown;
};
/// The complete list: they are supervised before they have said anything, and their kind is this one.
struct DevicesEnrolled {
    std::vector<EnrolledDevice> devices;
};
/// The device is not in the home any more.
struct DeviceTakenOut {
    DeviceId device;
};
/// A technician works at this device, or, with an empty one, at the home.
struct TestModeSet {
    DeviceId device;
    Millis lasts{};  ///< zero: it ends now
};
struct Tick {};

using Input = std::variant<SignalSeen, DeviceHeard, CaseClosed, AwaySet, SettingsChanged, DevicesEnrolled,
                           DeviceTakenOut, TestModeSet, Tick>;

// ---- Effects

enum class Prompt {
    are_you_all_right,  ///< a fall is suspected: "press cancel if you are well"
    help_was_called,    ///< the fall was confirmed
    glad_you_are_well,  ///< the resident got up or cancelled
};
[[nodiscard]] std::string_view to_string(Prompt prompt);

/// Something to say or show in the home, at or near `device`.
struct Announce {
    DeviceId device;
    Prompt prompt = Prompt::are_you_all_right;
    friend bool operator==(const Announce&, const Announce&) = default;
};

/// A summary for trends; may be lost.
struct Reading {
    HomeId home;
    DeviceId device;
    Kind kind = Kind::unknown;
    std::string name;
    double value = 0;
    std::string unit;
    Stamp at;
    friend bool operator==(const Reading&, const Reading&) = default;
};

struct Effects {
    std::vector<AlertUpdate> updates;  ///< complete; in the order in which they must enter the outbox
    std::vector<Record> persist;       ///< at most one per key
    std::vector<std::string> erase;    ///< keys (key_of); never a key that is also in `persist`
    std::vector<Announce> announce;
    std::vector<Reading> readings;
    std::vector<Decision> decisions;  ///< why; at least one per signal
};

// ---- State

struct ConditionKey {
    DeviceId device;
    Condition condition = Condition::fault;
    bool test = false;
    friend auto operator<=>(const ConditionKey&, const ConditionKey&) = default;
};

/// One of a device's meters. All of a device's meters lie beside each other in a map.
struct MeterKey {
    MeterKey(DeviceId its_device, std::string its_channel = {})
        : device(std::move(its_device)), channel(std::move(its_channel)) {}
    DeviceId device;
    std::string channel;
    friend auto operator<=>(const MeterKey&, const MeterKey&) = default;
};

/// The hour that is being summed for the trends (trends.hpp).
struct TrendHour {
    MonoTime ends{};
    double sum = 0;
    bool whole = false;  ///< listened to from its beginning
};
/// What was last told of a battery.
struct BatteryTrend {
    MonoTime at{};
    double percent = 0;
};

/// A device as memory knows it: the record and what is not worth persisting.
struct Device {
    DeviceRecord record;
    std::optional<MonoTime> heard;  ///< exact; nothing: not since the start
    std::optional<double> battery_percent;
    std::map<std::string, MonoTime> trend_told;  ///< per reading
    std::optional<TrendHour> water_hour, movement_hour;
    std::optional<BatteryTrend> battery_trend;
    MonoTime busy_until{};                          ///< when all that it cost is paid off (babble.hpp)
    bool babbles = false;                           ///< it went over its budget and has not paid off yet
    bool took_back = false;                         ///< the last thing passed over made something better
    std::uint32_t suppressed = 0;                   ///< inputs passed over since it began to babble
    std::map<Condition, MonoTime> unremembered;     ///< alerts raised while no table had a place, while it babbles
    std::map<std::string, double> movement_levels;  ///< what its movement readings last said (presence.hpp)
};

/// A rhythm as memory knows it: the record and the hour that is running.
struct Rhythm {
    RhythmRecord record;
    std::optional<MonoTime> read;  ///< the last reading of this run
    double hour_m3 = 0;
    bool whole_hour = false;  ///< the running hour was seen from its start
};

/// How stamps of earlier boots are placed on this boot's clock.
struct TimeBase {
    std::uint64_t boot = 0;
    MonoTime restored{};
    std::optional<Now> in_step;       ///< the first moment of this boot at which the clock was in step
    std::optional<Stamp> last_alive;  ///< of the previous run
};

/// Everything the core knows. Read it freely (health reports do); only step() and restore() write.
struct State {
    Settings settings;
    TimeBase base;
    Now last;  ///< of the last step
    UlidFactory ids{{}};
    HomeRecord home;
    std::map<DeviceId, Device> devices;
    std::map<ConditionKey, ConditionRecord> conditions;
    std::map<MeterKey, WaterRecord> water;
    std::map<DeviceId, Rhythm> rhythms;
    std::map<DeviceId, VitalRecord> vitals;
    std::map<DeviceId, TestModeRecord> tests;
};

// ---- The core

/// Rebuilds the state from what was persisted. Records that contradict themselves are dropped.
[[nodiscard]] State restore(Settings settings, const std::vector<Record>& records, const Now& now, std::uint64_t boot,
                            UlidFactory ids);

/// Runs what is due, then the input. `now.mono` that goes back is taken as the last one.
[[nodiscard]] Effects step(State& state, const Input& input, const Now& now);

/// When step must be called with Tick, if nothing comes before. May be in the past: call at once.
[[nodiscard]] std::optional<MonoTime> next_wakeup(const State& state);

/// Whether the device counts as online (no offline alert or level).
[[nodiscard]] bool is_online(const State& state, const DeviceId& device);
[[nodiscard]] bool is_battery_low(const Device& device);
/// Whether what this device says is recorded as a test.
[[nodiscard]] bool is_in_test(const State& state, const DeviceId& device);

}  // namespace anju::gateway::core
