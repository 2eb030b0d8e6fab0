// The worker of PahoSession: one connection after another until stop().
#include "link/paho_convert.hpp"
#include "link/paho_session.hpp"
#include "link/pinned_name.hpp"

#include <algorithm>
#include <utility>

namespace anju::link {
namespace {

using std::chrono::steady_clock;

// Paho checks its own connect timeout every three seconds, by a clock that can be set; when it has
// said nothing this long after the timeout, it is stuck and its client is thrown away.
constexpr Millis kPahoSlack{5'000};
// How long stop() waits for what is in flight, and then for the DISCONNECT to be written.
constexpr Millis kDrainLimit{500};
constexpr Millis kGoodbyeLimit{1'000};
// A connection that lasted this long was a good one: the next failure starts at the shortest wait.
// Two clients that take one client id from each other therefore do not do it five times a second.
constexpr Millis kStable{10'000};

// Added subscriptions without an answer at once: as many as keep a broker busy, few enough for its queue.
constexpr std::size_t kAddedAtOnce = 100;

// Destroying the last connected client makes Paho stop its two threads, and a connect asked for
// meanwhile would wait for threads that are just ending. There is one pair of threads for the
// process, so there is one mutex for the process.
std::mutex& paho_life() {
    static std::mutex mutex;
    return mutex;
}

}  // namespace

void PahoSession::run() {
    Millis wait = options_.backoff_min;
    while (true) {
        report(LinkState::connecting, "");
        const auto began = steady_clock::now();
        const Error ended = live_once();
        fail_in_flight(ended.message);
        report(LinkState::disconnected, ended.message);
        {
            const std::lock_guard guard(mutex_);
            if (stopping_) break;
        }
        if (steady_clock::now() - began >= kStable) wait = options_.backoff_min;
        wait_before_retry(wait);
        wait = std::min(wait * 2, options_.backoff_max);
    }
    drop_client();
}

void PahoSession::wait_before_retry(Millis base) {
    // Anything from half the wait to all of it, so that a district does not come back in step.
    std::uniform_int_distribution<Millis::rep> jitter(base.count() / 2, base.count());
    const Millis wait{jitter(chance_)};
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, wait, [this] { return stopping_; });
}

Error PahoSession::live_once() {
    const auto addresses = lookup_.addresses(options_.host, options_.connect_timeout);
    if (!addresses) return addresses.error();
    Error last;
    for (const std::string& address : addresses.value()) {
        const Result<void> connected = connect_to(address);
        if (connected) return serve();
        last = connected.error();
        const std::lock_guard guard(mutex_);
        if (stopping_) break;
    }
    return last;
}

Result<void> PahoSession::connect_to(const std::string& address) {
    std::optional<PinnedName> pin;
    if (options_.tls && !is_numeric(options_.host)) pin.emplace(options_.host, address);
    {
        const std::lock_guard guard(mutex_);
        if (stopping_) return fail(ErrorCode::unavailable, "stopped");
        events_ = {};
        events_.added_next = options_.subscriptions.size();
        resubscribe_at_.reset();
    }
    const auto deadline = steady_clock::now() + options_.connect_timeout + kPahoSlack;
    try {
        make_client(to_uri(options_, address));
        // Paho loses the session expiry of options that are moved into connect().
        const mqtt::connect_options options = to_connect_options(options_);
        const std::lock_guard life(paho_life());
        client_->connect(options, nullptr, *this);
    } catch (const std::exception& error) {
        drop_client();
        return fail(ErrorCode::unavailable, std::string("cannot connect: ") + error.what());
    }
    ANJU_TRY(wait_for_connack(deadline));
    ++connects_;
    std::vector<std::size_t> all(options_.subscriptions.size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
    return ask_for(all);
}

Result<void> PahoSession::wait_for_connack(SteadyTime deadline) {
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, deadline, [this] { return stopping_ || events_.connect; });
    if (events_.connect) return *events_.connect;
    const bool stopped = stopping_;
    lock.unlock();
    drop_client();
    return fail(ErrorCode::unavailable, stopped ? "stopped" : "the broker does not answer");
}

// The pointer that Paho hands back carries which subscription it was, and whether it was added.
void PahoSession::request(std::size_t index, bool added) {
    std::unique_lock lock(mutex_);
    const Subscription subscription = subscriptions_[index];
    lock.unlock();
    const std::uintptr_t number = index * 2 + (added ? 1 : 0);
    client_->subscribe(subscription.filter, subscription.qos, reinterpret_cast<void*>(number), *this);
}

bool PahoSession::may_ask_for_added() const {
    return events_.added_next < subscriptions_.size() && events_.added_open < kAddedAtOnce;
}

// Nobody waits for these SUBACKs: they may stand behind thousands of retained messages, and that is
// no reason to give the connection up.
Result<void> PahoSession::ask_for_added() {
    while (true) {
        std::unique_lock lock(mutex_);
        if (!may_ask_for_added()) return success();
        const std::size_t index = events_.added_next++;
        ++events_.added_open;
        lock.unlock();
        try {
            request(index, true);
        } catch (const std::exception& error) {
            drop_client();
            return fail(ErrorCode::unavailable, std::string("cannot subscribe: ") + error.what());
        }
    }
}

// Waits for the SUBACKs, so that whoever sees `connected` may rely on being heard and hearing.
Result<void> PahoSession::ask_for(const std::vector<std::size_t>& which) {
    {
        const std::lock_guard guard(mutex_);
        events_.subacks_missing = which.size();
        events_.refused.clear();
        events_.refusals.clear();
    }
    try {
        // One packet each: for several in one, Paho reports success even when all were refused.
        for (const std::size_t index : which) request(index, false);
    } catch (const std::exception& error) {
        drop_client();
        return fail(ErrorCode::unavailable, std::string("cannot subscribe: ") + error.what());
    }
    const auto deadline = steady_clock::now() + options_.connect_timeout;
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, deadline, [this] { return stopping_ || events_.lost || events_.subacks_missing == 0; });
    if (events_.lost) return fail(ErrorCode::unavailable, *events_.lost);
    if (events_.subacks_missing > 0) {
        const bool stopped = stopping_;
        lock.unlock();
        if (stopped) say_goodbye();
        drop_client();
        return fail(ErrorCode::unavailable, stopped ? "stopped" : "the broker does not answer a subscription");
    }
    // An access list may be mended without the connection ending, so refusals are asked about again.
    resubscribe_at_.reset();
    if (!events_.refused.empty()) resubscribe_at_ = steady_clock::now() + options_.backoff_max;
    connected_ = !stopping_;
    return success();
}

SteadyTime PahoSession::next_deadline() const {
    SteadyTime next = SteadyTime::max();
    if (const auto oldest = outgoing_.oldest()) next = std::min(next, *oldest + options_.ack_timeout);
    if (resubscribe_at_) next = std::min(next, *resubscribe_at_);
    // A far wait in place of none: some clocks' arithmetic overflows at the end of time.
    return std::min(next, steady_clock::now() + std::chrono::hours{1});
}

std::string PahoSession::refusals() const {
    const std::lock_guard guard(mutex_);
    return events_.refusals;
}

Error PahoSession::serve() {
    std::string told = refusals();
    report(LinkState::connected, told);
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait_until(lock, next_deadline(), [this] {
            return stopping_ || events_.lost || outgoing_.has_queued() || may_ask_for_added() || events_.added_refused;
        });
        if (events_.lost) return fail(ErrorCode::unavailable, *events_.lost);
        if (stopping_) {
            lock.unlock();
            say_goodbye();
            return fail(ErrorCode::unavailable, "stopped");
        }
        const auto now = steady_clock::now();
        if (const auto oldest = outgoing_.oldest(); oldest && *oldest + options_.ack_timeout <= now) {
            connected_ = false;
            lock.unlock();
            drop_client();
            return fail(ErrorCode::unavailable, "the broker acknowledges nothing any more");
        }
        const bool again = resubscribe_at_ && *resubscribe_at_ <= now;
        if (again || events_.added_refused) {
            if (!resubscribe_at_) resubscribe_at_ = now + options_.backoff_max;
            events_.added_refused = false;
            const std::vector<std::size_t> refused = events_.refused;
            lock.unlock();
            if (again) {
                if (const Result<void> asked = ask_for(refused); !asked) {
                    const std::lock_guard guard(mutex_);
                    connected_ = false;
                    return asked.error();
                }
            }
            if (std::string text = refusals(); text != told) {
                told = std::move(text);
                report(LinkState::connected, told);
            }
            lock.lock();
            continue;
        }
        auto batch = outgoing_.take_queued();
        lock.unlock();
        if (const Result<void> asked = ask_for_added(); !asked) return asked.error();
        hand_over(std::move(batch));
        lock.lock();
    }
}

void PahoSession::hand_over(std::vector<Outgoing::Queued> batch) {
    for (const auto& [number, message] : batch) {
        try {
            client_->publish(to_paho(message), reinterpret_cast<void*>(static_cast<std::uintptr_t>(number)), *this);
        } catch (const std::exception& error) {
            finish(number, PublishOutcome{.accepted = false, .reason_code = 0, .message = error.what()});
        }
    }
}

// What was accepted still goes out, and the DISCONNECT keeps the broker from sending the will.
void PahoSession::say_goodbye() {
    std::unique_lock lock(mutex_);
    auto batch = outgoing_.take_queued();
    lock.unlock();
    hand_over(std::move(batch));
    lock.lock();
    changed_.wait_for(lock, kDrainLimit, [this] { return events_.lost || outgoing_.size() == 0; });
    if (events_.lost) return;
    lock.unlock();
    try {
        client_->disconnect(0, nullptr, *this);
    } catch (const std::exception&) {
        return;  // Not connected any more.
    }
    lock.lock();
    changed_.wait_for(lock, kGoodbyeLimit, [this] { return events_.disconnected || events_.lost; });
}

void PahoSession::make_client(const std::string& uri) {
    if (client_ && client_->get_server_uri() == uri) return;
    drop_client();
    const std::lock_guard life(paho_life());
    client_ = std::make_unique<mqtt::async_client>(uri, options_.client_id, to_create_options(options_));
    // One by one, and before connect: set_callback() takes the client's lock and then Paho's, while
    // Paho's threads take them the other way round.
    client_->set_message_callback([this](const mqtt::const_message_ptr& message) { on_message(*message); });
    client_->set_connection_lost_handler([this](const std::string& cause) { on_connection_lost(cause); });
    client_->set_disconnected_handler(
        [this](const mqtt::properties&, mqtt::ReasonCode reason) { on_server_disconnect(reason); });
}

// Closes the socket, whatever state Paho believes it is in; callbacks of it are over afterwards.
void PahoSession::drop_client() {
    const std::lock_guard life(paho_life());
    client_.reset();
}

}  // namespace anju::link
