// Every figure, defined once, with where the definition comes from. facts.cpp and counting.cpp do what stands here.
//
// -- What a case counts as
//  F1 A case counts on the local day on which it was opened, whatever happens to it later, so that the parts of a
//     month add up: opened = acknowledged or not = closed or not. Beside that `ended` counts it on the day of its
//     close, which is the work that was done on a day.
//  F2 acknowledged: somebody took it at least once (处置). closed: it is closed now (结案); opened again, it is not.
//  F3 Its kind and model are those of the device whose alert opened it, its street and committee those of the case;
//     the model is what the registry said when the case was first counted.
//  F4 Exercises (opened by a test or drill, or closed as one) and duplicates are counted `apart` and in their
//     disposition, and nowhere else. Reason: a drill that is answered fast must not hide a call that was not.
//  F5 False alarms: cases closed as false_alarm, of all that are closed and not apart. Reason: only what somebody has
//     judged can be a share.
//
// -- How long it took, of cases that are not apart; first times only, a case that was opened again keeps them
//  T1 answered: from the opening to the first acknowledgement. TSA/TEC: 97.5 % within 60 s, 99 % within 180 s.
//  T2 reacted: from the first message that reached somebody to the first acknowledgement. It is what people need,
//     without what machines and steps nobody stands on need. No value when the acknowledgement came first.
//  T3 departed: from the first acknowledgement to the first "on the way". travelled: from there to the first "on
//     scene". No value when one of the two is missing, or when they were said in another order.
//  T4 attended: from the opening to the first "on scene". A published provider report: 90 % within 45 min.
//  T5 A percentile is the end of its bucket (buckets.hpp), by nearest rank.
//
// -- The load on operators (ISA-18.2, EEMUA 191)
//  L1 An alarm is what calls somebody: a case that is opened, raised, or opened again by alertd. Repeats call nobody.
//  L2 Rate: alarms for each ten minutes and seat; about 1 is the target, 2 the most. Seats are what [reports] says;
//     GB 50440 asks for at least 3.
//  L3 Flood: ten minutes with more than 10 alarms for a seat; the target is less than 1 % of them. Ten minutes begin
//     at :00, :10 ... and those without alarms count.
//  L4 A source is one condition at one device. Its alarms are alerts that it raised. The ten most frequent should have
//     at most 5 % of all (EEMUA: 1 to 5 %).
//  L5 Chattering: a report of a source that is its third or later within a minute; reports are raised and repeated.
//     Fleeting: an alert that clears within a minute of its last report. Both should be 0. Counted within a day.
//  L6 Stale: a case whose alarm stands, unresolved, for more than 24 h; fewer than 5 on any day. In the past:
//     `long_standing`, cases that were open for more than 24 h until they were closed.
//
// -- Coverage
//  C1 Of the homes in which somebody is registered (those that should have devices), the share with at least one
//     device of the kind.
#pragma once

#include "alertd/core/types.hpp"
#include "alertd/store/figures.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace anju::alertd::reports {

inline constexpr Millis kWindow{600'000};         ///< L2, L3
inline constexpr Millis kChatter{60'000};         ///< L5
inline constexpr Millis kStaleAfter{86'400'000};  ///< L6
inline constexpr std::int64_t kFloodAlarms = 10;
inline constexpr Millis kAnswerTarget{60'000};
inline constexpr Millis kAnswerLimit{180'000};
inline constexpr Millis kAttendTarget{45 * 60'000};
/// What the report of a month judges by, and the page as well (alertd/web/src/pages/reports/limits.ts).
inline constexpr double kAnswerTargetShare = 0.975;  ///< T1
inline constexpr double kAnswerLimitShare = 0.99;    ///< T1
inline constexpr double kAttendTargetShare = 0.9;    ///< T4
inline constexpr double kRateTarget = 1;             ///< L2
inline constexpr double kRateMost = 2;               ///< L2
inline constexpr double kFloodShareMost = 0.01;      ///< L3, and that is too much already
inline constexpr double kTopShareMost = 0.05;        ///< L4
inline constexpr std::int64_t kStaleMost = 4;        ///< L6

/// What a case adds to the tables; all of it follows from its facts.
struct Contribution {
    std::vector<std::pair<store::CaseKey, store::CaseCounts>> counts;
    std::vector<store::TimesKey> times;
};
[[nodiscard]] Contribution contribution_of(const store::CaseFacts& facts, Millis utc_offset);
[[nodiscard]] bool is_apart(const store::CaseFacts& facts);

/// Takes in what the entry says about the case. False when it says nothing that counts.
[[nodiscard]] bool hear(store::CaseFacts& facts, const core::JournalEntry& entry);

/// Whether the entry is an alarm of its case (L1).
[[nodiscard]] bool is_alarm(const core::JournalEntry& entry);
/// Which window it stands in.
[[nodiscard]] std::int64_t window_of(UtcTime at);

/// Takes in what the entry says about the source of its alert (L4, L5). False when it says nothing that counts.
[[nodiscard]] bool hear(store::SourceDay& day, const core::JournalEntry& entry);

/// A detail of an entry; empty when it has none of that name.
[[nodiscard]] std::string_view fact_of(const core::JournalEntry& entry, std::string_view name);

}  // namespace anju::alertd::reports
