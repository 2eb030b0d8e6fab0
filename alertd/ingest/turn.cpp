#include "alertd/ingest/turn.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <iterator>
#include <set>

namespace anju::alertd::ingest {

namespace {

template <class T>
void move_behind(std::vector<T>& to, std::vector<T>& from) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
    from.clear();
}

constexpr std::size_t kMostErrorBytes = 200;

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
        part_orders_ = {};
        return result;
    }
    done_orders_.rosters.merge(part_orders_.rosters);
    if (part_orders_.policies) done_orders_.policies = std::move(part_orders_.policies);
    part_orders_ = {};
    move_behind(done_.close_notices, part_.close_notices);
    move_behind(done_.help_notices, part_.help_notices);
    move_behind(done_.home_tables, part_.home_tables);
    move_behind(done_.commands, part_.commands);
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
    state.policies = orders_.policies;
    state.duties = &orders_.duties;
    // An open case keeps the place that it was opened with, also when the registry has changed since.
    const bool is_open = state.incident && state.incident->state != core::IncidentState::closed;
    ANJU_TRY(state.responders, writer_.responders_for(is_open ? state.incident->place : state.place));
    if (!state.incident) return success();
    const IncidentId id = state.incident->id;
    ANJU_TRY(state.alerts, writer_.alerts_of(id));
    ANJU_TRY(state.escalations, writer_.pending_escalations(id));
    ANJU_TRY(state.notifications, writer_.unfinished_notifications(id));
    return load_silences(state, state.incident->incident_class);
}

Result<void> Turn::load_silences(core::CaseState& state, IncidentClass incident_class) {
    // No silence covers an emergency (S1), so its way does not ask for any.
    if (incident_class == IncidentClass::emergency) return success();
    const bool is_open = state.incident && state.incident->state != core::IncidentState::closed;
    const core::Place& place = is_open ? state.incident->place : state.place;
    ANJU_TRY(state.silences, writer_.silences().lasting(place, now_.utc));
    std::set<HomeId> others;
    for (const auto& alert : state.alerts) {
        if (alert.home != place.home) others.insert(alert.home);
    }
    for (const auto& home : others) {
        core::Place other;
        other.home = home;
        ANJU_TRY(auto more, writer_.silences().lasting(other, now_.utc));
        move_behind(state.silences, more);
    }
    if (!state.incident) return success();
    ANJU_TRY(state.hushed, writer_.silences().hushed_of(state.incident->id));
    return success();
}

/// The case that the alert belongs to, if there is one: the open one of its home, class and exercise, else the one
/// that it was in.
Result<void> Turn::find_case(core::CaseState& state, const core::AlertArrived& input) {
    const AlertUpdate& update = input.update;
    const auto known = state.alert ? state.alert->incident : std::nullopt;
    auto exercise = input.drill ? core::Exercise::drill : core::Exercise::none;
    if (update.test && !input.drill) {
        ANJU_TRY(state.whole_path_test,
                 writer_.commands().whole_path_test(state.place.home, update.key.device, now_.utc));
        if (state.whole_path_test) exercise = core::Exercise::test;
        if (known) {
            // A live alert that claims to be a test stays where it is (A3).
            ANJU_TRY(state.incident, writer_.incident(*known));
            if (state.incident && state.incident->state != core::IncidentState::closed) return success();
        }
    }
    ANJU_TRY(state.incident, case_for(state, input.gateway, update, exercise));
    return success();
}

Result<core::Reason> Turn::arrive(const core::AlertArrived& input, const core::Place& place) {
    core::CaseState state;
    state.place = place;
    ANJU_TRY(state.alert, writer_.alert(input.update.id));
    ANJU_TRY(state.cover, storms().cover_for(*this, input.gateway, place, input.update.key.condition));
    ANJU_TRY(find_case(state, input));
    ANJU_TRY(load_case(state));
    if (!state.incident) {
        ANJU_TRY(load_silences(state, class_of(input.update.key.condition)));
    }
    // Who goes is told of what is new there, on duty or not; while nobody owns the case nobody goes.
    if (state.incident && !state.incident->owner.empty()) {
        ANJU_TRY(state.attendances, writer_.attendances_of(state.incident->id));
    }
    auto effects = core::step(state, input, now_, ids_);
    ANJU_TRY(write(effects));
    if (effects.alert) {
        ANJU_TRY(storms().arrived(*this, state.alert, *effects.alert, place));
    }
    if (input.update.test && !input.drill && place.registered) {
        ANJU_TRY(writer_.commands().tested(place.home, input.update.key.device, now_.utc));
    }
    return effects.reason;
}

Result<core::Reason> Turn::silences_changed(const IncidentId& incident) {
    core::CaseState state;
    ANJU_TRY(state.incident, writer_.incident(incident));
    if (state.incident) state.place = state.incident->place;
    ANJU_TRY(load_case(state));
    auto effects = core::step(state, core::SilencesChanged{incident}, now_, ids_);
    ANJU_TRY(write(effects));
    return effects.reason;
}

Result<ActResult> Turn::act(const core::OperatorAct& act) {
    ANJU_TRY(auto state, state_of(act.incident, act.scope));
    const bool of_two = act.act == core::Act::merge || act.act == core::Act::split;
    const bool was_merged = state.incident && state.incident->merged_into;
    if (of_two || (act.act == core::Act::reopen && was_merged)) return regroup(act, std::move(state));
    if (act.act == core::Act::reopen && state.incident) {
        ANJU_TRY(const auto open,
                 writer_.open_incident(state.place.home, state.incident->incident_class, state.incident->exercise));
        if (open && open->id != act.incident) state.open_meanwhile = open->id;
    }
    if (!act.note.empty() && !act.responder.empty() && state.incident) {
        ANJU_TRY(state.note_known, writer_.is_noted({act.incident, {}, act.actor, act.note}));
    }
    auto effects = core::step(state, act, now_, ids_);
    ActResult result{effects.reason, effects.incident ? effects.incident : state.incident, {}};
    ANJU_TRY(write(effects));
    return result;
}

Result<core::Reason> Turn::step_due(const core::StepDue& due) {
    core::CaseState state;
    ANJU_TRY(state.incident, writer_.incident(due.incident));
    if (state.incident) state.place = state.incident->place;
    ANJU_TRY(load_case(state));
    ANJU_TRY(state.attendances, writer_.attendances_of(due.incident));
    auto effects = core::step(state, due, now_, ids_);
    ANJU_TRY(write(effects));
    // A row that was due and that the core had no use for must not be due again for ever.
    const auto settled = [&](const core::Escalation& row) { return row.step == due.step; };
    if (std::ranges::none_of(effects.escalations, settled) && std::ranges::any_of(state.escalations, settled)) {
        ANJU_TRY(writer_.put(core::Escalation{due.incident, due.step, now_.utc, core::EscalationState::cancelled}));
    }
    return effects.reason;
}

Result<void> Turn::record_attempt(const core::DeliveryResult& result, Millis keep) {
    using store::AttemptOutcome;
    store::DeliveryAttempt attempt;
    attempt.notification = result.notification.id;
    attempt.at = now_.utc;
    attempt.outcome = result.delivered   ? AttemptOutcome::delivered
                      : result.permanent ? AttemptOutcome::failed
                      : result.held_back ? AttemptOutcome::held_back
                      : result.took      ? AttemptOutcome::retry
                                         : AttemptOutcome::not_needed;
    if (!result.delivered) attempt.error = to_valid_utf8(result.detail, kMostErrorBytes);
    attempt.took = result.took;
    return writer_.outward().record(attempt, now_.utc - keep);
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
    for (const auto& alert : effects.moved_alerts) {
        ANJU_TRY(writer_.put(alert));
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
    for (const auto& row : effects.hushed) {
        ANJU_TRY(writer_.silences().put(row));
    }
    for (const auto& alert : effects.unhushed) {
        ANJU_TRY(writer_.silences().unhush(alert));
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
            auto incident_class = incident ? incident->incident_class : IncidentClass::emergency;
            // What is kept free for emergencies is not for exercises.
            if (incident && incident->exercise != core::Exercise::none) incident_class = IncidentClass::technical;
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
