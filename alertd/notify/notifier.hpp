// Notifier: sends what the engine has leased, and reports what became of it.
//
// A bounded pool of threads. Emergencies go first, and some of the threads take nothing else, so
// that a slow receiver of technical cases cannot hold them up. One receiver occupies only a few
// threads, and receivers that have just let us wait share at most half of those, so that a hanging
// one does not keep the others from hearing.
//
// Nothing here is durable and nothing needs to be: a notification that is forgotten (queue full,
// crash, shutdown) is leased again when its lease ends, and sent with the same key.
//
// Threads: submit() from the engine's hook, never blocks. `report` is called on the workers.
#pragma once

#include "alertd/core/core.hpp"
#include "alertd/notify/channel.hpp"
#include "alertd/store/store.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace anju::alertd::notify {

struct NotifierOptions {
    std::size_t workers = 4;
    std::size_t reserved_for_emergencies = 2;  ///< of `workers`; less than all of them
    std::size_t max_per_address = 2;           ///< sends to one receiver at a time
    std::size_t max_waiting = 10'000;          ///< for emergencies, and as many for the rest
    Millis slow_after{3'000};  ///< a send that took longer marks its receiver as slow until one is quick
};

struct ChannelCounters {
    std::uint64_t delivered = 0, retried = 0, failed = 0, superseded = 0;
    std::uint64_t held_back = 0;  ///< by our own limits, each time it asked
    std::uint64_t digested = 0;   ///< told in another message
    std::uint64_t dropped = 0;    ///< queue full or lease over: will be leased again
};
struct NotifierCounters {
    std::map<core::ChannelKind, ChannelCounters> channels;  ///< of every kind
    std::size_t waiting = 0, sending = 0;
};

class Notifier {
public:
    using OpenReader = std::function<Result<std::unique_ptr<store::Reader>>()>;
    using Report = std::function<void(core::DeliveryResult)>;

    Notifier(NotifierOptions options, ChannelFactory channels, OpenReader open_reader, Report report,
             std::shared_ptr<const Clock> clock);
    ~Notifier();  ///< stops
    Notifier(const Notifier&) = delete;
    Notifier& operator=(const Notifier&) = delete;

    void start();
    /// Has channels give up what they are sending, and ends the threads. Stop before the engine,
    /// so that what was delivered is still recorded.
    void stop();

    /// Sends through these from the next notification on; what is being sent goes on. From any thread.
    void use_channels(ChannelFactory channels);
    /// Committed.to_send and Committed.to_send_class.
    void submit(const std::vector<core::Notification>& leased, const std::vector<IncidentClass>& classes);
    [[nodiscard]] NotifierCounters counters() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace anju::alertd::notify
