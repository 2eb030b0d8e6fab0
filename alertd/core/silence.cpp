#include "alertd/core/silence.hpp"

#include "alertd/core/rules.hpp"
#include "base/words.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace anju::alertd::core {

namespace {

constexpr std::array<std::string_view, 4> kScopes{"home", "device", "committee", "street"};
constexpr std::array<std::string_view, 6> kReasons{"maintenance", "planned_outage", "device_fault",
                                                   "chattering",  "resident_away",  "other"};
constexpr std::array<std::string_view, 3> kStates{"future", "active", "expired"};
constexpr std::array<std::string_view, 6> kMistakes{"never_silenced",  "no_scope",       "ends_before_it_begins",
                                                    "begins_too_late", "lasts_too_long", "note_missing"};

static_assert(kScopes.size() == static_cast<std::size_t>(SilenceScope::street) + 1);
static_assert(kReasons.size() == static_cast<std::size_t>(SilenceReason::other) + 1);
static_assert(kStates.size() == static_cast<std::size_t>(SilenceState::expired) + 1);
static_assert(kMistakes.size() == static_cast<std::size_t>(SilenceMistake::note_missing) + 1);

template <class T>
bool admits(const std::vector<T>& listed, T value) {
    return listed.empty() || std::ranges::find(listed, value) != listed.end();
}

bool touches_welfare(const Silence& silence) {
    return silence.conditions.empty() || std::ranges::any_of(silence.conditions, [](Condition condition) {
               return class_of(condition) == IncidentClass::welfare;
           });
}

}  // namespace

std::string_view to_string(SilenceScope value) { return word_of(kScopes, value); }
std::string_view to_string(SilenceReason value) { return word_of(kReasons, value); }
std::string_view to_string(SilenceState value) { return word_of(kStates, value); }
std::string_view to_string(SilenceMistake value) { return word_of(kMistakes, value); }

template <>
std::optional<SilenceScope> parse_case_word<SilenceScope>(std::string_view text) {
    return find_word<SilenceScope>(kScopes, text);
}
template <>
std::optional<SilenceReason> parse_case_word<SilenceReason>(std::string_view text) {
    return find_word<SilenceReason>(kReasons, text);
}
template <>
std::optional<SilenceState> parse_case_word<SilenceState>(std::string_view text) {
    return find_word<SilenceState>(kStates, text);
}

SilenceState state_of(const Silence& silence, UtcTime at) {
    if (at >= silence.until) return SilenceState::expired;
    return at < silence.from ? SilenceState::future : SilenceState::active;
}

bool may_be_silenced(Condition condition) { return class_of(condition) != IncidentClass::emergency; }

bool covers(const Silence& silence, const Alert& alert, const Place& place, UtcTime at) {
    const AlertUpdate& update = alert.update;
    if (!may_be_silenced(update.key.condition) || state_of(silence, at) != SilenceState::active) return false;
    if (!admits(silence.conditions, update.key.condition) || !admits(silence.kinds, update.kind)) return false;
    switch (silence.scope) {
        case SilenceScope::home: return alert.home.value == silence.of;
        case SilenceScope::device: return alert.home.value == silence.of && update.key.device == silence.device;
        case SilenceScope::committee: return place.committee && place.committee->value == silence.of;
        case SilenceScope::street: return place.street && place.street->value == silence.of;
    }
    return false;
}

std::vector<Condition> conditions_of_away() { return {Condition::no_water_use, Condition::no_movement}; }

Millis longest_for(const Silence& silence) {
    if (silence.away) return kLongestAway;
    if (!touches_welfare(silence)) return kLongestTechnicalSilence;
    const bool wide = silence.scope == SilenceScope::committee || silence.scope == SilenceScope::street;
    return wide ? kLongestWideWelfareSilence : kLongestWelfareSilence;
}

std::optional<SilenceMistake> mistake_in(const Silence& silence, UtcTime now) {
    if (!std::ranges::all_of(silence.conditions, may_be_silenced)) return SilenceMistake::never_silenced;
    const bool names_device = !silence.device.empty();
    if (silence.of.empty() || names_device != (silence.scope == SilenceScope::device)) return SilenceMistake::no_scope;
    if (silence.until <= std::max(silence.from, now)) return SilenceMistake::ends_before_it_begins;
    if (silence.from > now + kLatestBegin) return SilenceMistake::begins_too_late;
    if (silence.until - silence.from > longest_for(silence)) return SilenceMistake::lasts_too_long;
    if (silence.reason == SilenceReason::other && silence.note.empty()) return SilenceMistake::note_missing;
    return std::nullopt;
}

}  // namespace anju::alertd::core
