#include "link/paho_session.hpp"

#include "base/check.hpp"
#include "link/paho_convert.hpp"
#include "link/proxy_environment.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace anju::link {
namespace {

// Paho hands one pointer through to our callbacks; it carries a number.
std::uintptr_t number_of(const mqtt::token& token) {
    return reinterpret_cast<std::uintptr_t>(token.get_user_context());
}

}  // namespace

std::unique_ptr<Session> make_paho_session(SessionOptions options, Handlers handlers) {
    return make_paho_session(std::move(options), std::move(handlers), &system_resolve);
}

std::unique_ptr<Session> make_paho_session(SessionOptions options, Handlers handlers, Resolve resolve) {
    hide_proxies_from_paho();
    return std::make_unique<PahoSession>(std::move(options), std::move(handlers), std::move(resolve));
}

PahoSession::PahoSession(SessionOptions options, Handlers handlers, Resolve resolve)
    : options_(std::move(options)),
      handlers_(std::move(handlers)),
      lookup_(std::move(resolve)),
      subscriptions_(options_.subscriptions),
      outgoing_(options_.window),
      chance_(std::random_device{}()) {
    for (const auto& one : subscriptions_) filters_.insert(one.filter);
}

PahoSession::~PahoSession() { stop(); }

void PahoSession::start() {
    ANJU_CHECK(!worker_.joinable());
    worker_ = std::thread([this] { run(); });
}

void PahoSession::stop() {
    {
        const std::lock_guard guard(mutex_);
        stopping_ = true;
        connected_ = false;
    }
    lookup_.cancel();
    changed_.notify_all();
    if (worker_.joinable()) worker_.join();
}

Result<void> PahoSession::publish(Message message, Done done) {
    ANJU_TRY(check_publish(message));
    const std::lock_guard guard(mutex_);
    if (!connected_) {
        return fail(ErrorCode::unavailable,
                    options_.name + ": not connected to " + options_.host + ":" + std::to_string(options_.port));
    }
    // The broker would close the connection at such a message, each time its sender tries again.
    if (packet_bytes(message) > max_packet_bytes_) {
        return fail(ErrorCode::invalid, options_.name + ": a message on '" + message.topic + "' is larger than the " +
                                            std::to_string(max_packet_bytes_) + " bytes that the broker takes");
    }
    if (!outgoing_.add(std::move(message), std::move(done), std::chrono::steady_clock::now())) {
        return fail(ErrorCode::exhausted, options_.name + ": " + std::to_string(outgoing_.window()) +
                                              " publishes wait for the broker's acknowledgement");
    }
    ++published_;
    changed_.notify_all();
    return success();
}

Result<void> PahoSession::subscribe(std::vector<Subscription> subscriptions) {
    for (const auto& one : subscriptions) {
        ANJU_TRY(check_subscription(one));
    }
    const std::lock_guard guard(mutex_);
    for (auto& one : subscriptions) {
        if (filters_.insert(one.filter).second) subscriptions_.push_back(std::move(one));
    }
    changed_.notify_all();
    return success();
}

bool PahoSession::connected() const {
    const std::lock_guard guard(mutex_);
    return connected_;
}

std::size_t PahoSession::in_flight() const {
    const std::lock_guard guard(mutex_);
    return outgoing_.size();
}

std::size_t PahoSession::window() const {
    const std::lock_guard guard(mutex_);
    return outgoing_.window();
}

SessionCounters PahoSession::counters() const {
    SessionCounters counters;
    counters.received = received_;
    counters.published = published_;
    counters.acknowledged = acknowledged_;
    counters.refused = refused_;
    counters.handler_errors = handler_errors_;
    counters.connects = connects_;
    return counters;
}

template <class Handler>
void PahoSession::call_handler(Handler&& handler) {
    const std::lock_guard guard(handling_);
    try {
        handler();
    } catch (...) {
        ++handler_errors_;
    }
}

void PahoSession::report(LinkState state, const std::string& why) {
    if (handlers_.on_state) call_handler([&] { handlers_.on_state(state, why); });
}

void PahoSession::finish(std::uint64_t number, const PublishOutcome& outcome) {
    std::optional<Done> done;
    {
        const std::lock_guard guard(mutex_);
        done = outgoing_.finish(number);
        if (stopping_) changed_.notify_all();
    }
    if (!done) return;  // It was given up with an earlier connection.
    ++(outcome.accepted ? acknowledged_ : refused_);
    if (*done) call_handler([&] { (*done)(outcome); });
}

void PahoSession::fail_in_flight(const std::string& why) {
    std::vector<Done> abandoned;
    {
        const std::lock_guard guard(mutex_);
        abandoned = outgoing_.finish_all();
    }
    refused_ += abandoned.size();
    for (const Done& done : abandoned) {
        if (done) call_handler([&] { done(PublishOutcome{.accepted = false, .reason_code = 0, .message = why}); });
    }
}

// Paho sends the PUBACK when this has returned, so a message is the handler's before it is acknowledged.
void PahoSession::on_message(const mqtt::message& arrived) {
    const Message message = from_paho(arrived);
    ++received_;
    if (!handlers_.on_message) return;
    const std::lock_guard guard(handling_);
    std::string what;
    try {
        handlers_.on_message(message);
        return;
    } catch (const std::exception& error) {
        what = error.what();
    } catch (...) {
        what = "not a std::exception";
    }
    ++handler_errors_;
    try {
        if (handlers_.on_rejected) handlers_.on_rejected(message, what);
    } catch (...) {
        ++handler_errors_;
    }
}

void PahoSession::on_connection_lost(const std::string& cause) {
    const std::lock_guard guard(mutex_);
    connected_ = false;
    std::string why = "the connection to the broker was lost";
    if (!events_.server_reason.empty())
        why += ": " + events_.server_reason;
    else if (!cause.empty())
        why += ": " + cause;
    events_.lost = std::move(why);
    changed_.notify_all();
}

void PahoSession::on_server_disconnect(int reason_code) {
    const std::lock_guard guard(mutex_);
    events_.server_reason = reason_text(reason_code);
}

void PahoSession::on_success(const mqtt::token& token) {
    switch (token.get_type()) {
        case mqtt::token::Type::CONNECT: on_connected(token); break;
        case mqtt::token::Type::SUBSCRIBE: on_suback(token, true); break;
        case mqtt::token::Type::PUBLISH: on_puback(token, true); break;
        default: {
            const std::lock_guard guard(mutex_);
            events_.disconnected = true;
            changed_.notify_all();
        }
    }
}

void PahoSession::on_failure(const mqtt::token& token) {
    switch (token.get_type()) {
        case mqtt::token::Type::SUBSCRIBE: on_suback(token, false); break;
        case mqtt::token::Type::PUBLISH: on_puback(token, false); break;
        case mqtt::token::Type::CONNECT: {
            const std::lock_guard guard(mutex_);
            events_.connect = fail(ErrorCode::unavailable, "the broker cannot be reached: " + reason_of(token));
            changed_.notify_all();
            break;
        }
        default: {
            const std::lock_guard guard(mutex_);
            events_.disconnected = true;
            changed_.notify_all();
        }
    }
}

void PahoSession::on_connected(const mqtt::token& token) {
    const mqtt::properties properties = token.get_connect_response().get_properties();
    std::size_t window = options_.window;
    if (properties.contains(mqtt::property::RECEIVE_MAXIMUM)) {
        // Paho stalls for a second whenever the broker's limit is reached, so we stay one below.
        const std::size_t maximum = mqtt::get<std::uint16_t>(properties, mqtt::property::RECEIVE_MAXIMUM);
        window = std::min(window, std::max<std::size_t>(1, maximum - 1));
    }
    std::size_t max_packet_bytes = kNoLimit;
    if (properties.contains(mqtt::property::MAXIMUM_PACKET_SIZE)) {
        max_packet_bytes = mqtt::get<std::uint32_t>(properties, mqtt::property::MAXIMUM_PACKET_SIZE);
    }
    const std::lock_guard guard(mutex_);
    max_packet_bytes_ = max_packet_bytes;
    outgoing_.set_window(window);
    events_.connect = success();
    changed_.notify_all();
}

void PahoSession::on_suback(const mqtt::token& token, bool accepted) {
    const std::lock_guard guard(mutex_);
    const std::size_t index = number_of(token) / 2;
    const bool added = number_of(token) % 2 != 0;
    if (!accepted) {
        events_.refused.push_back(index);
        if (!events_.refusals.empty()) events_.refusals += "; ";
        events_.refusals +=
            "the subscription to '" + subscriptions_[index].filter + "' was refused: " + reason_of(token);
        events_.added_refused = events_.added_refused || added;
    }
    auto& open = added ? events_.added_open : events_.subacks_missing;
    if (open > 0) --open;
    changed_.notify_all();
}

void PahoSession::on_puback(const mqtt::token& token, bool accepted) {
    PublishOutcome outcome;
    outcome.accepted = accepted;
    outcome.reason_code = static_cast<std::uint8_t>(token.get_reason_code());
    if (!accepted)
        outcome.message = reason_of(token);
    else if (outcome.reason_code != 0)
        outcome.message = reason_text(outcome.reason_code);
    finish(number_of(token), outcome);
}

}  // namespace anju::link
