#include "gateway/app/walk_test.hpp"

#include "gateway/app/sources.hpp"

#include <fmt/core.h>

#include <memory>
#include <mutex>
#include <ostream>
#include <utility>
#include <variant>

namespace anju::gateway::app {

namespace {

using namespace std::chrono_literals;

constexpr Millis kLook = 200ms;
constexpr Millis kSettle = 5s;  // what the broker replays tells which devices there are

std::string clock_text(Millis at) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(at).count();
    return fmt::format("{:02}:{:02}", seconds / 60, seconds % 60);
}

std::string words_of(const Signal& signal) {
    std::string words = fmt::format("{} {}", to_string(signal.kind), to_string(signal.type));
    if (!signal.how.empty()) words += " (" + signal.how + ")";
    if (signal.value) words += fmt::format(" {:g}{}{}", *signal.value, signal.unit.empty() ? "" : " ", signal.unit);
    return words;
}

/// As people call the device and as the home's broker does.
std::string label(const std::string& name, const DeviceId& id) {
    return name.empty() ? id.value : name + " (" + id.value + ")";
}

class Walker final : public local::Sink {
public:
    Walker(const std::vector<DeviceConfig>& enrolled, const Clock& clock, std::ostream& out)
        : list_(enrolled), clock_(clock), start_(clock.now().mono), out_(out) {}

    bool on_inputs(const std::vector<core::Input>& inputs) override {
        const std::lock_guard lock(mutex_);
        for (const core::Input& input : inputs) {
            const auto* seen = std::get_if<core::SignalSeen>(&input);
            if (!seen) continue;
            const std::string line = list_.note(seen->signal, age());
            if (!line.empty()) out_ << line << std::endl;
        }
        return true;
    }
    void on_unusable(const std::string& topic, const std::string&, const std::string& reason) override {
        const std::lock_guard lock(mutex_);
        out_ << clock_text(age()) << "  unusable message on " << topic << ": " << reason << std::endl;
    }
    void on_hearing(const std::string& source, bool hears, const std::string& why) override {
        const std::lock_guard lock(mutex_);
        out_ << source << (hears ? ": connected" : ": not heard, trying again: " + why) << std::endl;
    }
    void say(const std::string& line) {
        const std::lock_guard lock(mutex_);
        out_ << line << std::endl;
    }
    [[nodiscard]] bool complete() const {
        const std::lock_guard lock(mutex_);
        return list_.complete();
    }
    [[nodiscard]] Millis age() const { return clock_.now().mono - start_; }

    /// The summary; whether all were triggered.
    bool finish() {
        const std::lock_guard lock(mutex_);
        const auto missing = list_.missing();
        for (const std::string& line : missing) out_ << "MISSING  " << line << '\n';
        out_ << fmt::format("{} of {} devices triggered", list_.known() - missing.size(), list_.known()) << std::endl;
        return list_.complete();
    }

private:
    mutable std::mutex mutex_;  ///< guards list_ and out_
    WalkList list_;
    const Clock& clock_;
    const MonoTime start_;
    std::ostream& out_;
};

}  // namespace

bool is_trigger(const Signal& signal) {
    if (signal.retained) return false;
    switch (signal.type) {
        case SignalType::alarm:
        case SignalType::prealarm:
        case SignalType::test:
        case SignalType::press:
        case SignalType::cancel:
        case SignalType::leak:
        case SignalType::burst:
        case SignalType::detected:
        case SignalType::open:
        case SignalType::closed:
        case SignalType::reading: return true;
        default: return false;
    }
}

WalkList::WalkList(const std::vector<DeviceConfig>& enrolled) {
    for (const DeviceConfig& device : enrolled) devices_[device.id] = {device.kind, device.name, true, false, false};
}

std::string WalkList::note(const Signal& signal, Millis at) {
    if (signal.kind == Kind::gateway) return {};  // a bridge is no device that somebody can trigger
    Entry& entry = devices_[signal.device];
    if (entry.kind == Kind::unknown) entry.kind = signal.kind;
    if (signal.retained) return {};
    const bool said_before = std::exchange(entry.heard, true);
    const std::string where = label(entry.name, signal.device) + (entry.enrolled ? "" : ", not enrolled");
    if (is_trigger(signal) && !entry.triggered) {
        entry.triggered = true;
        return fmt::format("{}  OK       {}: {}", clock_text(at), where, words_of(signal));
    }
    if (said_before) return {};
    return fmt::format("{}  heard    {}: {}, not triggered yet", clock_text(at), where, words_of(signal));
}

std::vector<std::string> WalkList::missing() const {
    std::vector<std::string> lines;
    for (const auto& [id, entry] : devices_) {
        if (entry.triggered) continue;
        lines.push_back(
            fmt::format("{}, {}{}", label(entry.name, id), to_string(entry.kind), entry.heard ? ", heard" : ", never heard"));
    }
    return lines;
}

bool run_walk_test(const WalkTestOptions& options, const Clock& clock, std::ostream& out) {
    const Config& config = options.config;
    Walker walker(config.devices, clock, out);
    std::vector<std::unique_ptr<local::Listener>> listeners;
    for (const SourceConfig& source : sources_of(config)) {
        auto listening = listener_options(config, source, options.profiles, clock);
        listening.broker.client_id += "-walk-test";
        listening.session_expiry = Millis{};  // the broker need not keep anything for us
        listening.make_session = options.make_session;
        listeners.push_back(std::make_unique<local::Listener>(std::move(listening), walker));
        walker.say(fmt::format("listening at {}:{}", source.broker.host, source.broker.port));
    }
    if (!config.http_push.sources.empty()) walker.say("devices that push over HTTP are not heard in a walk test");
    walker.say("trigger each device once");
    for (const auto& listener : listeners) listener->start();
    while (!(walker.complete() && walker.age() >= kSettle)) {
        if (options.timeout > Millis{} && walker.age() >= options.timeout) break;
        if (options.wait(kLook)) break;
    }
    for (const auto& listener : listeners) listener->stop();
    return walker.finish();
}

}  // namespace anju::gateway::app
