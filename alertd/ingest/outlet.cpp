#include "alertd/ingest/outlet.hpp"

#include <utility>

namespace anju::alertd::ingest {

void Outlet::attach(link::Session* session) {
    const std::lock_guard guard(mutex_);
    session_ = session;
}

void Outlet::detach() { attach(nullptr); }

void Outlet::receipt(link::Message message) {
    const std::lock_guard guard(mutex_);
    if (receipts_.size() >= max_receipts_) {
        ++counters_.receipts_dropped;
        return;
    }
    receipts_.push_back(std::move(message));
    pump_locked();
}

void Outlet::command(link::Message message) {
    const std::lock_guard guard(mutex_);
    if (commands_.size() >= max_commands_) {
        ++counters_.commands_dropped;
        return;
    }
    commands_.push_back(std::move(message));
    pump_locked();
}

void Outlet::pump() {
    const std::lock_guard guard(mutex_);
    pump_locked();
}

void Outlet::pump_locked() {
    while (session_ && !receipts_.empty()) {
        const auto sent = send_receipt(receipts_.front());
        // The window is full: the next acknowledgement pumps again.
        if (!sent && sent.error().code == ErrorCode::exhausted) return;
        if (!sent && sent.error().code == ErrorCode::unavailable) {
            counters_.receipts_dropped += receipts_.size();
            receipts_.clear();
            return;
        }
        ++(sent ? counters_.receipts_sent : counters_.receipts_dropped);
        receipts_.pop_front();
    }
    while (session_ && !commands_.empty()) {
        const auto sent = send_command(commands_.front());
        const bool later =
            !sent && (sent.error().code == ErrorCode::exhausted || sent.error().code == ErrorCode::unavailable);
        if (later) return;
        ++(sent ? counters_.commands_sent : counters_.commands_dropped);
        commands_.pop_front();
    }
}

Result<void> Outlet::send_receipt(const link::Message& message) {
    return session_->publish(message, [self = weak_from_this()](const link::PublishOutcome&) {
        if (const auto outlet = self.lock()) outlet->pump();
    });
}

Result<void> Outlet::send_command(const link::Message& message) {
    return session_->publish(message, [self = weak_from_this(), message](const link::PublishOutcome& outcome) {
        if (const auto outlet = self.lock()) outlet->on_command_outcome(message, outcome);
    });
}

void Outlet::on_command_outcome(link::Message message, const link::PublishOutcome& outcome) {
    const std::lock_guard guard(mutex_);
    // Without a reason of the broker's the connection ended before its word: the message goes out
    // again, and its id tells the gateway that it is the same. A refusal would only come back.
    const bool unheard = !outcome.accepted && outcome.reason_code == 0;
    if (!outcome.accepted) {
        --counters_.commands_sent;
        if (unheard && commands_.size() < max_commands_) {
            commands_.push_front(std::move(message));
        } else {
            ++counters_.commands_dropped;
        }
    }
    if (session_ && session_->connected()) pump_locked();
}

Outlet::Counters Outlet::counters() const {
    const std::lock_guard guard(mutex_);
    Counters counters = counters_;
    counters.commands_waiting = commands_.size();
    return counters;
}

}  // namespace anju::alertd::ingest
