// Records: what the core must remember over a restart, as plain values. The shell stores each
// under key_of(record), replaces it when it comes again in Effects::persist, deletes it when its
// key comes in Effects::erase, and hands all of them back to restore(). Order does not matter.
//
// Times are Stamps: within the boot that made them they compare exactly; after a reboot they are
// placed by UTC when both clocks were in step, and are taken as "just now" when not (a window
// starts again, but no level and no open alert is forgotten).
#pragma once

#include "base/alert.hpp"
#include "base/ids.hpp"
#include "base/time.hpp"
#include "base/vocabulary.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace anju::gateway::core {

/// One condition at one device: its remembered level and its open alert. A test has a record of
/// its own, so that a real alarm is never merged into a test. No record means: level clear.
struct ConditionRecord {
    DeviceId device;
    Condition condition = Condition::fault;
    bool test = false;

    Kind kind = Kind::unknown;
    SignalType type = SignalType::alarm;  ///< the signal of the last report
    Severity severity = Severity::major;
    bool alarm_level = false;            ///< the last level reported
    std::optional<Stamp> confirming;     ///< since when an alarm waits to be confirmed
    std::uint32_t confirming_count = 0;  ///< how often it was reported since then
    std::optional<Stamp> resting;        ///< since when reports pass in silence (closed, or cancelled at home)

    AlertId alert;  ///< nil: none open
    std::uint32_t revision = 0;
    AlertPhase phase = AlertPhase::raised;       ///< raised, cleared or cancelled: as it is
    AlertPhase told_phase = AlertPhase::raised;  ///< ... and as the last update told it
    std::uint32_t count = 0;
    std::uint32_t told_count = 0;
    bool raised_again = false;  ///< it cleared and came back: later clears are held off
    Stamp first;
    Stamp last;
    Stamp told;                    ///< when the last update left
    Stamp ended;                   ///< when it cleared or was cancelled
    std::optional<Stamp> pressed;  ///< the last press that was not an echo
    std::string how;
    std::vector<NamedValue> values;
    std::string evidence;  ///< of reports not told yet
    bool seen_retained = false;
    bool registered = true;
    friend bool operator==(const ConditionRecord&, const ConditionRecord&) = default;
};

struct DeviceRecord {
    DeviceId device;
    Kind kind = Kind::unknown;
    bool registered = true;
    bool enrolled = false;  ///< in the list of the last DevicesEnrolled
    Stamp heard;            ///< coarse: renewed after a tenth of the silence limit, so that a flood persists nothing
    bool battery_flag_low = false;
    bool battery_percent_low = false;
    std::optional<double> battery_percent;  ///< as of the last time this record changed
    bool moves = false;                     ///< it has reported movement: its word counts for `no_movement`
    bool says_clear = false;                ///< ... and says when it is over, so only changes are movement
    friend bool operator==(const DeviceRecord&, const DeviceRecord&) = default;
};

/// Water used in one slot; `at` is its last use, so that a use is never dated too early.
struct WaterUse {
    Stamp opened;
    Stamp at;
    double used_m3 = 0;
    friend bool operator==(const WaterUse&, const WaterUse&) = default;
};

/// A total that contradicts the last one and waits for confirmation.
struct TotalCandidate {
    double total_m3 = 0;
    Stamp at;
    int seen = 0;
    friend bool operator==(const TotalCandidate&, const TotalCandidate&) = default;
};

/// One meter. A device with several (cold and hot, or a box with ten pulse inputs) has one for each.
struct WaterRecord {
    DeviceId device;
    std::string channel;  ///< which of the device's meters; empty: the only one
    double total_m3 = 0;
    Stamp read;                         ///< coarse (15 min) while the total stands still
    std::optional<UtcTime> claimed_at;  ///< the device's own time of that reading
    Stamp watched_since;                ///< from when use can be judged
    std::vector<WaterUse> uses;         ///< oldest first: the last 48 h in slots of 30 min
    std::optional<Stamp> flow_since;    ///< since when every leak slot had flow
    std::optional<Stamp> flow_at;       ///< the last flow
    std::optional<TotalCandidate> candidate;
    bool registered = true;
    friend bool operator==(const WaterRecord&, const WaterRecord&) = default;
};

/// When a home uses water (rhythm.hpp). Vectors of 48 go by hour: 24 of a weekday, 24 of a weekend's day.
struct RhythmRecord {
    DeviceId device;
    std::vector<double> used;       ///< hours with use, faded
    std::vector<double> seen;       ///< hours seen, faded
    std::vector<double> recent_m3;  ///< what passed in the last hours, oldest first
    std::vector<double> peaks;      ///< the highest score of each of the last days, oldest first
    double day_peak = 0;            ///< ... and of today
    double score = 0;               ///< of the present silence
    int silent_hours = 0;
    bool told = false;                 ///< the present silence was told
    double told_bar = 0;               ///< ... and counts as ordinary up to this score
    std::optional<std::int64_t> hour;  ///< local hours since 1970 up to which the score counts
    friend bool operator==(const RhythmRecord&, const RhythmRecord&) = default;
};

/// A vital sign beyond one limit.
struct VitalExcess {
    std::string reading;  ///< Signal::channel
    Kind kind = Kind::unknown;
    bool above = false;  ///< beyond an upper limit
    double limit = 0;
    double worst = 0;
    std::string unit;
    Stamp since;
    friend bool operator==(const VitalExcess&, const VitalExcess&) = default;
};

/// The vital signs of one device that are beyond a limit now. No record: none is.
struct VitalRecord {
    DeviceId device;
    std::vector<VitalExcess> excesses;
    bool registered = true;
    friend bool operator==(const VitalRecord&, const VitalRecord&) = default;
};

/// A level that turned to alarm during a test mode and has not cleared since.
struct HeldLevel {
    DeviceId device;
    Condition condition = Condition::fault;
    Kind kind = Kind::unknown;
    SignalType type = SignalType::alarm;
    Severity severity = Severity::major;  ///< the highest reported
    bool retained = false;                ///< known only from a retained message
    bool registered = true;
    friend bool operator==(const HeldLevel&, const HeldLevel&) = default;
};

/// A device, or with an empty device the home, in a technician's test mode.
struct TestModeRecord {
    DeviceId device;
    Stamp since;
    std::int64_t lasts_ms = 0;
    std::vector<HeldLevel> held;
    friend bool operator==(const TestModeRecord&, const TestModeRecord&) = default;
};

struct HomeRecord {
    bool away = false;
    std::optional<UtcTime> away_until;
    std::optional<Stamp> away_changed;  ///< when away began, or ended
    std::optional<Stamp> alive;         ///< coarse (5 min): tells a restart how long the gateway did not listen
    std::optional<Stamp> moved;         ///< coarse: the last movement that any device reported
    friend bool operator==(const HomeRecord&, const HomeRecord&) = default;
};

using Record =
    std::variant<ConditionRecord, DeviceRecord, WaterRecord, HomeRecord, VitalRecord, TestModeRecord, RhythmRecord>;

/// A primary key for the store: unique over all records, stable over versions.
[[nodiscard]] std::string key_of(const Record& record);

}  // namespace anju::gateway::core
