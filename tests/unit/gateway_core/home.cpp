#include "home.hpp"

#include <algorithm>
#include <cstdlib>

namespace anju::gateway::core::testing {

UlidFactory seeded_ids(std::uint64_t seed) {
    return UlidFactory{[generator = std::mt19937_64{seed}]() mutable { return generator(); }};
}

Home::Home(Settings settings) {
    if (settings.home.empty()) settings.home = HomeId{"home-1"};
    state = restore(std::move(settings), {}, now, boot, seeded_ids(1));
    pass(0ms);
}

Effects Home::put(const Input& input) {
    Effects effects = step(state, input, now);
    for (const std::string& key : effects.erase) store.erase(key);
    for (const Record& record : effects.persist) store[key_of(record)] = record;
    for (const Record& record : effects.persist) writes += std::holds_alternative<HomeRecord>(record) ? 0 : 1;
    writes += effects.erase.size();
    updates.insert(updates.end(), effects.updates.begin(), effects.updates.end());
    told_at.resize(updates.size(), now.mono);
    decisions.insert(decisions.end(), effects.decisions.begin(), effects.decisions.end());
    announced.insert(announced.end(), effects.announce.begin(), effects.announce.end());
    readings.insert(readings.end(), effects.readings.begin(), effects.readings.end());
    return effects;
}

Effects Home::say(const Signal& signal) { return put(SignalSeen{signal, "{}"}); }

Effects Home::say(const std::string& device, Kind kind, SignalType type, std::optional<double> value) {
    return say(signal_of(device, kind, type, value));
}

Effects Home::say_retained(const std::string& device, Kind kind, SignalType type) {
    Signal signal = signal_of(device, kind, type);
    signal.retained = true;
    return say(signal);
}

Effects Home::press(const std::string& device, const std::string& how) {
    Signal signal = signal_of(device, Kind::call_button, SignalType::press);
    signal.how = how;
    return say(signal);
}

void Home::pass(Millis duration) {
    const MonoTime until = now.mono + duration;
    int without_progress = 0;
    while (true) {
        const auto wake = next_wakeup(state);
        if (!wake || *wake > until) break;
        without_progress = *wake > now.mono ? 0 : without_progress + 1;
        REQUIRE_MESSAGE(without_progress < 3, "the core asks for a tick again and again at one moment");
        const Millis wait = std::max(*wake - now.mono, Millis{});
        now.mono += wait;
        now.utc += wait;
        put(Tick{});
    }
    now.utc += until - now.mono;
    now.mono = until;
}

void Home::restart(Millis downtime) {
    now.mono += downtime;
    now.utc += downtime;
    state = restore(state.settings, records(), now, boot, state.ids);
}

void Home::reboot(Millis downtime, bool synced_before, bool synced_after) {
    if (!synced_before) {
        for (auto& [key, record] : store) {
            std::visit(
                [](auto& known) {
                    using T = std::decay_t<decltype(known)>;
                    if constexpr (std::is_same_v<T, ConditionRecord>) {
                        known.first.synced = known.last.synced = known.told.synced = known.ended.synced = false;
                        if (known.confirming) known.confirming->synced = false;
                    } else if constexpr (std::is_same_v<T, WaterRecord>) {
                        known.read.synced = known.watched_since.synced = false;
                        for (WaterUse& use : known.uses) use.opened.synced = use.at.synced = false;
                    } else if constexpr (std::is_same_v<T, DeviceRecord>) {
                        known.heard.synced = false;
                    } else if constexpr (std::is_same_v<T, HomeRecord>) {
                        if (known.alive) known.alive->synced = false;
                        if (known.moved) known.moved->synced = false;
                    } else if constexpr (std::is_same_v<T, VitalRecord>) {
                        for (VitalExcess& excess : known.excesses) excess.since.synced = false;
                    } else if constexpr (std::is_same_v<T, TestModeRecord>) {
                        known.since.synced = false;
                    }
                },
                record);
        }
    }
    ++boot;
    now.utc += downtime;
    now.mono = MonoTime{10s};
    now.synced = synced_after;
    state = restore(state.settings, records(), now, boot, state.ids);
}

const ConditionRecord* Home::record(const std::string& device, Condition condition, bool test) const {
    const auto found = state.conditions.find(ConditionKey{DeviceId{device}, condition, test});
    return found == state.conditions.end() ? nullptr : &found->second;
}

std::vector<AlertUpdate> Home::updates_of(Condition condition) const {
    std::vector<AlertUpdate> some;
    std::copy_if(updates.begin(), updates.end(), std::back_inserter(some),
                 [condition](const AlertUpdate& update) { return update.key.condition == condition; });
    return some;
}

bool Home::store_is_current() const {
    return std::all_of(state.conditions.begin(), state.conditions.end(), [this](const auto& entry) {
        const auto found = store.find(key_of(Record{entry.second}));
        return found != store.end() && found->second == Record{entry.second};
    });
}

std::vector<Record> Home::records() const {
    std::vector<Record> all;
    for (const auto& [key, record] : store) all.push_back(record);
    return all;
}

Signal signal_of(const std::string& device, Kind kind, SignalType type, std::optional<double> value) {
    Signal signal;
    signal.device = DeviceId{device};
    signal.kind = kind;
    signal.type = type;
    signal.value = value;
    return signal;
}

bool has_reason(const Effects& effects, Reason reason) {
    return std::any_of(effects.decisions.begin(), effects.decisions.end(),
                       [reason](const Decision& decision) { return decision.reason == reason; });
}

std::vector<std::uint64_t> seeds() {
    std::vector<std::uint64_t> list;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) list.push_back(seed);
    if (const char* more = std::getenv("ANJU_TEST_SEED")) list.push_back(std::strtoull(more, nullptr, 10));
    return list;
}

}  // namespace anju::gateway::core::testing
