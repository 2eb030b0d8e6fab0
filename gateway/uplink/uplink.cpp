#include "gateway/uplink/uplink.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <future>
#include <iterator>
#include <utility>

namespace anju::gateway::uplink {

namespace {

using codec::Channel;

constexpr Millis kLongestWait{1'000};    // the loop comes round at least this often, for the watchdog
constexpr Millis kAfterFullWindow{100};  // acknowledgements free the window within a round trip
constexpr Millis kAfterFailedLoad{1'000};
constexpr Millis kDownSessionExpiry{24 * 3'600'000};
constexpr auto kGoodbye = std::chrono::seconds(2);
constexpr std::size_t kMostReadings = 256;
constexpr std::size_t kMostAtOnce = 512;  // receipted entries per write, which keeps an alarm's write waiting

std::vector<std::uint64_t> numbers_of(const std::vector<outbox::EntryRef>& entries) {
    std::vector<std::uint64_t> numbers;
    numbers.reserve(entries.size());
    for (const auto& entry : entries) numbers.push_back(entry.number);
    return numbers;
}

/// The numbers asked for that the outbox no longer has.
std::vector<std::uint64_t> missing_from(const std::vector<NumberedUpdate>& found,
                                        const std::vector<std::uint64_t>& asked) {
    std::vector<std::uint64_t> missing;
    for (const auto number : asked) {
        const auto has = [number](const NumberedUpdate& update) { return update.number == number; };
        if (std::none_of(found.begin(), found.end(), has)) missing.push_back(number);
    }
    return missing;
}

}  // namespace

Uplink::Uplink(UplinkOptions options, Host& host, const Clock& clock)
    : options_(std::move(options)),
      host_(host),
      clock_(clock),
      queue_(options_.policy, options_.random64),
      alone_(!options_.is_second) {
    link::Handlers up;
    up.on_state = [this](link::LinkState state, const std::string& why) { on_up_state(state, why); };
    up_ = options_.make_session(up_options(), std::move(up));
    link::Handlers down;
    down.on_message = [this](const link::Message& message) { on_down_message(message); };
    down.on_state = [this](link::LinkState state, const std::string& why) {
        if (state == link::LinkState::disconnected) spdlog::warn("{}: disconnected: {}", label("uplink-in"), why);
        if (state == link::LinkState::connected && !why.empty())
            spdlog::error("{}: receipts and commands are not heard: {}", label("uplink-in"), why);
    };
    down.on_rejected = [](const link::Message& message, const std::string& what) {
        spdlog::error("uplink: handling a message on {} failed: {}", message.topic, what);
    };
    down_ = options_.make_session(down_options(), std::move(down));
}

Uplink::~Uplink() { stop(); }

void Uplink::start() {
    // Receipts must find their listener before anything is sent.
    down_->start();
    up_->start();
    thread_ = std::thread([this] { run(); });
}

void Uplink::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        wake_.notify_all();
    }
    if (!thread_.joinable()) return;
    thread_.join();
    down_->stop();
    {
        std::unique_lock lock(mutex_);
        handle_receipts(lock);
    }
    say_goodbye();
    up_->stop();
}

void Uplink::say_goodbye() {
    if (!alone_) return;
    auto heard = std::make_shared<std::promise<void>>();
    auto future = heard->get_future();
    const auto sent = up_->publish(status_message(false), [heard](const link::PublishOutcome&) { heard->set_value(); });
    if (sent) future.wait_for(kGoodbye);
}

void Uplink::poke() {
    poked_ = true;
    wake_.notify_all();
}

void Uplink::offer(const std::vector<outbox::EntryRef>& entries) {
    if (entries.empty()) return;
    std::unique_lock lock(mutex_);
    queue_.add(entries, clock_.now().mono);
    if (options_.is_second && !alone_) return;  // held; the thread comes round in time and need not wake up
    // Here and now, not on our own thread: waking it up would cost an alarm a tenth of a millisecond.
    const bool sent = !stopping_ && !sending_ && !reconnected_ && up_->connected() && send_next(lock);
    const auto due = queue_.next_due();
    if (!sent || (due && *due <= clock_.now().mono)) poke();
}

void Uplink::offer_rest(const outbox::EntryRange& rest) {
    const std::lock_guard lock(mutex_);
    queue_.add_rest(rest);
    poke();
}

void Uplink::settle(const codec::Receipt& receipt) {
    std::vector<std::uint64_t> refused;
    for (const auto& refusal : receipt.refusals) refused.push_back(refusal.number);
    const std::lock_guard lock(mutex_);
    queue_.remove(receipt.epoch, receipt.numbers);
    queue_.remove(receipt.epoch, refused);
    poke();  // the window has room again
}

void Uplink::set_alone(bool alone) {
    const std::lock_guard lock(mutex_);
    if (alone_ == alone) return;
    alone_ = alone;
    queue_.release(alone);
    heartbeat_due_ = MonoTime::min();
    poke();
}

void Uplink::tell_readings(std::vector<codec::Reading> readings) {
    if (readings.empty()) return;
    const bool online = connected();
    const std::lock_guard lock(mutex_);
    for (auto& reading : readings) {
        if (!online || readings_.size() >= kMostReadings) {
            ++counters_.readings_dropped;
        } else {
            readings_.push_back(std::move(reading));
        }
    }
    poke();
}

bool Uplink::connected() const { return up_->connected(); }

UplinkCounters Uplink::counters() const {
    const std::lock_guard lock(mutex_);
    return counters_;
}

// ---- The uplink's own thread

void Uplink::run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        const auto now = clock_.now().mono;
        ++beats_;
        poked_ = false;
        if (std::exchange(reconnected_, false)) {
            queue_.on_connected(now);
            heartbeat_due_ = now;
        }
        handle_receipts(lock);
        if (up_->connected()) {
            refill(lock);
            send_due(lock);
            if (!stopping_ && alone_ && heartbeat_due_ <= now) send_heartbeat(lock);
            if (!stopping_) send_readings(lock);
        }
        wait_for_work(lock, clock_.now().mono);
    }
}

void Uplink::wait_for_work(std::unique_lock<std::mutex>& lock, MonoTime now) {
    auto until = now + kLongestWait;
    if (up_->connected() && !sending_) {
        if (alone_) until = std::min(until, heartbeat_due_);
        if (const auto due = queue_.next_due()) until = std::min(until, *due);
    }
    if (until <= now) return;
    wake_.wait_for(lock, until - now, [this] { return poked_ || stopping_; });
}

void Uplink::handle_receipts(std::unique_lock<std::mutex>& lock) {
    while (!receipts_.empty()) {
        auto receipt = std::move(receipts_.front());
        receipts_.pop_front();
        ++counters_.receipts;
        while (!receipts_.empty() && receipts_.front().epoch == receipt.epoch &&
               receipt.numbers.size() + receipts_.front().numbers.size() <= kMostAtOnce) {
            auto& next = receipts_.front();
            receipt.numbers.insert(receipt.numbers.end(), next.numbers.begin(), next.numbers.end());
            std::move(next.refusals.begin(), next.refusals.end(), std::back_inserter(receipt.refusals));
            receipts_.pop_front();
            ++counters_.receipts;
        }
        counters_.refused_updates += receipt.refusals.size();
        lock.unlock();
        host_.on_receipt(receipt);
        settle(receipt);
        lock.lock();
    }
}

void Uplink::refill(std::unique_lock<std::mutex>& lock) {
    const auto wanted = queue_.wanted();
    if (!wanted) return;
    const auto most = queue_.wanted_most();
    lock.unlock();
    const auto entries = host_.others(*wanted, most);
    lock.lock();
    if (entries.has_error()) {
        spdlog::error("uplink: cannot list the outbox: {}", entries.error().message);
        return;  // the loop comes round again within a second
    }
    queue_.refill(*wanted, entries.value(), clock_.now().mono);
    poked_ = true;  // an empty range may be followed by another one
}

void Uplink::send_due(std::unique_lock<std::mutex>& lock) {
    while (!stopping_ && !sending_ && up_->connected() && send_next(lock)) {
        // A backlog of emergencies takes a while, and what is receipted meanwhile need not be sent again.
        ++beats_;
        handle_receipts(lock);
    }
}

bool Uplink::send_next(std::unique_lock<std::mutex>& lock) {
    const auto now = clock_.now().mono;
    const auto batch = queue_.take(now);
    if (batch.empty()) return false;
    sending_ = true;
    try {
        const bool sent = send_batch(lock, batch, now);
        sending_ = false;
        return sent;
    } catch (...) {
        // Who called offer() survives this, and a flag left set would silence the gateway for ever.
        if (!lock.owns_lock()) lock.lock();
        sending_ = false;
        throw;
    }
}

bool Uplink::send_batch(std::unique_lock<std::mutex>& lock, const std::vector<outbox::EntryRef>& batch, MonoTime now) {
    const auto epoch = batch.front().epoch;
    const auto numbers = numbers_of(batch);
    lock.unlock();
    auto loaded = host_.load(epoch, numbers);
    if (loaded.has_error()) {
        spdlog::error("uplink: cannot read the outbox: {}", loaded.error().message);
        lock.lock();
        queue_.put_back(batch, now + kAfterFailedLoad);
        return false;
    }
    const auto gone = missing_from(loaded.value(), numbers);
    const auto count = loaded.value().size();
    Result<void> sent = success();
    if (count > 0) {
        const codec::AlertBatch alerts{epoch, std::move(loaded).value(), clock_.stamp(), options_.street, {}};
        auto message = message_to(Channel::alerts, codec::encode(alerts));
        message.response_topic = codec::topic_of(options_.gateway, Channel::receipts);
        message.correlation = epoch.to_string() + ":" + std::to_string(alerts.updates.front().number);
        sent = up_->publish(std::move(message), [this](const link::PublishOutcome& outcome) { note_outcome(outcome); });
    }
    lock.lock();
    queue_.remove(epoch, gone);
    if (sent.has_error()) {
        queue_.put_back(batch, now + kAfterFullWindow);
        return false;
    }
    if (count > 0) ++counters_.messages_sent;
    counters_.updates_sent += count;
    return true;
}

void Uplink::send_heartbeat(std::unique_lock<std::mutex>& lock) {
    lock.unlock();
    const auto sent =
        up_->publish(status_message(true), [this](const link::PublishOutcome& outcome) { note_outcome(outcome); });
    lock.lock();
    const auto now = clock_.now().mono;
    heartbeat_due_ = now + (sent ? options_.heartbeat : kLongestWait);
    if (sent) ++counters_.heartbeats;
}

void Uplink::send_readings(std::unique_lock<std::mutex>& lock) {
    if (readings_.empty()) return;
    const std::vector<codec::Reading> batch(readings_.begin(), readings_.end());
    readings_.clear();
    lock.unlock();
    auto message = message_to(Channel::readings, codec::encode(batch));
    message.qos = 0;
    const auto sent = up_->publish(std::move(message));
    lock.lock();
    if (sent.has_error()) counters_.readings_dropped += batch.size();
}

// ---- The sessions' threads

void Uplink::on_up_state(link::LinkState state, const std::string& why) {
    if (state == link::LinkState::connected) spdlog::info("{}: connected", label("uplink-out"));
    if (state == link::LinkState::disconnected) spdlog::warn("{}: disconnected: {}", label("uplink-out"), why);
    const std::lock_guard lock(mutex_);
    if (state == link::LinkState::connected) reconnected_ = true;
    poke();
}

void Uplink::note_outcome(const link::PublishOutcome& outcome) {
    // Nothing is decided here: without a receipt the entries are sent again whatever the broker said.
    const auto refusal = outcome.accepted ? std::uint8_t{0} : outcome.reason_code;
    const std::lock_guard lock(mutex_);
    if (refusal != last_refusal_ && refusal != 0) {
        spdlog::warn("uplink: the broker answered a publish with reason 0x{:02x} {}", refusal, outcome.message);
    }
    last_refusal_ = refusal;
}

void Uplink::on_down_message(const link::Message& message) {
    const auto topic = codec::parse_topic(message.topic);
    std::string reason = "not a topic of this gateway";
    if (topic && topic->gateway == options_.gateway && topic->channel == Channel::receipts) {
        const auto receipt = codec::decode_receipt(message.payload);
        if (receipt) {
            const std::lock_guard lock(mutex_);
            receipts_.push_back(receipt.value());
            return poke();
        }
        reason = receipt.error().message;
    } else if (topic && topic->gateway == options_.gateway && topic->channel == Channel::commands) {
        const auto command = codec::decode_command(message.payload);
        if (command) {
            host_.on_command(command.value());
            const std::lock_guard lock(mutex_);
            ++counters_.commands;
            return;
        }
        reason = command.error().message;
    }
    host_.on_unusable(message.topic, message.payload, reason);
    const std::lock_guard lock(mutex_);
    ++counters_.unusable;
}

// ---- What the sessions are made of

link::Message Uplink::message_to(codec::Channel channel, std::string payload) const {
    link::Message message;
    message.topic = codec::topic_of(options_.gateway, channel);
    message.payload = std::move(payload);
    return message;
}

link::Message Uplink::status_message(bool online) {
    auto status = host_.status();
    status.online = online;
    // The will is one, and a will's payload is limited to 64 KiB; how devices are is news of the living.
    if (!online) status.devices.clear();
    auto message = message_to(Channel::status, codec::encode(status));
    message.retain = true;
    return message;
}

std::string Uplink::label(const char* what) const { return (options_.is_second ? "second " : "") + std::string(what); }

link::SessionOptions Uplink::up_options() {
    auto options = options_.broker;
    options.name = label("uplink-out");
    options.client_id = options_.gateway.value + (options_.is_second ? "-up-2" : "-up");
    options.session_expiry = Millis{0};  // the outbox is what persists
    if (!options_.is_second) options.will = status_message(false);
    return options;
}

link::SessionOptions Uplink::down_options() const {
    auto options = options_.broker;
    options.name = label("uplink-in");
    options.client_id = options_.gateway.value + (options_.is_second ? "-down-2" : "-down");
    // A command given while the gateway restarts or is offline is delivered when it is back.
    options.session_expiry = kDownSessionExpiry;
    options.subscriptions = {{codec::topic_of(options_.gateway, Channel::receipts), 1},
                             {codec::topic_of(options_.gateway, Channel::commands), 1}};
    return options;
}

}  // namespace anju::gateway::uplink
