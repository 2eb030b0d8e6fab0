#include "alertd/ingest/inbox.hpp"

#include "codec/topics.hpp"

#include <algorithm>
#include <chrono>

namespace anju::alertd::ingest {

namespace {

constexpr std::size_t kMaxActs = 1'000;
constexpr std::size_t kMaxChanges = 1'000;
constexpr std::size_t kMaxDeliveries = 50'000;
constexpr std::size_t kMaxStatuses = 300'000;  ///< one of each gateway of a whole district
constexpr std::size_t kMaxQuarantine = 1'000;
constexpr std::size_t kMaxQuarantinedBytes = 64 * 1024;  ///< what the store keeps of a payload
constexpr std::size_t kActsPerRound = 64;
constexpr std::size_t kChangesPerRound = 4;
constexpr std::size_t kDeliveriesPerRound = 512;
constexpr std::size_t kStatusesPerRound = 1'024;
constexpr std::size_t kQuarantinePerRound = 64;

template <class T>
std::vector<T> take_front(std::deque<T>& from, std::size_t most) {
    const auto count = static_cast<std::ptrdiff_t>(std::min(most, from.size()));
    std::vector<T> taken(std::make_move_iterator(from.begin()), std::make_move_iterator(from.begin() + count));
    from.erase(from.begin(), from.begin() + count);
    return taken;
}

std::size_t index_of(IncidentClass incident_class) { return static_cast<std::size_t>(incident_class); }

}  // namespace

template <class T>
bool Inbox::put(std::deque<T>& queue, std::size_t most, T& work) {
    const std::lock_guard guard(mutex_);
    if (closed_ || queue.size() >= most) return false;
    queue.push_back(std::move(work));
    wake_.notify_one();
    return true;
}

void Inbox::put_alerts(ReceivedBatch batch) {
    AlertWork common;
    common.gateway = batch.gateway;
    common.epoch = batch.batch.epoch;
    common.street_claim = batch.batch.street_claim;
    common.topic = batch.response_topic.empty() ? codec::topic_of(batch.gateway, codec::Channel::receipts)
                                                : std::move(batch.response_topic);
    common.correlation = std::move(batch.correlation);

    std::array<AlertWork, kClasses> parts{common, common, common};
    for (auto& numbered : batch.batch.updates) {
        parts[index_of(class_of(numbered.update.key.condition))].updates.push_back(std::move(numbered));
    }
    // What could not be read is at most somebody's slip; it waits with the technical ones.
    auto& technical = parts[index_of(IncidentClass::technical)];
    technical.bad = std::move(batch.batch.bad);
    if (!technical.bad.empty()) technical.payload = batch.payload.substr(0, kMaxQuarantinedBytes);

    std::unique_lock lock(mutex_);
    if (technical.weight() > 0 && weight_[index_of(IncidentClass::technical)] >= max_waiting_) {
        shed_ += technical.weight();
        technical.updates.clear();
        technical.bad.clear();
    }
    const bool urgent = parts[0].weight() + parts[1].weight() > 0;
    if (urgent) room_.wait(lock, [this] { return closed_ || urgent_waiting() < max_waiting_; });
    if (closed_) return;
    for (std::size_t i = 0; i < kClasses; ++i) {
        if (parts[i].weight() == 0) continue;
        weight_[i] += parts[i].weight();
        alerts_[i].push_back(std::move(parts[i]));
    }
    wake_.notify_one();
}

void Inbox::put_status(GatewayId gateway, codec::Status status) {
    // Of the devices only those in test are read here (C2); a district's would be a gigabyte.
    std::erase_if(status.devices, [](const auto& device) { return !device.in_test; });
    status.devices.shrink_to_fit();
    const std::lock_guard guard(mutex_);
    if (closed_ || (statuses_.size() >= kMaxStatuses && !statuses_.contains(gateway))) return;
    if (!statuses_.contains(gateway)) status_turns_.push_back(gateway);
    statuses_.insert_or_assign(std::move(gateway), std::move(status));
    wake_.notify_one();
}

void Inbox::put_quarantine(store::Quarantined message) {
    if (message.payload.size() > kMaxQuarantinedBytes)
        message.payload = message.payload.substr(0, kMaxQuarantinedBytes);
    static_cast<void>(put(quarantine_, kMaxQuarantine, message));
}

void Inbox::put_delivery(core::DeliveryResult result) { static_cast<void>(put(deliveries_, kMaxDeliveries, result)); }

bool Inbox::put_act(ActWork& work) { return put(acts_, kMaxActs, work); }

bool Inbox::put_change(ChangeWork& work) { return put(changes_, kMaxChanges, work); }

bool Inbox::something_waits() const {
    return !acts_.empty() || weight_[0] + weight_[1] + weight_[2] > 0 || !deliveries_.empty() || !statuses_.empty() ||
           !changes_.empty() || !quarantine_.empty();
}

void Inbox::take_alerts(std::size_t incident_class, std::size_t& room, std::vector<AlertWork>& into) {
    auto& waiting = alerts_[incident_class];
    while (room > 0 && !waiting.empty()) {
        const std::size_t weight = waiting.front().weight();
        room -= std::min(room, weight);
        weight_[incident_class] -= weight;
        into.push_back(std::move(waiting.front()));
        waiting.pop_front();
    }
}

Work Inbox::take(Millis longest) {
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, longest, [this] { return poked_ || closed_ || something_waits(); });
    poked_ = false;
    Work work;
    work.acts = take_front(acts_, kActsPerRound);
    std::size_t room = max_batch_;
    take_alerts(index_of(IncidentClass::emergency), room, work.urgent);
    take_alerts(index_of(IncidentClass::welfare), room, work.urgent);
    take_alerts(index_of(IncidentClass::technical), room, work.technical);
    work.deliveries = take_front(deliveries_, kDeliveriesPerRound);
    for (std::size_t i = 0; i < kStatusesPerRound && !statuses_.empty(); ++i) {
        auto node = statuses_.extract(status_turns_.front());
        status_turns_.pop_front();
        work.statuses.emplace_back(std::move(node.key()), std::move(node.mapped()));
    }
    work.changes = take_front(changes_, kChangesPerRound);
    work.quarantine = take_front(quarantine_, kQuarantinePerRound);
    room_.notify_all();
    return work;
}

void Inbox::poke() {
    const std::lock_guard guard(mutex_);
    poked_ = true;
    wake_.notify_one();
}

bool Inbox::empty() const {
    const std::lock_guard guard(mutex_);
    return !something_waits();
}

void Inbox::close() {
    const std::lock_guard guard(mutex_);
    closed_ = true;
    wake_.notify_all();
    room_.notify_all();
}

bool Inbox::closed() const {
    const std::lock_guard guard(mutex_);
    return closed_;
}

Inbox::Counters Inbox::counters() const {
    const std::lock_guard guard(mutex_);
    return {shed_, weight_[0] + weight_[1] + weight_[2]};
}

}  // namespace anju::alertd::ingest
