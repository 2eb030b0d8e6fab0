#include "gateway/fallback/fallback.hpp"

#include <spdlog/spdlog.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <system_error>
#include <utility>

namespace anju::gateway::fallback {

namespace {

using namespace std::chrono_literals;

constexpr Millis kLongestWait = 1s;  // arrivals wake nobody, so this is how late one may be seen
constexpr Millis kWatchHooks = 100ms;
constexpr Millis kTryAgain = 1s;
constexpr auto kTurnOff = std::chrono::seconds(1);

Policy with_hook(Policy policy, bool has_hook) {
    policy.has_hook = has_hook;
    return policy;
}

/// Durable, because whoever cuts the power may leave a siren on that has a battery.
bool leave_mark(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) return false;
    ::close(descriptor);
    const int directory = ::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) return false;
    const bool stored = ::fsync(directory) == 0;
    ::close(directory);
    return stored;
}

}  // namespace

Fallback::Fallback(FallbackOptions options, Host& host, const Clock& clock)
    : options_(std::move(options)),
      host_(host),
      clock_(clock),
      plan_(with_hook(options_.policy, !options_.hook.empty())) {
    for (const auto& command : options_.commands) switches_.push_back({command, false, std::nullopt, MonoTime::min()});
}

Fallback::~Fallback() { stop(); }

void Fallback::start() {
    thread_ = std::thread([this] { run(); });
}

void Fallback::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        wake_.notify_all();
    }
    if (thread_.joinable()) thread_.join();
}

void Fallback::wait(const std::vector<outbox::EntryRef>& entries) {
    const bool any = std::any_of(entries.begin(), entries.end(), [](const auto& entry) { return entry.urgent; });
    if (!any) return;
    const auto now = clock_.now().mono;
    const std::lock_guard lock(mutex_);
    for (const auto& entry : entries) {
        if (entry.urgent) arrived_.emplace_back(entry, now);
    }
}

void Fallback::settle(const OutboxEpoch& epoch, const std::vector<std::uint64_t>& numbers) {
    if (numbers.empty()) return;
    const std::lock_guard lock(mutex_);
    settled_.emplace_back(epoch, numbers);
    // While nothing sounds, nobody is in a hurry to hear of it.
    if (!counters_.sounding) return;
    poked_ = true;
    wake_.notify_all();
}

FallbackCounters Fallback::counters() const {
    const std::lock_guard lock(mutex_);
    return counters_;
}

// ---- The own thread

void Fallback::run() {
    std::error_code error;
    if (std::filesystem::exists(options_.state_dir / "sounding", error)) {
        spdlog::warn("fallback: the gateway ended while the siren may have been on; it is turned off");
        const std::lock_guard lock(mutex_);
        for (auto& one : switches_) one.told = std::nullopt;
        marked_ = true;
    }
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        poked_ = false;
        try {
            carry_out(lock, clock_.now());
        } catch (const std::exception& failure) {
            // Out of memory, most likely. The next round tries again; the alarm's own way is another thread's.
            if (lock.owns_lock()) lock.unlock();
            spdlog::error("fallback: {}", failure.what());
            lock.lock();
        }
        wake_.wait_for(lock, longest_wait(clock_.now().mono), [this] { return poked_ || stopping_; });
    }
    turn_off(lock);
}

void Fallback::carry_out(std::unique_lock<std::mutex>& lock, const Now& now) {
    const auto arrived = std::exchange(arrived_, {});
    const auto settled = std::exchange(settled_, {});
    lock.unlock();
    for (const auto& [entry, since] : arrived) plan_.wait({entry}, since);
    for (const auto& [epoch, numbers] : settled) plan_.settle(epoch, numbers);
    watch_hooks(now.mono);
    const auto orders = plan_.decide(now.mono);
    look(orders.look, now);  // what is due of that comes with the next round, which follows at once
    for (const auto& word : orders.say) host_.say(word);
    start_hooks(orders.run, now.mono);
    if (orders.sound != sound_) {
        spdlog::warn(orders.sound ? "fallback: the centre does not answer, the home sounds the alarm"
                                  : "fallback: the home is quiet again");
    }
    sound_ = orders.sound;
    lock.lock();
    counters_.called = plan_.called();
    counters_.sounding = sound_;
    if (orders.repeat) {
        for (auto& one : switches_) one.told = std::nullopt;
    }
    drive_switches(lock, now.mono);
}

void Fallback::look(const std::vector<outbox::EntryRef>& entries, const Now& now) {
    std::map<OutboxEpoch, std::vector<std::uint64_t>> wanted;
    for (const auto& entry : entries) wanted[entry.epoch].push_back(entry.number);
    for (const auto& [epoch, numbers] : wanted) {
        const auto loaded = host_.load(epoch, numbers);
        if (loaded.has_error()) {
            for (const auto number : numbers) plan_.unread({epoch, number, true}, now.mono + kTryAgain);
            continue;
        }
        std::map<std::uint64_t, const AlertUpdate*> found;
        for (const auto& numbered : loaded.value()) found[numbered.number] = &numbered.update;
        for (const auto number : numbers) {
            const auto at = found.find(number);
            if (at == found.end()) {
                plan_.lost({epoch, number, true});
            } else {
                learn({epoch, number, true}, *at->second, now);
            }
        }
    }
}

void Fallback::learn(const outbox::EntryRef& entry, AlertUpdate update, const Now& now) {
    const bool same_boot = update.last.boot == clock_.boot();
    const bool comparable = same_boot || (update.last.synced && now.synced);
    // A time that cannot be compared counts as now: rather one siren too many.
    const auto age = !comparable ? Millis{0} : same_boot ? now.mono - update.last.mono : now.utc - update.last.utc;
    update.evidence.clear();
    plan_.learn(entry, update, age);
}

// ---- The hook

void Fallback::start_hooks(const std::vector<AlertUpdate>& updates, MonoTime now) {
    for (const auto& update : updates) {
        auto started = Hook::start(options_.hook, {options_.gateway, options_.street, update});
        if (started.has_error()) {
            spdlog::error("fallback: the hook for alert {} cannot be started: {}", update.id.to_string(),
                          started.error().message);
            end_hook(update.id, false, now);
        } else {
            spdlog::warn("fallback: hook started for alert {}", update.id.to_string());
            hooks_.insert_or_assign(update.id, Running{std::move(started).value(), now + options_.hook_timeout});
        }
    }
}

void Fallback::watch_hooks(MonoTime now) {
    for (auto at = hooks_.begin(); at != hooks_.end();) {
        const auto code = at->second.hook.poll();
        if (!code && now < at->second.until) {
            ++at;
            continue;
        }
        if (code) {
            spdlog::log(*code == 0 ? spdlog::level::info : spdlog::level::err,
                        "fallback: the hook for alert {} ended with code {}", at->first.to_string(), *code);
        } else {
            spdlog::error("fallback: the hook for alert {} took longer than {}, it is killed", at->first.to_string(),
                          format_duration(options_.hook_timeout));
        }
        const auto alert = at->first;
        at = hooks_.erase(at);
        end_hook(alert, code == 0, now);
    }
}

void Fallback::end_hook(const AlertId& alert, bool succeeded, MonoTime now) {
    plan_.hook_ended(alert, succeeded, now);
    const std::lock_guard lock(mutex_);
    ++counters_.hooks_run;
    if (!succeeded) ++counters_.hooks_failed;
}

// ---- The switches

bool Fallback::all_off() const {
    return std::all_of(switches_.begin(), switches_.end(),
                       [](const auto& one) { return one.told == false && !one.asked; });
}

void Fallback::drive_switches(std::unique_lock<std::mutex>& lock, MonoTime now) {
    if (sound_ && !marked_ && !switches_.empty()) {
        lock.unlock();
        marked_ = leave_mark(options_.state_dir / "sounding");
        lock.lock();
    }
    for (std::size_t i = 0; i < switches_.size(); ++i) {
        auto& one = switches_[i];
        const bool on = sound_;
        if (one.asked || one.told == on || now < one.again_at) continue;
        if (!on && one.command.off_payload.empty()) {
            one.told = false;
            continue;
        }
        one.asked = on;
        lock.unlock();
        const auto sent =
            host_.command(one.command.topic, on ? one.command.payload : one.command.off_payload,
                          [this, i, on](const link::PublishOutcome& outcome) { on_outcome(i, on, outcome.accepted); });
        lock.lock();
        if (sent.has_error()) {
            one.asked.reset();
            one.again_at = now + kTryAgain;
        }
    }
    if (!marked_ || sound_ || !all_off()) return;
    std::error_code error;
    std::filesystem::remove(options_.state_dir / "sounding", error);
    marked_ = static_cast<bool>(error);
}

void Fallback::on_outcome(std::size_t index, bool on, bool accepted) {
    const std::lock_guard lock(mutex_);
    auto& one = switches_[index];
    one.asked.reset();
    if (accepted) {
        one.told = on;
    } else {
        one.again_at = clock_.now().mono + kTryAgain;
    }
    poked_ = true;
    wake_.notify_all();
}

void Fallback::turn_off(std::unique_lock<std::mutex>& lock) {
    lock.unlock();
    hooks_.clear();
    lock.lock();
    sound_ = false;
    const auto end = std::chrono::steady_clock::now() + kTurnOff;
    while (!all_off() && std::chrono::steady_clock::now() < end) {
        poked_ = false;
        drive_switches(lock, clock_.now().mono);
        wake_.wait_until(lock, end, [this] { return poked_; });
    }
    drive_switches(lock, clock_.now().mono);
}

Millis Fallback::longest_wait(MonoTime now) const {
    auto wait = hooks_.empty() ? kLongestWait : kWatchHooks;
    if (const auto due = plan_.next_due()) wait = std::min(wait, *due <= now ? Millis{1} : *due - now);
    return wait;
}

}  // namespace anju::gateway::fallback
