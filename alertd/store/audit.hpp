// What an auditor asks of the store. These queries share nothing with those by which the engine works: what one
// overlooks the other shall see. Errors as in store.hpp.
#pragma once

#include "base/result.hpp"
#include "base/time.hpp"

#include <cstddef>
#include <optional>

namespace anju::alertd::store {

struct AuditFindings {
    std::size_t steps_missing = 0;       ///< unanswered cases that have no next step
    std::size_t steps_late = 0;          ///< pending steps past their time
    std::size_t leases_expired = 0;      ///< notifications that somebody took and never came back with
    std::size_t never_tried = 0;         ///< notifications past their time that nobody took
    std::size_t silences_unsettled = 0;  ///< silences that are over and whose alerts were not looked at
    std::size_t commands_unsettled = 0;  ///< commands past their end that still wait
    [[nodiscard]] std::size_t all() const {
        return steps_missing + steps_late + leases_expired + never_tried + silences_unsettled + commands_unsettled;
    }
    friend bool operator==(const AuditFindings&, const AuditFindings&) = default;
};

class AuditReader {
public:
    virtual ~AuditReader() = default;
    /// The newest time that the engine wrote: it is later than the system's after the clock was set back.
    virtual Result<std::optional<UtcTime>> newest_time() = 0;
    /// Everything that should have happened before `before`. Each count stops at 1,000.
    virtual Result<AuditFindings> look(UtcTime before) = 0;
};

}  // namespace anju::alertd::store
