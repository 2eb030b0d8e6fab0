#include "alertd/notify/lanes.hpp"

#include <algorithm>

namespace anju::alertd::notify {

namespace {

constexpr std::size_t kMostSlowRemembered = 10'000;

std::string receiver_of(const Task& task) {
    return std::string(core::to_string(task.notification.channel)) + " " + task.notification.address;
}

/// Who lets us wait when one of its receivers does.
std::string provider_of(const std::string& receiver) {
    return receiver.starts_with("webhook ") ? receiver : receiver.substr(0, receiver.find(' '));
}

}  // namespace

Lanes::Lanes(const NotifierOptions& options)
    : max_waiting_(options.max_waiting), max_per_address_(std::max<std::size_t>(options.max_per_address, 1)) {
    const std::size_t others = options.workers - std::min(options.reserved_for_emergencies, options.workers);
    lane_of(true).most_slow_sends = std::max<std::size_t>(options.workers / 2, 1);
    lane_of(false).most_slow_sends = std::max<std::size_t>(others / 2, 1);
}

bool Lanes::put(Task task) {
    const std::lock_guard guard(mutex_);
    const NotificationId id = task.notification.id;
    if (const auto found = entries_.find(id); found != entries_.end()) {
        if (!found->second.sending) found->second.task.notification = std::move(task.notification);
        return true;
    }
    Lane& lane = lane_of(task.emergency);
    if (closed_ || lane.count >= max_waiting_) return false;
    const std::string receiver = receiver_of(task);
    auto& queue = lane.waiting[receiver];
    if (queue.empty()) lane.turns.push_back(receiver);
    queue.push_back(id);
    ++lane.count;
    const bool emergency = task.emergency;
    entries_.emplace(id, Entry{std::move(task)});
    wake_one(emergency);
    return true;
}

bool Lanes::may_send_to(const Lane& lane, const std::string& receiver) const {
    const auto found = sends_.find(receiver);
    const std::size_t under_way = found == sends_.end() ? 0 : found->second;
    if (!slow_.contains(provider_of(receiver))) return under_way < max_per_address_;
    return under_way == 0 && lane.slow_sends < lane.most_slow_sends;
}

std::optional<Task> Lanes::take_from(Lane& lane) {
    for (auto turn = lane.turns.begin(); turn != lane.turns.end(); ++turn) {
        if (!may_send_to(lane, *turn)) continue;
        const std::string receiver = *turn;
        lane.turns.erase(turn);
        auto& queue = lane.waiting[receiver];
        Entry& entry = entries_.at(queue.front());
        queue.pop_front();
        --lane.count;
        if (queue.empty()) {
            lane.waiting.erase(receiver);
        } else {
            lane.turns.push_back(receiver);
        }
        entry.sending = true;
        entry.counted_as_slow = slow_.contains(provider_of(receiver));
        if (entry.counted_as_slow) ++lane.slow_sends;
        ++sends_[receiver];
        return entry.task;
    }
    return std::nullopt;
}

/// One worker at a time: a whole crew that wakes up for one message takes the processor from the engine.
void Lanes::wake_one(bool emergency) {
    if (emergency && idle_reserved_ > 0) {
        reserved_.notify_one();
    } else {
        others_.notify_one();
    }
}

std::optional<Task> Lanes::take(bool emergencies_only) {
    std::unique_lock lock(mutex_);
    while (!closed_) {
        auto task = take_from(lane_of(true));
        if (!task && !emergencies_only) task = take_from(lane_of(false));
        if (task) {
            // Whoever took one wakes the next, until one finds nothing that it may take.
            if (lane_of(true).count > 0) wake_one(true);
            if (lane_of(false).count > 0) wake_one(false);
            return task;
        }
        if (emergencies_only) {
            ++idle_reserved_;
            reserved_.wait(lock);
            --idle_reserved_;
        } else {
            others_.wait(lock);
        }
    }
    return std::nullopt;
}

void Lanes::finished(const Task& task, std::optional<bool> slow) {
    const std::lock_guard guard(mutex_);
    const std::string receiver = receiver_of(task);
    const auto found = entries_.find(task.notification.id);
    if (found != entries_.end()) {
        if (found->second.counted_as_slow) --lane_of(task.emergency).slow_sends;
        entries_.erase(found);
    }
    if (const auto sends = sends_.find(receiver); sends != sends_.end() && --sends->second == 0) sends_.erase(sends);
    if (slow == false) {
        slow_.erase(provider_of(receiver));
    } else if (slow == true && slow_.size() < kMostSlowRemembered) {
        slow_.insert(provider_of(receiver));
    }
    // Its receiver may be called again: by this worker, or if that one is reserved, by another.
    if (lane_of(false).count > 0) wake_one(false);
}

void Lanes::close() {
    const std::lock_guard guard(mutex_);
    closed_ = true;
    reserved_.notify_all();
    others_.notify_all();
}

std::size_t Lanes::waiting() const {
    const std::lock_guard guard(mutex_);
    return lanes_[0].count + lanes_[1].count;
}

std::size_t Lanes::sending() const {
    const std::lock_guard guard(mutex_);
    std::size_t sum = 0;
    for (const auto& [receiver, sends] : sends_) sum += sends;
    return sum;
}

}  // namespace anju::alertd::notify
