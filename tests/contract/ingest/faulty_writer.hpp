// FaultyWriter: a real store that fails where the test says so. Everything else goes through.
#pragma once

#include "alertd/store/store.hpp"

#include <atomic>
#include <memory>
#include <utility>

namespace anju::tests {

/// Set by the test, read on the engine's thread.
struct Faults {
    std::atomic<int> commits_to_fail{0};
    std::atomic<int> steps_to_fail{0};           ///< put(Escalation) as fired
    std::atomic<bool> refuse_poison{false};      ///< an alert of the device "poison" can never be stored
    std::atomic<bool> stumble_on_poison{false};  ///< an alert of the device "poison" meets a fault of ours
};

class FaultyWriter final : public alertd::store::Writer {
public:
    template <class T>
    using R = Result<T>;
    using Id = IncidentId;

    FaultyWriter(std::unique_ptr<alertd::store::Writer> real, std::shared_ptr<Faults> faults)
        : real_(std::move(real)), faults_(std::move(faults)) {}

    alertd::store::AccessWriter& access() override { return real_->access(); }

    R<void> begin() override { return real_->begin(); }
    R<void> commit() override {
        if (take(faults_->commits_to_fail)) {
            real_->rollback();
            return fail(ErrorCode::exhausted, "the test says that the disk is full");
        }
        return real_->commit();
    }
    void rollback() noexcept override { real_->rollback(); }
    R<std::optional<UtcTime>> newest_journal_time() override { return real_->newest_journal_time(); }
    R<void> tidy() override { return real_->tidy(); }
    R<void> savepoint() override { return real_->savepoint(); }
    R<void> release_savepoint() override { return real_->release_savepoint(); }
    void rollback_to_savepoint() noexcept override { real_->rollback_to_savepoint(); }

    R<std::vector<alertd::store::PlacedDevice>> devices_of(const GatewayId& gateway) override {
        return real_->devices_of(gateway);
    }
    R<alertd::core::Place> place_of(const GatewayId& gateway, const HomeId& home, const StreetId& street) override {
        return real_->place_of(gateway, home, street);
    }
    R<bool> device_registered(const HomeId& home, const DeviceId& device) override {
        return real_->device_registered(home, device);
    }
    R<std::vector<alertd::core::Responder>> responders_for(const alertd::core::Place& place) override {
        return real_->responders_for(place);
    }
    R<std::optional<alertd::core::Alert>> alert(const AlertId& id) override { return real_->alert(id); }
    R<std::optional<alertd::core::Alert>> standing_alert(const AlertKey& key) override {
        return real_->standing_alert(key);
    }
    R<std::optional<alertd::core::Incident>> incident(const Id& id) override { return real_->incident(id); }
    R<std::optional<alertd::core::Incident>> open_incident(const HomeId& home, IncidentClass of,
                                                           alertd::core::Exercise exercise) override {
        return real_->open_incident(home, of, exercise);
    }
    R<std::vector<alertd::core::Incident>> cases_for(const HomeId& home, IncidentClass of,
                                                     alertd::core::Exercise exercise) override {
        return real_->cases_for(home, of, exercise);
    }
    R<std::vector<alertd::core::Alert>> alerts_of(const Id& id) override { return real_->alerts_of(id); }
    R<std::vector<alertd::core::Escalation>> pending_escalations(const Id& id) override {
        return real_->pending_escalations(id);
    }
    R<std::vector<alertd::core::Escalation>> due_escalations(UtcTime now, std::size_t limit) override {
        return real_->due_escalations(now, limit);
    }
    R<std::optional<UtcTime>> next_escalation_due() override { return real_->next_escalation_due(); }
    R<std::vector<alertd::core::Attendance>> attendances_of(const Id& id) override { return real_->attendances_of(id); }
    R<std::vector<alertd::core::Notification>> unfinished_notifications(const Id& id) override {
        return real_->unfinished_notifications(id);
    }
    R<bool> step_heard(const Id& id, int step) override { return real_->step_heard(id, step); }
    R<std::optional<alertd::core::Notification>> notification(const NotificationId& id) override {
        return real_->notification(id);
    }
    R<std::vector<Id>> stalled_incidents(UtcTime now, Millis grace, std::size_t limit) override {
        return real_->stalled_incidents(now, grace, limit);
    }
    R<std::optional<alertd::store::GatewayState>> gateway(const GatewayId& id) override { return real_->gateway(id); }
    R<std::vector<alertd::store::GatewayState>> silent_gateways(UtcTime before, std::size_t limit) override {
        return real_->silent_gateways(before, limit);
    }

    R<bool> record_received(const GatewayId& gateway, const OutboxEpoch& epoch, std::uint64_t number,
                            const AlertId& alert, std::uint32_t revision, UtcTime at) override {
        return real_->record_received(gateway, epoch, number, alert, revision, at);
    }
    R<void> put(const alertd::core::Alert& alert) override {
        if (alert.update.key.device.value == "poison") {
            if (faults_->refuse_poison) return fail(ErrorCode::invalid, "the test says that it cannot be stored");
            if (faults_->stumble_on_poison) return fail(ErrorCode::conflict, "the test says that we stumble");
        }
        return real_->put(alert);
    }
    R<void> put(const alertd::core::Incident& incident) override { return real_->put(incident); }
    R<void> put(const alertd::core::Escalation& escalation) override {
        if (escalation.state == alertd::core::EscalationState::fired && take(faults_->steps_to_fail)) {
            return fail(ErrorCode::conflict, "the test says that the step cannot fire");
        }
        return real_->put(escalation);
    }
    R<bool> put(const alertd::core::Notification& notification) override { return real_->put(notification); }
    R<void> put(const alertd::store::GatewayState& gateway) override { return real_->put(gateway); }
    R<void> put(const alertd::core::Attendance& attendance) override { return real_->put(attendance); }
    R<void> append(const alertd::core::Note& note) override { return real_->append(note); }
    R<bool> is_noted(const alertd::core::Note& note) override { return real_->is_noted(note); }
    R<alertd::core::JournalEntry> append(alertd::core::JournalEntry entry) override {
        return real_->append(std::move(entry));
    }
    R<void> quarantine(const alertd::store::Quarantined& message) override { return real_->quarantine(message); }
    R<std::vector<alertd::core::Notification>> lease_notifications(UtcTime now, Millis lease,
                                                                   std::size_t limit) override {
        return real_->lease_notifications(now, lease, limit);
    }
    R<std::optional<UtcTime>> next_notification_due() override { return real_->next_notification_due(); }
    R<std::size_t> expire_leases(UtcTime now) override { return real_->expire_leases(now); }
    R<alertd::store::ImportCounts> import(const alertd::store::Registry& registry) override {
        return real_->import(registry);
    }
    alertd::store::RegistryWriter& registry() override { return real_->registry(); }
    alertd::store::OutwardWriter& outward() override { return real_->outward(); }
    alertd::store::SilenceWriter& silences() override { return real_->silences(); }
    alertd::store::CommandWriter& commands() override { return real_->commands(); }
    alertd::store::PhoneLinkWriter& phone_links() override { return real_->phone_links(); }
    alertd::store::PolicyWriter& policies() override { return real_->policies(); }
    alertd::store::RosterWriter& rosters() override { return real_->rosters(); }
    alertd::store::FiguresWriter& figures() override { return real_->figures(); }
    alertd::store::RetentionWriter& retention() override { return real_->retention(); }
    R<void> redirect_merged(const Id& from, const Id& to) override { return real_->redirect_merged(from, to); }
    alertd::store::StormWriter& storms() override { return real_->storms(); }
    alertd::store::AftercareWriter& aftercare() override { return real_->aftercare(); }
    alertd::store::HandoverWriter& handovers() override { return real_->handovers(); }

private:
    static bool take(std::atomic<int>& left) {
        if (left <= 0) return false;
        --left;
        return true;
    }

    std::unique_ptr<alertd::store::Writer> real_;
    std::shared_ptr<Faults> faults_;
};

}  // namespace anju::tests
