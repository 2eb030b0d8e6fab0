#include "gateway/app/homes.hpp"

#include <algorithm>
#include <iterator>
#include <type_traits>
#include <variant>

namespace anju::gateway::app {

namespace {

constexpr std::size_t kStepsPerRun = 256;  // some milliseconds; a message from a home waits no longer

/// The device that an input is about; empty: none.
DeviceId device_of(const core::Input& input) {
    return std::visit(
        [](const auto& one) -> DeviceId {
            using T = std::decay_t<decltype(one)>;
            if constexpr (std::is_same_v<T, core::SignalSeen>) {
                return one.signal.device;
            } else if constexpr (std::is_same_v<T, core::DeviceHeard> || std::is_same_v<T, core::DeviceTakenOut> ||
                                 std::is_same_v<T, core::TestModeSet>) {
                return one.device;
            } else {
                return {};
            }
        },
        input);
}

bool holds(const core::State& state, const AlertId& alert) {
    return std::ranges::any_of(state.conditions, [&](const auto& entry) { return entry.second.alert == alert; });
}

std::vector<core::Record> records_of(const core::State& state) {
    std::vector<core::Record> records{state.home};
    for (const auto& [id, device] : state.devices) records.emplace_back(device.record);
    for (const auto& [key, condition] : state.conditions) records.emplace_back(condition);
    for (const auto& [id, water] : state.water) records.emplace_back(water);
    for (const auto& [id, rhythm] : state.rhythms) records.emplace_back(rhythm.record);
    for (const auto& [id, vitals] : state.vitals) records.emplace_back(vitals);
    for (const auto& [id, test] : state.tests) records.emplace_back(test);
    return records;
}

}  // namespace

std::optional<std::vector<codec::HomeOfDevice>> TableInParts::take(const codec::SetHomeTable& part) {
    if (part.version != version_ || part.parts != parts_) {
        version_ = part.version;
        parts_ = part.parts;
        taken_.clear();
    }
    taken_[part.part] = part.devices;
    if (taken_.size() < parts_) return std::nullopt;
    std::vector<codec::HomeOfDevice> whole;
    for (auto& [number, devices] : taken_) {
        whole.insert(whole.end(), std::make_move_iterator(devices.begin()), std::make_move_iterator(devices.end()));
    }
    *this = {};
    return whole;
}

Homes::Homes(core::Settings rules, std::function<std::uint64_t()> random64, std::uint64_t boot)
    : rules_(std::move(rules)), random64_(std::move(random64)), boot_(boot) {}

HomeId Homes::as_kept(const HomeId& home) const { return home == rules_.home ? HomeId{} : home; }

const HomeId& Homes::home_of(const DeviceId& device) const {
    static const HomeId kOwn;
    const auto placed = home_of_.find(device);
    return placed == home_of_.end() ? kOwn : placed->second;
}

core::State Homes::state_of(const HomeId& home, const std::vector<core::Record>& records, const Now& now) const {
    auto settings = rules_;
    if (!home.empty()) settings.home = home;
    return core::restore(std::move(settings), records, now, boot_, UlidFactory([this] { return random64_(); }));
}

void Homes::restore(const std::vector<outbox::KeptRecord>& records, const Now& now) {
    std::map<HomeId, std::vector<core::Record>> by_home{{HomeId{}, {}}};
    for (const auto& kept : records) by_home[kept.home].push_back(kept.record);
    for (const auto& [home, own_records] : by_home) {
        const auto made = homes_.emplace(home, Home{state_of(home, own_records, now), {}}).first;
        if (!home.empty()) {
            for (const auto& [device, known] : made->second.state.devices) home_of_.emplace(device, home);
        }
        plan(made);
    }
}

Homes::Table::iterator Homes::obtain(const HomeId& home, const Now& now) {
    const auto known = homes_.find(home);
    if (known != homes_.end()) return known;
    return homes_.emplace(home, Home{state_of(home, {}, now), {}}).first;
}

void Homes::plan(Table::iterator home) {
    auto& due = home->second.due;
    if (due) due_.erase({*due, home->first});
    due = core::next_wakeup(home->second.state);
    if (due) due_.emplace(*due, home->first);
}

void Homes::step(Table::iterator home, const core::Input& input, const Now& now, const Sink& sink) {
    auto effects = core::step(home->second.state, input, now);
    plan(home);
    sink(home->first, std::move(effects));
}

void Homes::apply(const core::Input& input, const Now& now, const Sink& sink) {
    if (const auto* closed = std::get_if<core::CaseClosed>(&input)) return close(*closed, now, sink);
    step(obtain(home_of(device_of(input)), now), input, now, sink);
}

bool Homes::apply_in(const HomeId& home, const core::Input& input, const Now& now, const Sink& sink) {
    const HomeId kept = as_kept(home);
    if (!homes_.contains(kept) && !unsettled_.contains(kept)) return false;
    step(obtain(kept, now), input, now, sink);
    return true;
}

void Homes::close(const core::CaseClosed& closed, const Now& now, const Sink& sink) {
    auto left = closed.alerts;
    for (auto home = homes_.begin(); home != homes_.end() && !left.empty(); ++home) {
        const auto own = std::stable_partition(left.begin(), left.end(),
                                               [&](const AlertId& alert) { return !holds(home->second.state, alert); });
        if (own == left.end()) continue;
        core::CaseClosed part{{own, left.end()}};
        left.erase(own, left.end());
        step(home, part, now, sink);
    }
    // Nobody remembers these; the rules say so in their decisions.
    if (!left.empty()) step(own(), core::CaseClosed{left}, now, sink);
}

void Homes::run_due(const Now& now, const Sink& sink) {
    std::size_t steps = 0;
    for (; steps < kStepsPerRun && !unsettled_.empty(); ++steps) {
        settle(obtain(unsettled_.begin()->first, now), now, sink);
    }
    for (; steps < kStepsPerRun && !due_.empty() && due_.begin()->first <= now.mono; ++steps) {
        step(homes_.find(due_.begin()->second), core::Tick{}, now, sink);
    }
}

std::optional<MonoTime> Homes::next_due() const {
    if (is_adopting()) return MonoTime::min();
    return due_.empty() ? std::nullopt : std::optional{due_.begin()->first};
}

// ---- The table

void Homes::adopt(const std::vector<codec::HomeOfDevice>& table) {
    home_of_.clear();
    unsettled_.clear();
    for (const auto& [home, known] : homes_) unsettled_[home] = {};
    const auto& own_devices = own()->second.state.devices;
    for (const auto& one : table) {
        const HomeId home = as_kept(one.home);
        const auto known = own_devices.find(one.device);
        const bool stays = home.empty() || (known != own_devices.end() && known->second.record.enrolled);
        if (stays) continue;  // gateway.toml is the word on what stands here
        home_of_[one.device] = home;
        unsettled_[home].devices.push_back({one.device, one.kind});
    }
}

void Homes::settle(Table::iterator home, const Now& now, const Sink& sink) {
    const auto enrolled = unsettled_.extract(home->first);
    if (!home->first.empty()) step(home, enrolled.mapped(), now, sink);
    take_out_strangers(home, now, sink);
    if (!home->first.empty() && home->second.state.devices.empty()) drop(home, sink);
}

void Homes::take_out_strangers(Table::iterator home, const Now& now, const Sink& sink) {
    std::vector<DeviceId> strangers;
    for (const auto& [device, known] : home->second.state.devices) {
        if (home_of(device) != home->first) strangers.push_back(device);
    }
    for (const auto& device : strangers) step(home, core::DeviceTakenOut{device}, now, sink);
}

void Homes::drop(Table::iterator home, const Sink& sink) {
    core::Effects effects;
    for (const auto& record : records_of(home->second.state)) effects.erase.push_back(core::key_of(record));
    if (home->second.due) due_.erase({*home->second.due, home->first});
    const HomeId gone = home->first;
    homes_.erase(home);
    sink(gone, std::move(effects));
}

bool Homes::is_in(const DeviceId& device, const HomeId& home) const {
    return home_of(device) == as_kept(home);
}

std::vector<outbox::KeptRecord> Homes::all_records() const {
    std::vector<outbox::KeptRecord> all;
    for (const auto& [id, home] : homes_) {
        for (auto& record : records_of(home.state)) all.emplace_back(std::move(record), id);
    }
    return all;
}

void Homes::each(const std::function<void(const core::State&)>& look) const {
    for (const auto& [id, home] : homes_) look(home.state);
}

}  // namespace anju::gateway::app
