#include "alertd/notify/rate_limits.hpp"

#include "alertd/core/addresses.hpp"

#include <algorithm>

namespace anju::alertd::notify {

namespace {

constexpr std::size_t kMostNamed = 200;         ///< other cases in one message; the rest is counted
constexpr std::size_t kMostHeld = 10'000;       ///< for one receiver; beyond it they only wait
constexpr std::size_t kMostReceivers = 20'000;  ///< remembered before rested ones are forgotten
/// What has not asked for so long is nobody's any more: what is still wanted asks again within a minute.
constexpr Millis kForget{180'000};
constexpr Millis kWhileCarried{2'000};

bool is_exercise(const Job& job) { return job.incident.exercise != core::Exercise::none; }
bool is_emergency(const Job& job) {
    return job.incident.incident_class == IncidentClass::emergency && !is_exercise(job);
}

/// What the provider counts by: a robot, whomever it mentions.
std::string receiver_name(const core::Notification& notification) {
    const auto kind = std::string(core::to_string(notification.channel)) + " ";
    if (notification.channel == core::ChannelKind::wecom_robot) {
        if (const auto parsed = core::parse_robot_address(notification.address)) return kind + parsed->robot;
    }
    return kind + notification.address;
}

}  // namespace

Pace::Pace(const RateLimit& limit) {
    const auto most = static_cast<Millis::rep>(std::max<std::size_t>(limit.most, 1));
    const auto burst = std::max<Millis::rep>(most / 2, 1);
    // `burst` at once and then one each interval are at most `most` in any span that is open at one end.
    const auto steps = most + 1 - burst;
    interval_ = Millis{(limit.within.count() + steps - 1) / steps};
    tolerance_ = interval_ * (burst - 1);
}

Millis Pace::wait(MonoTime now) const { return std::max(next_ - tolerance_ - now, Millis{0}); }

void Pace::take(MonoTime now) { next_ = std::max(next_, now) + interval_; }

RateLimits::RateLimits(LimitBook book) : book_(std::move(book)) {
    for (const auto& [kind, limits] : book_) in_all_[kind] = gates_of(limits.in_all, limits.emergency_percent);
}

std::vector<RateLimits::Gate> RateLimits::gates_of(const std::vector<RateLimit>& limits, int emergency_percent) {
    std::vector<Gate> gates;
    for (const auto& limit : limits) {
        const auto most = std::max<std::size_t>(limit.most, 2);
        const auto share = most * static_cast<std::size_t>(std::clamp(emergency_percent, 0, 100)) / 100;
        const auto reserved = std::clamp<std::size_t>(share, 1, most - 1);
        gates.push_back({Pace({reserved, limit.within}), Pace({most - reserved, limit.within})});
    }
    return gates;
}

Millis RateLimits::wait_of(const std::vector<Gate>& gates, bool emergency, MonoTime now) {
    Millis wait{0};
    for (const auto& gate : gates) {
        const auto common = gate.common.wait(now);
        wait = std::max(wait, emergency ? std::min(common, gate.reserved.wait(now)) : common);
    }
    return wait;
}

void RateLimits::take_from(std::vector<Gate>& gates, bool emergency, MonoTime now) {
    for (auto& gate : gates) {
        const bool own_lane = emergency && gate.reserved.wait(now) == Millis{0};
        (own_lane ? gate.reserved : gate.common).take(now);
    }
}

RateLimits::Receiver& RateLimits::receiver_of(const Job& job, const KindLimits& limits, MonoTime now) {
    if (receivers_.size() >= kMostReceivers) forget_rested(now);
    const auto [found, fresh] = receivers_.try_emplace(receiver_name(job.notification));
    if (fresh) found->second.gates = gates_of(limits.per_receiver, limits.emergency_percent);
    return found->second;
}

void RateLimits::forget_rested(MonoTime now) {
    for (auto& [name, receiver] : receivers_) {
        std::erase_if(receiver.tried, [now](const auto& row) { return now - row.second > kForget; });
    }
    std::erase_if(receivers_, [now](const auto& row) {
        const Receiver& receiver = row.second;
        return receiver.held.empty() && receiver.tried.empty() && now >= receiver.paused_until &&
               std::ranges::all_of(receiver.gates, [now](const Gate& gate) {
                   return gate.reserved.rested(now) && gate.common.rested(now);
               });
    });
}

Admission RateLimits::hold_back(Receiver& receiver, const Job& job, bool digests, Millis wait, MonoTime now) {
    if (digests && (receiver.held.size() < kMostHeld || receiver.held.contains(job.notification.key))) {
        auto& held = receiver.held[job.notification.key];
        held.address = job.notification.address;
        held.item = {job.incident.id, job.incident.incident_class, job.incident.headline, job.incident.place.address};
        held.stage = Stage::held;
        held.asked = now;
    }
    Admission admission;
    admission.answer = Admission::Answer::wait;
    admission.wait = wait;
    return admission;
}

void RateLimits::fill_digest(Receiver& receiver, const Job& job, Admission& admission) {
    for (const bool emergencies : {true, false}) {
        if (emergencies && !is_emergency(job)) continue;
        for (auto& [key, held] : receiver.held) {
            const bool is_one = held.item.incident_class == IncidentClass::emergency;
            if (held.stage != Stage::held || is_one != emergencies) continue;
            if (held.address != job.notification.address) continue;
            held.stage = Stage::in_digest;
            held.carried_by = job.notification.key;
            // A case that this message is about, or that stands in it already, is not another one.
            const auto same = [&](const OtherCase& other) { return other.incident == held.item.incident; };
            if (held.item.incident == job.incident.id || std::ranges::any_of(admission.others, same)) continue;
            if (admission.others.size() < kMostNamed) {
                admission.others.push_back(held.item);
            } else {
                ++admission.others_unnamed;
            }
        }
    }
}

Admission RateLimits::ask(const Job& job, MonoTime now) {
    const auto limits = book_.find(job.notification.channel);
    if (limits == book_.end()) return {};
    auto& receiver = receiver_of(job, limits->second, now);
    auto& in_all = in_all_[job.notification.channel];
    std::erase_if(receiver.tried, [now](const auto& row) { return now - row.second > kForget; });
    std::erase_if(receiver.held, [now](const auto& row) {
        return row.second.stage != Stage::in_digest && now - row.second.asked > kForget;
    });
    if (const auto known = receiver.held.find(job.notification.key); known != receiver.held.end()) {
        if (known->second.stage == Stage::told) {
            receiver.held.erase(known);
            Admission told;
            told.answer = Admission::Answer::told;
            return told;
        }
        if (known->second.stage == Stage::in_digest) {
            Admission carried;
            carried.answer = Admission::Answer::wait;
            carried.wait = kWhileCarried;
            return carried;
        }
    }
    const bool emergency = is_emergency(job);
    const auto wait = std::max(
        {wait_of(in_all, emergency, now), wait_of(receiver.gates, emergency, now), receiver.paused_until - now});
    if (wait > Millis{0}) return hold_back(receiver, job, limits->second.digests && !is_exercise(job), wait, now);
    take_from(in_all, emergency, now);
    take_from(receiver.gates, emergency, now);
    const bool was_held = receiver.held.erase(job.notification.key) > 0;
    const bool repeat = receiver.tried.contains(job.notification.key) || (job.notification.attempts > 0 && !was_held);
    Admission admission;
    // A reader passes a drill over, and with it whatever else it told.
    if (!is_exercise(job) && !repeat) fill_digest(receiver, job, admission);
    return admission;
}

void RateLimits::finished(const Job& job, const Outcome& outcome, MonoTime now) {
    const auto found = receivers_.find(receiver_name(job.notification));
    if (found == receivers_.end()) return;
    Receiver& receiver = found->second;
    if (outcome.delivery == Delivery::delivered || outcome.delivery == Delivery::permanent) {
        receiver.tried.erase(job.notification.key);
    } else {
        receiver.tried.insert_or_assign(job.notification.key, now);
    }
    if (outcome.delivery == Delivery::retry && outcome.retry_after) receiver.paused_until = now + *outcome.retry_after;
    for (auto& [key, held] : receiver.held) {
        if (held.stage != Stage::in_digest || held.carried_by != job.notification.key) continue;
        held.stage = outcome.delivery == Delivery::delivered ? Stage::told : Stage::held;
        held.asked = now;
    }
}

std::size_t RateLimits::held_back() const {
    std::size_t sum = 0;
    for (const auto& [name, receiver] : receivers_) {
        sum += static_cast<std::size_t>(
            std::ranges::count_if(receiver.held, [](const auto& row) { return row.second.stage == Stage::held; }));
    }
    return sum;
}

}  // namespace anju::alertd::notify
