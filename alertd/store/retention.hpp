// The store's side of forgetting: what is removed from closed cases when its time is over, and the legal holds that
// forbid it. The journal is never touched. Rules: alertd/retention/retention.hpp. Errors as in store.hpp.
#pragma once

#include "alertd/core/types.hpp"
#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anju::alertd::store {

/// What has a time of its own after which it is forgotten.
enum class Kept {
    notes,       ///< words of people about a case, and at a handover of the shift
    evidence,    ///< what a device sent
    readings,    ///< values of an alert: vital signs, litres
    deliveries,  ///< who was told, through which address
    quarantine,  ///< messages that could not be understood
};
inline constexpr Kept kAllKept[] = {Kept::notes, Kept::evidence, Kept::readings, Kept::deliveries, Kept::quarantine};
[[nodiscard]] std::string_view to_string(Kept value);

/// Nothing of this case, or of this home and its cases, may be forgotten or erased.
struct LegalHold {
    std::uint64_t number = 0;  ///< given by the store
    std::optional<IncidentId> incident;
    HomeId home;  ///< empty: of the incident alone
    std::string reason;
    std::string author;
    UtcTime since{};
    std::optional<UtcTime> released_at;
    std::string released_by;
    friend bool operator==(const LegalHold&, const LegalHold&) = default;
};

struct ForgetReport {
    std::size_t examined = 0;   ///< cases or alerts looked at
    std::size_t forgotten = 0;  ///< of them, those that lost something
};

/// What an erasure took out of the cases of one home.
struct EraseReport {
    std::size_t cases = 0, notes = 0, alerts = 0, deliveries = 0;
};

class RetentionWriter {
public:
    virtual ~RetentionWriter() = default;
    /// Gives it a number. not_found: there is no such incident or home.
    virtual Result<LegalHold> place(LegalHold hold) = 0;
    virtual Result<std::optional<LegalHold>> hold(std::uint64_t number) = 0;
    virtual Result<void> release(std::uint64_t number, const std::string& by, UtcTime at) = 0;
    /// Whether the home, or one of its cases, is held.
    virtual Result<bool> is_held(const HomeId& home) = 0;

    /// Looks at the next `limit` cases (or alerts) that began before `before` and were not looked at yet, and forgets
    /// `what` of those that ended before `before` and are not held; the others are left for look_again().
    /// `examined` below `limit` means that there are no more. With the notes go the words of handovers that were
    /// written before `before` and name no case that is held.
    virtual Result<ForgetReport> forget(Kept what, UtcTime before, std::size_t limit) = 0;
    /// The same for those that were left, in the order of their ids, behind `after`; moves `after` on.
    virtual Result<ForgetReport> look_again(Kept what, UtcTime before, Ulid& after, std::size_t limit) = 0;

    /// Takes the words and values about the people of a home out of its cases, whatever their age: notes, evidence,
    /// readings, deliveries; and those of handovers that name one of them and no case that is held. What the cases
    /// were, when and how they ended, stays. `devices_too`: also the names that people gave its devices.
    virtual Result<EraseReport> erase_words_of(const HomeId& home, bool devices_too) = 0;
};

class RetentionReader {
public:
    virtual ~RetentionReader() = default;
    /// Newest first; `number` below `before`.
    virtual Result<std::vector<LegalHold>> holds(bool released_too, const std::optional<std::uint64_t>& before,
                                                 std::size_t limit) = 0;
    virtual Result<std::size_t> holds_in_force() = 0;
};

}  // namespace anju::alertd::store
