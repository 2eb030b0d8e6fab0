#include "gateway/fallback/plan.hpp"

#include <algorithm>

namespace anju::gateway::fallback {

std::string_view to_string(Word word) {
    switch (word) {
        case Word::no_answer_yet: return "no_answer_yet";
        case Word::centre_answered: return "centre_answered";
    }
    return "unknown";
}

// ---- What is known

void Plan::schedule(const Id& id, Entry& entry, MonoTime when) {
    looks_.erase({entry.look_at, id});
    entry.look_at = when;
    looks_.insert({when, id});
}

void Plan::wait(const std::vector<outbox::EntryRef>& entries, MonoTime since) {
    for (const auto& ref : entries) {
        if (!ref.urgent) continue;
        const auto [at, added] = entries_.try_emplace({ref.epoch, ref.number}, Entry{since, since, std::nullopt});
        if (added) schedule(at->first, at->second, since + std::min(policy_.look, policy_.after));
    }
}

void Plan::learn(const outbox::EntryRef& ref, const AlertUpdate& update, Millis age) {
    const auto entry = entries_.find({ref.epoch, ref.number});
    if (entry == entries_.end()) return;  // receipted meanwhile
    auto known = alerts_.find(update.id);
    if (known == alerts_.end()) {
        const bool calls = update.phase == AlertPhase::raised && outbox::is_urgent(update);
        if (!calls || alerts_.size() >= policy_.alerts_most) return lost(ref);
        known = alerts_.try_emplace(update.id).first;
        known->second.calls_at = entry->second.since + policy_.after;
        // Between two words, so that nothing is said any more of what is gone.
        known->second.look_at = known->second.calls_at + policy_.remind / 2;
        known->second.hook_done = !policy_.has_hook;
    }
    auto& alert = known->second;
    entry->second.alert = update.id;
    alert.entries.insert(entry->first);
    if (update.revision < alert.update.revision) return;
    alert.update = update;
    alert.recent = age <= policy_.recent;
    alert.ended = update.phase == AlertPhase::cleared || update.phase == AlertPhase::cancelled;
}

void Plan::lost(const outbox::EntryRef& ref) {
    const auto at = entries_.find({ref.epoch, ref.number});
    if (at == entries_.end()) return;
    detach(at->first, at->second);
    entries_.erase(at);
}

void Plan::unread(const outbox::EntryRef& ref, MonoTime when) {
    const auto at = entries_.find({ref.epoch, ref.number});
    if (at != entries_.end() && !at->second.alert) schedule(at->first, at->second, when);
}

/// The last entry of an alert takes the alert along, in silence: nobody has answered.
void Plan::detach(const Id& id, const Entry& entry) {
    looks_.erase({entry.look_at, id});
    if (!entry.alert) return;
    const auto alert = alerts_.find(*entry.alert);
    if (alert == alerts_.end()) return;
    alert->second.entries.erase(id);
    if (alert->second.entries.empty()) alerts_.erase(alert);
}

void Plan::settle(const OutboxEpoch& epoch, const std::vector<std::uint64_t>& numbers) {
    for (const auto number : numbers) {
        const auto at = entries_.find({epoch, number});
        if (at == entries_.end()) continue;
        if (at->second.alert) {
            answer(*at->second.alert);
        } else {
            looks_.erase({at->second.look_at, at->first});
            entries_.erase(at);
        }
    }
}

/// The centre has the alert, so nothing else that waits of it calls any more.
void Plan::answer(const AlertId& id) {
    const auto alert = alerts_.find(id);
    if (alert->second.began && alert->second.recent)
        answers_.push_back({alert->second.update.key.device, Word::centre_answered});
    for (const auto& entry : alert->second.entries) entries_.erase(entry);
    alerts_.erase(alert);
}

void Plan::hook_ended(const AlertId& id, bool succeeded, MonoTime now) {
    running_.erase(id);
    const auto at = alerts_.find(id);
    if (at == alerts_.end()) return;
    auto& alert = at->second;
    if (succeeded) {
        alert.hook_done = true;
        return;
    }
    alert.hook_wait =
        alert.hook_wait == Millis{0} ? policy_.hook_retry : std::min(alert.hook_wait * 2, policy_.hook_retry_most);
    alert.hook_at = now + alert.hook_wait;
}

// ---- What is to be done

bool Plan::sounds(const Alert& alert) { return alert.began && alert.recent && !alert.ended && !alert.quiet; }

bool Plan::may_run(const AlertId& id, const Alert& alert) const {
    return alert.began && !alert.hook_done && !running_.contains(id) && running_.size() < policy_.hooks_at_once;
}

void Plan::call(Alert& alert, MonoTime now, Orders& orders) {
    if (!alert.began) {
        if (alert.ended || now < alert.calls_at) return;
        ++called_;
        alert.began = now;
        alert.word_at = now;
        alert.hook_at = now;
    }
    if (now >= *alert.began + policy_.sound_for) alert.quiet = true;
    if (sounds(alert)) {
        orders.sound = true;
        if (now >= alert.word_at) {
            orders.say.push_back({alert.update.key.device, Word::no_answer_yet});
            orders.repeat = true;
            alert.word_at = now + policy_.remind;
        }
    }
    const auto& id = alert.update.id;
    if (may_run(id, alert) && now >= alert.hook_at) {
        orders.run.push_back(alert.update);
        running_.insert(id);
    }
}

Orders Plan::decide(MonoTime now) {
    Orders orders;
    orders.say.swap(answers_);
    while (!looks_.empty() && looks_.begin()->first <= now && orders.look.size() < policy_.looks_at_once) {
        const auto& id = looks_.begin()->second;
        orders.look.push_back({id.epoch, id.number, true});
        looks_.erase(looks_.begin());
    }
    for (auto& [id, alert] : alerts_) {
        if (now >= alert.look_at) {
            alert.look_at = now + policy_.remind;
            for (const auto& entry : alert.entries) orders.look.push_back({entry.epoch, entry.number, true});
        }
        call(alert, now, orders);
    }
    return orders;
}

std::optional<MonoTime> Plan::next_due() const {
    if (!answers_.empty()) return MonoTime::min();
    std::optional<MonoTime> next;
    const auto at = [&next](MonoTime time) {
        if (!next || time < *next) next = time;
    };
    if (!looks_.empty()) at(looks_.begin()->first);
    for (const auto& [id, alert] : alerts_) {
        at(alert.look_at);
        if (!alert.began && !alert.ended) at(alert.calls_at);
        if (sounds(alert)) at(std::min(alert.word_at, *alert.began + policy_.sound_for));
        if (may_run(id, alert)) at(alert.hook_at);
    }
    return next;
}

}  // namespace anju::gateway::fallback
