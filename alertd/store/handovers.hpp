// Handovers of the shift in the store, behind interfaces of their own: writer.handovers() and reader.handovers().
// Ownership, threads and errors are those of store.hpp.
//
//  O1 What is open is counted by alertd inside the transaction that stores the handover. Reason: whoever leaves after a
//     long night must not have to count, and what the page showed is some seconds old.
//  O2 A handover is written once and signed once, by somebody else than its author, and never changed otherwise.
//     Reason: it says who knew what when the duty changed hands.
//  O3 What people write in it stands in the row and not in the journal; it is forgotten as notes are
//     (alertd/retention/retention.hpp). Reason: it names people, and the journal cannot forget.
#pragma once

#include "alertd/core/scope.hpp"
#include "alertd/core/types.hpp"
#include "base/result.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace anju::alertd::store {

using HandoverId = MadeId<struct HandoverTag>;

inline constexpr std::size_t kMostHandedOver = 200;  ///< cases that a handover names

/// What is open in a street, or in the whole district, at a moment.
struct OpenWork {
    std::array<std::size_t, 3> by_class{};  ///< cases, in the order of IncidentClass
    std::size_t waiting = 0;                ///< of them, those that nobody has acknowledged
    std::vector<IncidentId> cases;          ///< emergencies and welfare, the most urgent first
    std::size_t silences = 0;               ///< active
    std::size_t overdue = 0;                ///< follow-ups
    friend bool operator==(const OpenWork&, const OpenWork&) = default;
};

struct Handover {
    HandoverId id;
    std::optional<StreetId> street;  ///< none: the whole district
    std::string author;
    UtcTime written_at{};
    std::string text;  ///< empty once it is forgotten
    OpenWork open;
    std::string signed_by;  ///< empty: nobody yet
    std::optional<UtcTime> signed_at;
    std::string comment;  ///< of who signed
    friend bool operator==(const Handover&, const Handover&) = default;
};

struct HandoverFilter {
    std::optional<bool> is_signed;
    std::optional<StreetId> street;
    /// The page after this one, which is the last of the page before.
    std::optional<HandoverId> after;
    core::Scope scope = core::Scope::district();
    std::size_t limit = 50;  ///< 1 to 500
};

class HandoverReader {
public:
    virtual ~HandoverReader() = default;
    /// As they were written, the last first. A street's are for who has the whole street, the district's for who has
    /// the whole district.
    virtual Result<std::vector<Handover>> handovers(const HandoverFilter& filter) = 0;
    virtual Result<std::optional<Handover>> handover(const HandoverId& id) = 0;
    virtual Result<OpenWork> open_work(const std::optional<StreetId>& street, UtcTime now) = 0;
};

class HandoverWriter {
public:
    virtual ~HandoverWriter() = default;
    virtual Result<std::optional<Handover>> find(const HandoverId& id) = 0;
    virtual Result<OpenWork> open_work(const std::optional<StreetId>& street, UtcTime now) = 0;
    virtual Result<void> add(const Handover& handover) = 0;
    /// The signature of one that is there.
    virtual Result<void> sign(const HandoverId& id, const std::string& by, UtcTime at, const std::string& comment) = 0;
};

}  // namespace anju::alertd::store
