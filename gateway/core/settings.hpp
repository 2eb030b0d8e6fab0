// Settings of the gateway's rules. Every duration counts on the monotonic clock; quiet hours are
// minutes of the local day. The defaults are those of the field (see each line's reason).
#pragma once

#include "base/ids.hpp"
#include "base/time.hpp"
#include "base/vocabulary.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anju::gateway::core {

using namespace std::chrono_literals;

struct RepeatSettings {
    Millis holdoff = 30s;            ///< a `repeated` update leaves at most this often
    Millis technical_holdoff = 24h;  ///< the same for technical conditions: battery_low comes with every message
    Millis reraise = 60s;            ///< an alarm this soon after its clear continues the same alert
    Millis technical_reraise = 24h;  ///< the same for technical conditions: a battery swings for days
    Millis technical_rest = 24h;     ///< after the case was closed, how long a condition that stays is not news
    Millis fresh = 12h;              ///< an emergency told this long ago is a new alert when reported again
};

struct PressSettings {
    Millis merge = 2s;    ///< the same press from the same device within this is one press that echoed
    Millis holdoff = 5s;  ///< repeated presses raise visibility, so they are told sooner than other repeats
};

struct WaterSettings {
    Millis window = 12h;  ///< Changning rule: less than `threshold_m3` in 12 h; at most 48 h
    double threshold_m3 = 0.01;
    int quiet_start_min = 22 * 60;  ///< local minute of the day; start == end: no quiet hours
    int quiet_end_min = 6 * 60;
    int utc_offset_min = 8 * 60;
    Millis reading_covers = 2h;  ///< the meter is taken to stand still this long after a reading, not longer
    Millis no_data = 48h;        ///< silence of the meter becomes a technical alert, never "no use"
    double burst_m3 = 2.0;       ///< more than this within `burst_window` is a burst
    Millis burst_window = 24h;
    Millis leak_slot = 30min;         ///< flow in every slot ...
    Millis leak_window = 24h;         ///< ... of this long is a leak; 0: not watched
    double max_rate_m3_per_h = 10.0;  ///< a household meter (DN25) cannot pass more
    double rate_slack_m3 = 0.2;       ///< a coarse meter steps by up to this at once
    int reset_confirmations = 3;      ///< consistent readings before a lower or jumped total is believed
    bool adaptive = false;            ///< learn the home's rhythm and tell an improbable silence sooner (rhythm.hpp)
    double adaptive_margin = 1.25;    ///< how far beyond the home's own longest silences; less is more sensitive
    Millis adaptive_least = 4h;       ///< no silence shorter than this is told
};

struct FallSettings {
    Millis confirmation = 60s;  ///< lying this long confirms a suspected fall; 0: raise at once; at most 5 min
    Millis rest = 5min;         ///< after somebody in the home cancelled, how long the same fall is not asked again
};

struct BatterySettings {
    double low_below_percent = 15;
    double ok_above_percent = 30;  ///< readings swing 42..100 %; between the two nothing changes
    Millis debounce = 10min;       ///< low this long before it is told
};

struct SupervisionSettings {
    /// Longest silence per kind; a kind that is not listed is not supervised. Sleepy Zigbee
    /// devices report once a day, hence 25 h.
    std::map<Kind, Millis> limits{
        {Kind::smoke, 25h},       {Kind::co, 25h},          {Kind::gas, 25h},    {Kind::water_leak, 25h},
        {Kind::call_button, 25h}, {Kind::water_meter, 48h}, {Kind::fall, 10min}, {Kind::presence, 25h},
        {Kind::vibration, 25h},   {Kind::door, 25h},        {Kind::bed, 1h},     {Kind::badge, 25h},
    };
    Millis offline_debounce = 2min;  ///< a bridge that says "offline" is believed after this
    Millis downtime_grace = 15min;   ///< a gateway that was down longer did not listen: silence counts anew
};

struct PresenceSettings {
    Millis no_movement = 0ms;       ///< nobody moved for this long; 0: not watched; at most 7 days
    int quiet_start_min = 22 * 60;  ///< local minute of the day (WaterSettings::utc_offset_min)
    int quiet_end_min = 6 * 60;
};

/// What a vital sign must not be. A rule has a lower limit, an upper limit, or both.
struct VitalRule {
    Kind kind = Kind::unknown;
    std::string reading;          ///< which of several (Signal::channel: "systolic"); empty: any of this kind
    std::optional<double> below;  ///< less than this is beyond the limit
    std::optional<double> above;  ///< more than this is
    Millis hold = 0ms;            ///< beyond it for this long
    double hysteresis = 0;        ///< so far back inside before it counts as over
    double least = -1e6;          ///< what lies outside least..most cannot be true (plausible_range)
    double most = 1e6;
};

struct PlausibleRange {
    double least = -1e6;
    double most = 1e6;
};
/// What a living person can show, widely; for other kinds and readings any number is plausible.
[[nodiscard]] PlausibleRange plausible_range(Kind kind, std::string_view reading);

struct VitalSettings {
    std::vector<VitalRule> rules;
    Millis rest = 1h;  ///< after the case was closed, how long a sign that stays beyond its limit is not news
};

struct BabbleSettings {
    int per_minute = 60;  ///< inputs of one device that cost a write; a minute's worth may come at once; 0: no limit
};

struct TestSettings {
    Millis longest = 2h;  ///< a test mode ends by itself after this, whatever was asked for
};

struct Limits {
    std::size_t devices = 4096;
    std::size_t conditions = 8192;
};

struct Settings {
    HomeId home;
    RepeatSettings repeat;
    PressSettings press;
    WaterSettings water;
    FallSettings fall;
    BatterySettings battery;
    SupervisionSettings supervision;
    PresenceSettings presence;
    VitalSettings vital;
    BabbleSettings babble;
    TestSettings test;
    Millis trend_interval = 5min;  ///< a vital sign's summary leaves at most this often
    Limits limits;
};

/// `settings` with every value brought into the range the rules can work with (no negative
/// duration, fall confirmation at most 5 min, ...): a core cannot refuse a configuration.
[[nodiscard]] Settings sanitized(Settings settings);

}  // namespace anju::gateway::core
