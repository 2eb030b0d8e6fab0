// Follow-up tasks and callback records (core/aftercare.hpp).
//
// Reached as writer.aftercare() and reader.aftercare(); threads, transactions and errors are those of Writer and
// Reader.
#pragma once

#include "alertd/core/aftercare.hpp"
#include "alertd/core/scope.hpp"
#include "base/result.hpp"

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace anju::alertd::store {

class AftercareWriter {
public:
    virtual ~AftercareWriter() = default;
    virtual Result<std::optional<core::FollowUp>> follow_up(const core::FollowUpId& id) = 0;
    virtual Result<std::optional<core::Callback>> callback(const core::CallbackId& id) = 0;
    /// Inserts, or replaces by id.
    virtual Result<void> put(const core::FollowUp& task) = 0;
    virtual Result<void> put(const core::Callback& callback) = 0;
};

struct FollowUpFilter {
    std::optional<core::FollowUpState> state;
    std::optional<UtcTime> due_before;
    std::optional<std::string> assignee;
    core::Scope scope;  ///< of the cases
    /// The page after this one's (due_at, id).
    std::optional<std::pair<UtcTime, core::FollowUpId>> after;
    std::size_t limit = 50;  ///< at least 1
};

class AftercareReader {
public:
    virtual ~AftercareReader() = default;
    /// By due time.
    virtual Result<std::vector<core::FollowUp>> follow_ups(const FollowUpFilter& filter) = 0;
    virtual Result<std::vector<core::FollowUp>> follow_ups_of(const IncidentId& incident) = 0;
    /// Oldest first.
    virtual Result<std::vector<core::Callback>> callbacks_of(const IncidentId& incident) = 0;
};

}  // namespace anju::alertd::store
