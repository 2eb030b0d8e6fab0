// Lanes: which notification a worker sends next.
//
// L1 Emergencies have a lane of their own; the other lane is looked at only by workers that are not
//    reserved for emergencies, and only when that lane has nothing for them.
// L2 Within a lane receivers take turns, so that a thousand messages to one do not delay another's first.
// L3 At most `max_per_address` sends to one receiver at a time, and one to a receiver whose provider was slow last
//    time. Everybody behind one provider is slow together; a webhook is a provider of its own.
// L4 Slow providers' receivers occupy at most half of a lane's workers together.
// L5 A notification is here once. When it is leased again while it waits, the new lease counts;
//    while it is being sent, its result is waited for. One whose lease is over is forgotten.
//
// Threads: any.
#pragma once

#include "alertd/core/types.hpp"
#include "alertd/notify/notifier.hpp"

#include <array>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace anju::alertd::notify {

struct Task {
    core::Notification notification;
    bool emergency = false;
};

class Lanes {
public:
    explicit Lanes(const NotifierOptions& options);

    /// False when its lane is full.
    [[nodiscard]] bool put(Task task);
    /// Waits for a task this worker may take; nothing after close().
    [[nodiscard]] std::optional<Task> take(bool emergencies_only);
    /// After a take(); `slow`: whether the provider let us wait, nothing when it was not asked.
    void finished(const Task& task, std::optional<bool> slow);
    void close();

    [[nodiscard]] std::size_t waiting() const;
    [[nodiscard]] std::size_t sending() const;

private:
    struct Lane {
        std::deque<std::string> turns;  ///< each receiver with waiting tasks, once
        std::unordered_map<std::string, std::deque<NotificationId>> waiting;
        std::size_t count = 0;
        std::size_t slow_sends = 0;
        std::size_t most_slow_sends = 1;
    };
    struct Entry {
        Task task;
        bool sending = false;
        bool counted_as_slow = false;
    };

    [[nodiscard]] Lane& lane_of(bool emergency) { return lanes_[emergency ? 0 : 1]; }
    void wake_one(bool emergency);
    [[nodiscard]] bool may_send_to(const Lane& lane, const std::string& receiver) const;
    [[nodiscard]] std::optional<Task> take_from(Lane& lane);

    const std::size_t max_waiting_;
    const std::size_t max_per_address_;
    mutable std::mutex mutex_;
    std::condition_variable reserved_;  ///< the workers that wait for emergencies only
    std::condition_variable others_;
    std::size_t idle_reserved_ = 0;
    std::array<Lane, 2> lanes_;
    std::unordered_map<NotificationId, Entry> entries_;
    std::unordered_map<std::string, std::size_t> sends_;  ///< under way, by receiver
    std::unordered_set<std::string> slow_;                ///< providers
    bool closed_ = false;
};

}  // namespace anju::alertd::notify
