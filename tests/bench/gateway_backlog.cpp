#include "tests/bench/gateway_backlog.hpp"

#include "base/system.hpp"
#include "gateway/outbox/outbox.hpp"
#include "tests/bench/gateway_home.hpp"
#include "tests/bench/measure.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/wait.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

namespace anju::tests {

namespace {

using gateway::outbox::Outbox;
using std::chrono::steady_clock;

constexpr std::size_t kEntries = 1'000'000;
constexpr std::size_t kEmergencies = 20'000;
constexpr std::size_t kTechnical = 5'000;  // as many as the outbox lets wait
constexpr std::size_t kPerCommit = 10'000;
constexpr double kMostGap = 200;         // ms
constexpr double kMostStart = 10'000;    // ms: the whole file is checked first
constexpr double kMostAlarmOut = 1'000;  // ms
constexpr double kMostPrivate = 24;      // MiB
constexpr double kMostLog = 16;          // MiB of write-ahead log beside the file
constexpr Millis kWeek = std::chrono::hours(24 * 7);

std::unique_ptr<Outbox> open_outbox(const std::filesystem::path& state) {
    gateway::outbox::OutboxOptions options;
    options.file = state / "outbox.sqlite";
    options.random64 = system_random64;
    const SystemClock clock;
    auto opened = Outbox::open(options, clock.now());
    if (!opened) throw std::runtime_error(opened.error().message);
    return std::move(opened).value();
}

/// Entry `i` of the week: the emergencies and the technical ones are spread evenly over it.
AlertUpdate update_of_week(std::size_t i, UlidFactory& ulids, const Now& now) {
    AlertUpdate update;
    const auto at = now.utc - kWeek + kWeek * static_cast<std::int64_t>(i) / static_cast<std::int64_t>(kEntries);
    update.id = AlertId{ulids.next(at)};
    update.revision = 1;
    update.key = {HomeId{"home"}, DeviceId{fmt::format("old {}", i)}, Condition::no_movement};
    update.kind = Kind::presence;
    if (i % (kEntries / kEmergencies) == 0) {
        update.key.condition = Condition::smoke;
        update.kind = Kind::smoke;
    } else if (i % (kEntries / kTechnical) == 1) {
        update.key.condition = Condition::low_battery;
    }
    update.severity = severity_of(update.key.condition);
    update.first = update.last = {1, MonoTime{Millis{i}}, at, true};
    update.evidence = R"({"smoke":true,"battery":90,"linkquality":120})";
    return update;
}

void fill_outbox(const std::filesystem::path& state) {
    std::filesystem::create_directories(state);
    const auto outbox = open_outbox(state);
    const SystemClock clock;
    UlidFactory ulids(system_random64);
    for (std::size_t i = 0; i < kEntries;) {
        gateway::outbox::Change change;
        for (std::size_t n = 0; n < kPerCommit; ++n, ++i)
            change.updates.push_back(update_of_week(i, ulids, clock.now()));
        const auto stored = outbox->commit(change, clock.now());
        if (!stored) throw std::runtime_error(stored.error().message);
        if (stored.value().shed > 0) throw std::runtime_error("the outbox is too small for the week");
    }
}

/// Numbers that wait, of all and of emergencies.
struct Waiting {
    std::set<std::uint64_t> all;
    std::set<std::uint64_t> urgent;
};

Waiting waiting_in(const std::filesystem::path& state) {
    const auto pending = open_outbox(state)->pending();
    if (!pending) throw std::runtime_error(pending.error().message);
    Waiting waiting;
    for (const auto& entry : pending.value().entries) {
        waiting.all.insert(entry.number);
        if (entry.urgent) waiting.urgent.insert(entry.number);
    }
    return waiting;
}

double count_missing(const std::set<std::uint64_t>& wanted, const std::set<std::uint64_t>& here) {
    return static_cast<double>(
        std::ranges::count_if(wanted, [&](std::uint64_t number) { return !here.contains(number); }));
}

double size_mib(const std::filesystem::path& state) {
    double size = 0;
    for (const auto& file : std::filesystem::directory_iterator(state))
        size += static_cast<double>(file.file_size()) / 1024 / 1024;
    return size;
}

/// No centre: what comes in finds an outbox that has only its last eighth left.
void report_down(GatewayHome& home, std::uint32_t limit, const Waiting& before, std::chrono::seconds length) {
    home.centre_down();
    print("uplink_down_start", home.start(), "ms", kMostStart);
    Chatter chatter(home, "alone");
    std::this_thread::sleep_for(length);
    const auto alarms = chatter.stop();
    for (int i = 0; i < 20; ++i) home.say(fmt::format("zigbee2mqtt/weak {}", i), R"({"smoke":false,"tamper":true})");
    const bool told = wait_until([&] { return home.told("technical updates found no room"); });
    print("uplink_down_ingest_gap", home.tap().longest(), "ms", kMostGap);
    print("uplink_down_private", private_mib(home.gateway()), "MiB", kMostPrivate);
    print("uplink_down_size", size_mib(home.state()), "MiB", limit + kMostLog);
    print("uplink_down_untold", told ? 0 : 1, "faults", 0);
    home.end(SIGKILL);
    const auto between = waiting_in(home.state());
    print("uplink_down_emergencies_dropped", count_missing(before.urgent, between.urgent), "entries", 0);
    print("uplink_down_lost", static_cast<double>(missing_from(stored_updates(home.state(), kEntries), alarms)),
          "alarms", 0);
}

/// The centre is back: new alarms leave while the week does.
void report_up(GatewayHome& home, std::chrono::seconds length) {
    const auto between = waiting_in(home.state());
    print("uplink_up_start", home.start(), "ms", kMostStart);
    Chatter chatter(home, "again");
    home.centre_up();
    // It tries again within half a minute at most; this is about what it does then.
    if (!wait_until([&] { return home.told("uplink-out: connected"); }, Millis{60'000}))
        throw std::runtime_error("the gateway does not reach the centre");
    const auto times = home.time_alarms(static_cast<int>(2 * length.count()), "new", std::chrono::milliseconds(500));
    static_cast<void>(chatter.stop());
    print("uplink_up_alarm_p50", percentile(times, 0.5), "ms", kMostGap);
    print("uplink_up_alarm_max", percentile(times, 1), "ms", kMostAlarmOut);
    print("uplink_up_ingest_gap", home.tap().longest(), "ms", kMostGap);
    print("uplink_up_private", private_mib(home.gateway()), "MiB", kMostPrivate);
    home.end(SIGKILL);
    auto here = waiting_in(home.state()).all;
    const double left = static_cast<double>(here.size());
    std::set<std::uint64_t> heard;
    for (const auto& [epoch, number] : home.numbers_heard()) heard.insert(number);
    print("uplink_up_emergencies_unsent", count_missing(between.urgent, heard), "entries", 0);
    here.insert(heard.begin(), heard.end());
    print("uplink_up_lost", count_missing(between.all, here), "entries", 0);
    print("uplink_up_left", left, "entries", kEntries);
}

}  // namespace

void report_uplink_down(std::chrono::seconds length) {
    const TempDir directory("backlog");
    const auto state = directory / "state";
    fill_outbox(state);
    const auto file_mib = static_cast<std::uint32_t>(std::filesystem::file_size(state / "outbox.sqlite") >> 20);
    HomeOptions options;
    options.state = state;
    options.outbox_max_mib = file_mib * 8 / 7;
    options.tapped = true;
    const auto before = waiting_in(state);
    GatewayHome home(options);
    report_down(home, options.outbox_max_mib, before, length);
    report_up(home, length);
}

}  // namespace anju::tests
