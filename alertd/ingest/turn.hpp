// Turn: one transaction of the engine, from begin() to commit().
//
// Each command runs in a part of its own (a savepoint): a part that fails is undone alone and the
// rest goes on. When the store loses the whole transaction (disk full, I/O), every later part is
// refused and commit() fails. What happened is collected part by part and handed out after the commit.
//
// Threads: the engine's.
#pragma once

#include "alertd/core/core.hpp"
#include "alertd/ingest/engine.hpp"
#include "alertd/store/store.hpp"

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace anju::alertd::ingest {

class Turn {
public:
    Turn(store::Writer& writer, const core::PolicyBook& policies, UlidFactory& ids, const Now& now, std::uint64_t boot)
        : writer_(writer), policies_(policies), ids_(ids), now_(now), boot_(boot) {}
    ~Turn();  ///< rolls back what was not committed
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

    [[nodiscard]] Result<void> begin();
    /// Fails with the reason when the transaction was lost on the way.
    [[nodiscard]] Result<void> commit();
    [[nodiscard]] bool lost() const { return lost_.has_value(); }

    /// Runs `body` in a savepoint; its error undoes what it wrote, and is returned.
    template <class Body>
    [[nodiscard]] Result<void> part(Body&& body) {
        ANJU_TRY(open_part());
        return close_part(body());
    }

    // -- inside a part
    [[nodiscard]] Result<core::Reason> arrive(const core::AlertArrived& input, const core::Place& place);
    [[nodiscard]] Result<ActResult> act(const core::OperatorAct& act);
    [[nodiscard]] Result<core::Reason> step_due(const core::StepDue& due);
    [[nodiscard]] Result<core::Reason> delivered(const core::DeliveryResult& result);
    [[nodiscard]] Result<void> journal(std::string event, std::vector<std::pair<std::string, std::string>> detail,
                                       std::optional<IncidentId> incident = std::nullopt);
    /// The same for what somebody else than alertd did: "user:<name>".
    [[nodiscard]] Result<void> journal_as(std::string actor, std::string event,
                                          std::vector<std::pair<std::string, std::string>> detail,
                                          std::optional<IncidentId> incident = std::nullopt);
    [[nodiscard]] Result<void> quarantine(std::string source, std::string reason, std::string payload);
    void send_table(HomeTable table) { part_.home_tables.push_back(std::move(table)); }
    /// Leases what is due, for `to_send`.
    [[nodiscard]] Result<void> lease(Millis lease, std::size_t limit);

    // -- anywhere
    void receipt(const std::string& topic, const std::string& correlation, const OutboxEpoch& epoch,
                 std::uint64_t number);
    void refuse(const std::string& topic, const std::string& correlation, const OutboxEpoch& epoch,
                codec::BadUpdate refusal);

    [[nodiscard]] store::Writer& writer() { return writer_; }
    [[nodiscard]] UlidFactory& ids() { return ids_; }
    [[nodiscard]] const Now& now() const { return now_; }
    [[nodiscard]] Stamp stamp() const { return stamp_of(now_, boot_); }
    /// After the commit.
    [[nodiscard]] Committed take_committed();

private:
    [[nodiscard]] Result<void> open_part();
    [[nodiscard]] Result<void> close_part(Result<void> result);
    [[nodiscard]] Result<void> load_case(core::CaseState& state);
    [[nodiscard]] Result<void> write(core::Effects& effects);
    [[nodiscard]] codec::Receipt& receipt_for(const std::string& topic, const std::string& correlation,
                                              const OutboxEpoch& epoch);
    void keep(core::Incident incident);

    store::Writer& writer_;
    const core::PolicyBook& policies_;
    UlidFactory& ids_;
    const Now now_;
    const std::uint64_t boot_;

    bool open_ = false;
    std::optional<Error> lost_;
    Committed part_;                                           ///< of the part that is open
    Committed done_;                                           ///< of the parts that were kept
    std::unordered_map<IncidentId, std::size_t> incident_at_;  ///< in done_.incidents
    std::unordered_map<std::string, std::size_t> receipt_at_;  ///< in done_.receipts
};

}  // namespace anju::alertd::ingest
