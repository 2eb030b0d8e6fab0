#include "gateway/uplink/send_queue.hpp"

#include <algorithm>

namespace anju::gateway::uplink {

namespace {

/// New entries are due since the beginning, so that they go before those of an older connection.
constexpr MonoTime kAtOnce = MonoTime::min();

}  // namespace

void SendQueue::enter(const Id& id, const Entry& entry) {
    if (entry.held) {
        held_.insert({entry.due, id});
    } else if (entry.urgent) {
        urgent_.insert({entry.due, id});
    } else if (entry.attempts == 0) {
        fresh_.insert(id);
    } else {
        retries_.insert({entry.due, id});
    }
}

void SendQueue::unschedule(const Id& id, const Entry& entry) {
    held_.erase({entry.due, id});
    urgent_.erase({entry.due, id});
    retries_.erase({entry.due, id});
    fresh_.erase(id);
}

void SendQueue::schedule(const Id& id, Entry& entry, MonoTime due) {
    unschedule(id, entry);
    entry.due = due;
    enter(id, entry);
}

void SendQueue::add(const std::vector<outbox::EntryRef>& entries, MonoTime now) {
    for (const auto& ref : entries) {
        if (ref.urgent || entries_.contains({ref.epoch, ref.number})) {
            keep(ref, now);
        } else if (rest_.contains(ref.epoch) || others_ >= policy_.most_others) {
            // In the order of their numbers: once one stays behind, so do those that come after it.
            add_rest({ref.epoch, ref.number, ref.number});
        } else {
            keep(ref, now);
        }
    }
}

void SendQueue::keep(const outbox::EntryRef& ref, MonoTime now) {
    const bool held = policy_.hold > Millis{0} && !released_;
    const Entry fresh{ref.urgent, 0, held ? now + policy_.hold : kAtOnce, held};
    const auto [at, added] = entries_.try_emplace({ref.epoch, ref.number}, fresh);
    if (!added) return;
    if (!ref.urgent) ++others_;
    enter(at->first, at->second);
}

void SendQueue::add_rest(const outbox::EntryRange& rest) {
    const auto [at, added] = rest_.try_emplace(rest.epoch, rest);
    if (added) return;
    at->second.first = std::min(at->second.first, rest.first);
    at->second.last = std::max(at->second.last, rest.last);
}

std::optional<outbox::EntryRange> SendQueue::wanted() const {
    if (rest_.empty() || others_ > policy_.most_others / 2) return std::nullopt;
    return rest_.begin()->second;
}

void SendQueue::refill(const outbox::EntryRange& wanted, const std::vector<outbox::EntryRef>& entries, MonoTime now) {
    const bool all = entries.size() < wanted_most();
    const auto seen = all ? wanted.last : entries.back().number;
    const auto at = rest_.find(wanted.epoch);
    // What was added meanwhile lies beyond what the outbox was asked for.
    if (at != rest_.end() && seen >= at->second.last) {
        rest_.erase(at);
    } else if (at != rest_.end()) {
        at->second.first = seen + 1;
    }
    for (const auto& ref : entries) keep(ref, now);
}

void SendQueue::release(bool released) {
    released_ = released;
    if (released) end_holds(MonoTime::max());
}

void SendQueue::end_holds(MonoTime now) {
    while (!held_.empty() && held_.begin()->first <= now) {
        const auto id = held_.begin()->second;
        auto& entry = entries_.at(id);
        held_.erase(held_.begin());
        entry.held = false;
        entry.due = kAtOnce;
        enter(id, entry);
    }
}

void SendQueue::remove(const OutboxEpoch& epoch, const std::vector<std::uint64_t>& numbers) {
    for (const auto number : numbers) {
        const auto at = entries_.find({epoch, number});
        if (at == entries_.end()) continue;
        unschedule(at->first, at->second);
        if (!at->second.urgent) --others_;
        entries_.erase(at);
    }
}

MonoTime SendQueue::retry_at(const Entry& entry, MonoTime now) {
    const auto most = entry.urgent ? policy_.urgent_retry_most : policy_.retry_most;
    const auto doublings = std::min(entry.attempts > 0 ? entry.attempts - 1 : 0u, 16u);
    const auto plain = std::min(most, policy_.retry_first * (std::int64_t{1} << doublings));
    // Four fifths to six fifths of the plain wait, and never beyond the promise.
    const auto spread = static_cast<std::int64_t>(random64_() % 401) - 200;
    return now + std::min(most, plain + plain * spread / 1'000);
}

std::vector<SendQueue::Id> SendQueue::due_urgent(MonoTime now) const {
    std::vector<Id> due;
    for (const auto& [when, id] : urgent_) {
        if (when > now || due.size() == policy_.batch) break;
        due.push_back(id);
    }
    return due;
}

std::vector<SendQueue::Id> SendQueue::due_others(MonoTime now) const {
    std::vector<Id> due;
    for (const auto& [when, id] : retries_) {
        if (when > now || due.size() == policy_.batch) break;
        due.push_back(id);
    }
    // Retries hold their place in the window already; fresh entries take what is left of it.
    auto room = policy_.window > retries_.size() ? policy_.window - retries_.size() : 0;
    for (auto at = fresh_.begin(); at != fresh_.end() && room > 0 && due.size() < policy_.batch; ++at, --room) {
        due.push_back(*at);
    }
    return due;
}

std::vector<outbox::EntryRef> SendQueue::take(MonoTime now) {
    end_holds(now);
    auto due = due_urgent(now);
    if (due.empty()) due = due_others(now);
    std::vector<outbox::EntryRef> batch;
    for (const auto& id : due) {
        // A message speaks for one epoch; the others go with the next one.
        if (id.epoch != due.front().epoch) continue;
        auto& entry = entries_.at(id);
        unschedule(id, entry);
        ++entry.attempts;
        entry.due = retry_at(entry, now);
        enter(id, entry);
        batch.push_back({id.epoch, id.number, entry.urgent});
    }
    std::sort(batch.begin(), batch.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
    return batch;
}

void SendQueue::put_back(const std::vector<outbox::EntryRef>& entries, MonoTime when) {
    for (const auto& ref : entries) {
        const auto at = entries_.find({ref.epoch, ref.number});
        if (at == entries_.end()) continue;
        // It stays an entry that was taken: at least one attempt keeps its place in the window.
        if (at->second.attempts > 1) --at->second.attempts;
        schedule(at->first, at->second, when);
    }
}

void SendQueue::on_connected(MonoTime now) {
    urgent_.clear();
    retries_.clear();
    fresh_.clear();
    for (auto& [id, entry] : entries_) {
        if (entry.held) continue;
        entry.attempts = 0;
        entry.due = now;
        enter(id, entry);
    }
}

std::optional<MonoTime> SendQueue::next_due() const {
    if (!fresh_.empty() && retries_.size() < policy_.window) return kAtOnce;
    std::optional<MonoTime> next;
    if (!urgent_.empty()) next = urgent_.begin()->first;
    if (!retries_.empty() && (!next || retries_.begin()->first < *next)) next = retries_.begin()->first;
    if (!held_.empty() && (!next || held_.begin()->first < *next)) next = held_.begin()->first;
    return next;
}

}  // namespace anju::gateway::uplink
