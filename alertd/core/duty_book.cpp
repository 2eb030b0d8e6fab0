#include "alertd/core/duty_book.hpp"

#include <algorithm>

namespace anju::alertd::core {

namespace {

using namespace std::chrono_literals;

constexpr Millis kBehind = 24h;       ///< the clock may be set back
constexpr Millis kAhead = 8 * 24h;    ///< laid out
constexpr Millis kRenewAt = 4 * 24h;  ///< what is left when it is laid out again
constexpr std::size_t kAtATime = 4;

bool holds(const std::vector<Stretch>& line, const ResponderId& person, UtcTime at) {
    const auto after = std::ranges::upper_bound(line, at, {}, [](const Stretch& one) { return one.when.from; });
    if (after == line.begin()) return false;
    const Stretch& now = *std::prev(after);
    return at < now.when.to && std::ranges::binary_search(now.people, person);
}

bool is_inside(const Interval& window, UtcTime at) { return window.from <= at && at < window.to; }

}  // namespace

void DutyBook::lay_out(LaidOut& entry, UtcTime now) const {
    entry.window = {now - kBehind, now + kAhead};
    entry.on_duty = timeline(entry.roster, *zone_, entry.window);
    entry.named = core::named(entry.roster, *zone_, entry.window);
}

void DutyBook::put(Roster roster, UtcTime now) {
    const RosterId id = roster.id;
    erase(id);
    by_scope_[{roster.level, roster.scope}].push_back(id);
    LaidOut entry;
    entry.roster = std::move(roster);
    lay_out(entry, now);
    laid_out_.emplace(id, std::move(entry));
}

void DutyBook::erase(const RosterId& id) {
    const auto found = laid_out_.find(id);
    if (found == laid_out_.end()) return;
    const auto scope = by_scope_.find({found->second.roster.level, found->second.roster.scope});
    std::erase(scope->second, id);
    if (scope->second.empty()) by_scope_.erase(scope);
    laid_out_.erase(found);
}

bool DutyBook::look_ahead(UtcTime now) {
    std::size_t renewed = 0;
    for (auto& [id, entry] : laid_out_) {
        if (is_inside(entry.window, now) && entry.window.to - now > kRenewAt) continue;
        lay_out(entry, now);
        if (++renewed == kAtATime) return true;
    }
    return renewed > 0;
}

Duty DutyBook::duty_in(const LaidOut& entry, const ResponderId& person, UtcTime at) const {
    const auto judge = [&](const std::vector<Stretch>& on_duty, const std::vector<Stretch>& named) {
        if (holds(on_duty, person, at)) return Duty::on_duty;
        return holds(named, person, at) ? Duty::off_duty : Duty::no_roster;
    };
    if (is_inside(entry.window, at)) return judge(entry.on_duty, entry.named);
    const Interval moment{at, at + Millis{1}};
    return judge(timeline(entry.roster, *zone_, moment), core::named(entry.roster, *zone_, moment));
}

Duty DutyBook::duty_of(const Responder& responder, UtcTime at) const {
    const auto found = by_scope_.find({responder.level, responder.scope});
    if (found == by_scope_.end()) return Duty::no_roster;
    Duty most = Duty::no_roster;
    for (const auto& id : found->second) {
        const Duty duty = duty_in(laid_out_.at(id), responder.id, at);
        if (duty == Duty::on_duty) return duty;
        if (duty == Duty::off_duty) most = duty;
    }
    return most;
}

}  // namespace anju::alertd::core
