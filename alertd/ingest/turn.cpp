#include "alertd/ingest/turn.hpp"

#include <algorithm>
#include <iterator>

namespace anju::alertd::ingest {

namespace {

template <class T>
void move_behind(std::vector<T>& to, std::vector<T>& from) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
    from.clear();
}

/// Errors after which nothing else of the transaction can be stored either.
bool spoils_the_rest(const Error& error) {
    return error.code == ErrorCode::exhausted || error.code == ErrorCode::unavailable;
}

}  // namespace

Turn::~Turn() {
    if (open_) writer_.rollback();
}

Result<void> Turn::begin() {
    ANJU_TRY(writer_.begin());
    open_ = true;
    return success();
}

Result<void> Turn::commit() {
    if (!lost_) {
        auto committed = writer_.commit();
        if (committed) {
            open_ = false;
            return success();
        }
        lost_ = committed.error();
    }
    writer_.rollback();
    open_ = false;
    return *lost_;
}

Result<void> Turn::open_part() {
    if (lost_) return *lost_;
    auto opened = writer_.savepoint();
    if (!opened) lost_ = opened.error();
    return opened;
}

Result<void> Turn::close_part(Result<void> result) {
    if (result) {
        result = writer_.release_savepoint();
        if (!result) lost_ = result.error();
    } else {
        writer_.rollback_to_savepoint();
        if (spoils_the_rest(result.error())) lost_ = result.error();
    }
    if (!result) {
        part_ = {};
        return result;
    }
    move_behind(done_.close_notices, part_.close_notices);
    move_behind(done_.help_notices, part_.help_notices);
    move_behind(done_.home_tables, part_.home_tables);
    move_behind(done_.journal, part_.journal);
    move_behind(done_.to_send, part_.to_send);
    move_behind(done_.to_send_class, part_.to_send_class);
    for (auto& incident : part_.incidents) keep(std::move(incident));
    part_ = {};
    return success();
}

void Turn::keep(core::Incident incident) {
    const auto [found, is_new] = incident_at_.try_emplace(incident.id, done_.incidents.size());
    if (is_new) {
        done_.incidents.push_back(std::move(incident));
    } else {
        done_.incidents[found->second] = std::move(incident);
    }
}

Result<void> Turn::load_case(core::CaseState& state) {
    state.policies = policies_;
    // An open case keeps the place that it was opened with, also when the registry has changed since.
    const bool is_open = state.incident && state.incident->state != core::IncidentState::closed;
    ANJU_TRY(state.responders, writer_.responders_for(is_open ? state.incident->place : state.place));
    if (!state.incident) return success();
    const IncidentId id = state.incident->id;
    ANJU_TRY(state.alerts, writer_.alerts_of(id));
    ANJU_TRY(state.escalations, writer_.pending_escalations(id));
    ANJU_TRY(state.notifications, writer_.unfinished_notifications(id));
    return success();
}

Result<core::Reason> Turn::arrive(const core::AlertArrived& input, const core::Place& place) {
    core::CaseState state;
    state.place = place;
    ANJU_TRY(state.alert, writer_.alert(input.update.id));
    ANJU_TRY(state.incident, writer_.open_incident(place.home, class_of(input.update.key.condition)));
    if (!state.incident && state.alert && state.alert->incident) {
        ANJU_TRY(state.incident, writer_.incident(*state.alert->incident));
    }
    ANJU_TRY(load_case(state));
    auto effects = core::step(state, input, now_, ids_);
    ANJU_TRY(write(effects));
    return effects.reason;
}

Result<ActResult> Turn::act(const core::OperatorAct& act) {
    core::CaseState state;
    ANJU_TRY(state.incident, writer_.incident(act.incident));
    if (state.incident) state.place = state.incident->place;
    ANJU_TRY(load_case(state));
    ANJU_TRY(state.attendances, writer_.attendances_of(act.incident));
    if (act.act == core::Act::reopen && state.incident) {
        ANJU_TRY(const auto open, writer_.open_incident(state.place.home, state.incident->incident_class));
        if (open && open->id != act.incident) state.open_meanwhile = open->id;
    }
    auto effects = core::step(state, act, now_, ids_);
    ActResult result{effects.reason, effects.incident ? effects.incident : state.incident};
    ANJU_TRY(write(effects));
    return result;
}

Result<core::Reason> Turn::step_due(const core::StepDue& due) {
    core::CaseState state;
    ANJU_TRY(state.incident, writer_.incident(due.incident));
    if (state.incident) state.place = state.incident->place;
    ANJU_TRY(load_case(state));
    auto effects = core::step(state, due, now_, ids_);
    ANJU_TRY(write(effects));
    // A row that was due and that the core had no use for must not be due again for ever.
    const auto settled = [&](const core::Escalation& row) { return row.step == due.step; };
    if (std::ranges::none_of(effects.escalations, settled) && std::ranges::any_of(state.escalations, settled)) {
        ANJU_TRY(writer_.put(core::Escalation{due.incident, due.step, now_.utc, core::EscalationState::cancelled}));
    }
    return effects.reason;
}

Result<core::Reason> Turn::delivered(const core::DeliveryResult& result) {
    core::CaseState state;
    ANJU_TRY(state.incident, writer_.incident(result.notification.incident));
    if (state.incident) state.place = state.incident->place;
    ANJU_TRY(load_case(state));
    ANJU_TRY(state.attendances, writer_.attendances_of(result.notification.incident));
    ANJU_TRY(state.step_heard, writer_.step_heard(result.notification.incident, result.notification.step));
    auto effects = core::step(state, result, now_, ids_);
    ANJU_TRY(write(effects));
    return effects.reason;
}

Result<void> Turn::write(core::Effects& effects) {
    if (effects.alert) {
        ANJU_TRY(writer_.put(*effects.alert));
    }
    if (effects.incident) {
        ANJU_TRY(writer_.put(*effects.incident));
        part_.incidents.push_back(*effects.incident);
    }
    for (const auto& escalation : effects.escalations) {
        ANJU_TRY(writer_.put(escalation));
    }
    for (const auto& attendance : effects.attendances) {
        ANJU_TRY(writer_.put(attendance));
    }
    for (const auto& note : effects.notes) {
        ANJU_TRY(writer_.append(note));
    }
    for (const auto& notification : effects.notifications) {
        // False: this responder has been told of this step already. The key makes that harmless.
        ANJU_TRY(auto stored, writer_.put(notification));
        static_cast<void>(stored);
    }
    for (auto& entry : effects.journal) {
        ANJU_TRY(auto numbered, writer_.append(std::move(entry)));
        part_.journal.push_back(std::move(numbered));
    }
    move_behind(part_.close_notices, effects.close_notices);
    move_behind(part_.help_notices, effects.help_notices);
    return success();
}

Result<void> Turn::journal(std::string event, std::vector<std::pair<std::string, std::string>> detail,
                           std::optional<IncidentId> incident) {
    return journal_as("alertd", std::move(event), std::move(detail), incident);
}

Result<void> Turn::journal_as(std::string actor, std::string event,
                              std::vector<std::pair<std::string, std::string>> detail,
                              std::optional<IncidentId> incident) {
    core::JournalEntry entry;
    entry.at = now_.utc;
    entry.event = std::move(event);
    entry.actor = std::move(actor);
    entry.incident = incident;
    entry.detail = std::move(detail);
    ANJU_TRY(auto numbered, writer_.append(std::move(entry)));
    part_.journal.push_back(std::move(numbered));
    return success();
}

Result<void> Turn::quarantine(std::string source, std::string reason, std::string payload) {
    return writer_.quarantine({now_.utc, std::move(source), std::move(reason), std::move(payload)});
}

Result<void> Turn::lease(Millis lease, std::size_t limit) {
    ANJU_TRY(part_.to_send, writer_.lease_notifications(now_.utc, lease, limit));
    std::unordered_map<IncidentId, IncidentClass> known;
    for (const auto& notification : part_.to_send) {
        auto found = known.find(notification.incident);
        if (found == known.end()) {
            ANJU_TRY(auto incident, writer_.incident(notification.incident));
            // Of a case that is not there the more urgent class is the safe guess.
            const auto incident_class = incident ? incident->incident_class : IncidentClass::emergency;
            found = known.emplace(notification.incident, incident_class).first;
        }
        part_.to_send_class.push_back(found->second);
    }
    return success();
}

codec::Receipt& Turn::receipt_for(const std::string& topic, const std::string& correlation, const OutboxEpoch& epoch) {
    const std::string key = epoch.to_string() + topic + '\0' + correlation;
    const auto [found, is_new] = receipt_at_.try_emplace(key, done_.receipts.size());
    if (is_new) done_.receipts.push_back({topic, correlation, {epoch, {}, {}}});
    return done_.receipts[found->second].receipt;
}

void Turn::receipt(const std::string& topic, const std::string& correlation, const OutboxEpoch& epoch,
                   std::uint64_t number) {
    receipt_for(topic, correlation, epoch).numbers.push_back(number);
}

void Turn::refuse(const std::string& topic, const std::string& correlation, const OutboxEpoch& epoch,
                  codec::BadUpdate refusal) {
    receipt_for(topic, correlation, epoch).refusals.push_back(std::move(refusal));
}

Committed Turn::take_committed() { return std::move(done_); }

}  // namespace anju::alertd::ingest
