// Turn: one transaction of the engine, from begin() to commit().
//
// Each command runs in a part of its own (a savepoint): a part that fails is undone alone and the
// rest goes on. When the store loses the whole transaction (disk full, I/O), every later part is
// refused and commit() fails. What happened is collected part by part and handed out after the commit.
//
// Threads: the engine's.
#pragma once

#include "alertd/core/core.hpp"
#include "alertd/core/duty_book.hpp"
#include "alertd/core/regroup.hpp"
#include "alertd/ingest/engine.hpp"
#include "alertd/ingest/storms.hpp"
#include "alertd/store/store.hpp"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

namespace anju::alertd::ingest {

class Turn {
public:
    /// What the core goes by, as it is during this transaction; it outlives the turn.
    struct Orders {
        const core::PolicyBook& policies;
        const core::DutyBook& duties;
        Storms& storms;
    };
    Turn(store::Writer& writer, const Orders& orders, UlidFactory& ids, const Now& now, std::uint64_t boot)
        : writer_(writer), orders_(orders), ids_(ids), now_(now), boot_(boot) {}
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
    /// A held alert's time has come. The alert as it is now; nothing when there is no such alert.
    [[nodiscard]] Result<std::optional<core::Alert>> end_hold(const AlertId& id);
    [[nodiscard]] Result<core::Reason> explain(const core::Explained& explained);
    [[nodiscard]] Result<ActResult> act(const core::OperatorAct& act);
    [[nodiscard]] Result<core::Reason> step_due(const core::StepDue& due);
    [[nodiscard]] Result<core::Reason> delivered(const core::DeliveryResult& result);
    /// For the log of deliveries; attempts older than `keep` are forgotten.
    [[nodiscard]] Result<void> record_attempt(const core::DeliveryResult& result, Millis keep);
    /// A silence that may cover alerts of this case began or ended.
    [[nodiscard]] Result<core::Reason> silences_changed(const IncidentId& incident);
    [[nodiscard]] Result<void> journal(std::string event, std::vector<std::pair<std::string, std::string>> detail,
                                       std::optional<IncidentId> incident = std::nullopt);
    /// The same for what somebody else than alertd did: "user:<name>".
    [[nodiscard]] Result<void> journal_as(std::string actor, std::string event,
                                          std::vector<std::pair<std::string, std::string>> detail,
                                          std::optional<IncidentId> incident = std::nullopt);
    [[nodiscard]] Result<void> quarantine(std::string source, std::string reason, std::string payload);
    void send_table(HomeTable table) { part_.home_tables.push_back(std::move(table)); }
    /// Publishes it after the commit; command_desk.hpp keeps it until it is confirmed.
    void send_command(core::GatewayCommand command) { part_.commands.push_back(std::move(command)); }
    /// The rosters and policies in the engine's memory follow what this part wrote, after the commit.
    void roster_changed(core::RosterId id) { part_orders_.rosters.insert(std::move(id)); }
    void use_policies(core::PolicyBook policies) { part_orders_.policies = std::move(policies); }
    /// Leases what is due, for `to_send`.
    [[nodiscard]] Result<void> lease(Millis lease, std::size_t limit);

    // -- anywhere
    void receipt(const std::string& topic, const std::string& correlation, const OutboxEpoch& epoch,
                 std::uint64_t number);
    void refuse(const std::string& topic, const std::string& correlation, const OutboxEpoch& epoch,
                codec::BadUpdate refusal);

    [[nodiscard]] store::Writer& writer() { return writer_; }
    [[nodiscard]] Storms& storms() { return orders_.storms; }
    [[nodiscard]] UlidFactory& ids() { return ids_; }
    [[nodiscard]] const Now& now() const { return now_; }
    [[nodiscard]] Stamp stamp() const { return stamp_of(now_, boot_); }
    /// After the commit.
    [[nodiscard]] Committed take_committed();
    struct ChangedOrders {
        std::set<core::RosterId> rosters;
        std::optional<core::PolicyBook> policies;
    };
    [[nodiscard]] ChangedOrders take_changed_orders() { return std::move(done_orders_); }

private:
    [[nodiscard]] Result<void> open_part();
    [[nodiscard]] Result<void> close_part(Result<void> result);
    [[nodiscard]] Result<void> load_case(core::CaseState& state);
    [[nodiscard]] Result<void> load_silences(core::CaseState& state, IncidentClass incident_class);
    /// A case with all that an act needs.
    [[nodiscard]] Result<core::CaseState> state_of(const IncidentId& id, const core::Scope& scope);
    [[nodiscard]] Result<void> find_case(core::CaseState& state, const core::AlertArrived& input);
    /// The case that an alert joins, or else the one that it was in.
    [[nodiscard]] Result<std::optional<core::Incident>> case_for(const core::CaseState& state, const GatewayId& gateway,
                                                                 const AlertUpdate& update, core::Exercise exercise);
    [[nodiscard]] Result<ActResult> regroup(const core::OperatorAct& act, core::CaseState state);
    [[nodiscard]] Result<core::Regrouped> decide_split(core::CaseState& state, const core::OperatorAct& act);
    [[nodiscard]] Result<core::Regrouped> decide_take_back(const core::CaseState& merged, const core::OperatorAct& act);
    [[nodiscard]] Result<void> write(core::Effects& effects);
    [[nodiscard]] codec::Receipt& receipt_for(const std::string& topic, const std::string& correlation,
                                              const OutboxEpoch& epoch);
    void keep(core::Incident incident);

    store::Writer& writer_;
    const Orders orders_;
    UlidFactory& ids_;
    const Now now_;
    const std::uint64_t boot_;

    bool open_ = false;
    std::optional<Error> lost_;
    Committed part_;                                           ///< of the part that is open
    Committed done_;                                           ///< of the parts that were kept
    ChangedOrders part_orders_, done_orders_;                  ///< likewise
    std::unordered_map<IncidentId, std::size_t> incident_at_;  ///< in done_.incidents
    std::unordered_map<std::string, std::size_t> receipt_at_;  ///< in done_.receipts
};

}  // namespace anju::alertd::ingest
