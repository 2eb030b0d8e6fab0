// Silences: what is known and need not call anybody for a while. The rules S1 to S8 stand in rules.hpp.
// Plain values and pure functions.
#pragma once

#include "alertd/core/types.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anju::alertd::core {

enum class SilenceScope { home, device, committee, street };
enum class SilenceReason { maintenance, planned_outage, device_fault, chattering, resident_away, other };

struct Silence {
    SilenceId id;
    SilenceScope scope = SilenceScope::home;
    std::string of;                     ///< id of the home, committee or street; of a device: its home
    DeviceId device;                    ///< of a device only
    std::vector<Condition> conditions;  ///< empty: every one that may be silenced
    std::vector<Kind> kinds;            ///< of the devices; empty: every one
    UtcTime from{};
    UtcTime until{};  ///< not included; moved to the moment at which it was ended early
    SilenceReason reason = SilenceReason::maintenance;
    bool away = false;  ///< nobody is at home: the gateway is told as well, and it may last longer
    std::string note;   ///< words of a person; not for the journal
    std::string author;
    UtcTime created_at{};
    std::string ended_by;  ///< who ended it early; empty: nobody
    friend bool operator==(const Silence&, const Silence&) = default;
};

/// What a silence is at a moment; listed by these words.
enum class SilenceState { future, active, expired };
[[nodiscard]] SilenceState state_of(const Silence& silence, UtcTime at);

/// An alert that called nobody because of a silence. When that ends, what is still true calls (S6).
struct Hushed {
    AlertId alert;
    SilenceId silence;
    UtcTime since{};
    bool over = false;  ///< it was over when its silence was: it need not call any more (S7)
    friend bool operator==(const Hushed&, const Hushed&) = default;
};

/// S1. Smoke, CO, gas, a call and a fall never are.
[[nodiscard]] bool may_be_silenced(Condition condition);

/// Whether it is silent about this alert of a case at `place`, at this moment.
[[nodiscard]] bool covers(const Silence& silence, const Alert& alert, const Place& place, UtcTime at);

/// Why there cannot be such a silence.
enum class SilenceMistake {
    never_silenced,  ///< S1
    no_scope,        ///< it does not say where
    ends_before_it_begins,
    begins_too_late,
    lasts_too_long,  ///< S2
    note_missing,    ///< the reason "other" needs words
};
/// Nothing: it may be. `now` is when it is made.
[[nodiscard]] std::optional<SilenceMistake> mistake_in(const Silence& silence, UtcTime now);
/// S2: how long this one may last.
[[nodiscard]] Millis longest_for(const Silence& silence);

/// Two conditions that are no news while nobody is at home.
[[nodiscard]] std::vector<Condition> conditions_of_away();

inline constexpr Millis kLongestTechnicalSilence{30LL * 24 * 3'600'000};
inline constexpr Millis kLongestWelfareSilence{7LL * 24 * 3'600'000};
inline constexpr Millis kLongestWideWelfareSilence{24LL * 3'600'000};  ///< of a committee or street
inline constexpr Millis kLongestAway{180LL * 24 * 3'600'000};
inline constexpr Millis kLatestBegin{30LL * 24 * 3'600'000};  ///< how far ahead one may be planned

[[nodiscard]] std::string_view to_string(SilenceScope value);
[[nodiscard]] std::string_view to_string(SilenceReason value);
[[nodiscard]] std::string_view to_string(SilenceState value);
[[nodiscard]] std::string_view to_string(SilenceMistake value);

}  // namespace anju::alertd::core
