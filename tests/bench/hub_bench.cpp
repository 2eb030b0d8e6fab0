// A hub with thousands of homes: what the table costs, how long an alarm takes among them, and how
// long the rules of all homes keep an alarm waiting. In one process, on the real clock and disk.
#include "base/system.hpp"
#include "gateway/app/keeper.hpp"
#include "tests/bench/measure.hpp"
#include "tests/support/temp_dir.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

using namespace anju;
using namespace anju::gateway;
using namespace anju::tests;
using std::chrono::steady_clock;

namespace {

constexpr std::size_t kDevicesPerHome = 2;
constexpr std::size_t kAlarms = 1'000;
constexpr double kLongestGap = 200;  // ms that a message from a home may wait
constexpr double kMostPerHome = 16;  // KiB

HomeId home_of(std::size_t device) { return HomeId{fmt::format("home-{:05}", device / kDevicesPerHome)}; }
DeviceId name_of(std::size_t device) { return DeviceId{fmt::format("lorawan/a84041000181{:06x}", device)}; }

std::vector<codec::SetHomeTable> table_of(std::size_t devices) {
    std::vector<codec::HomeOfDevice> all;
    for (std::size_t i = 0; i < devices; ++i) {
        all.push_back({name_of(i), home_of(i), i % 2 == 0 ? Kind::smoke : Kind::call_button});
    }
    std::vector<codec::SetHomeTable> parts;
    for (std::size_t from = 0; from < devices; from += codec::kMaxHomesPerPart) {
        const auto to = std::min(devices, from + codec::kMaxHomesPerPart);
        parts.push_back(
            {7,
             static_cast<std::uint32_t>(parts.size()),
             0,
             {all.begin() + static_cast<std::ptrdiff_t>(from), all.begin() + static_cast<std::ptrdiff_t>(to)}});
    }
    for (auto& part : parts) part.parts = static_cast<std::uint32_t>(parts.size());
    return parts;
}

std::unique_ptr<app::Keeper> open(const TempDir& directory, const Clock& clock) {
    app::KeeperOptions options;
    options.rules.home = HomeId{"hub"};
    options.home = HomeId{"hub"};
    options.hub = true;
    options.random64 = system_random64;
    options.outbox.random64 = system_random64;
    options.outbox.file = directory / "outbox.sqlite";
    app::Aftermath waiting;
    auto keeper = app::Keeper::open(std::move(options), clock, waiting);
    if (keeper.has_error()) throw std::runtime_error(keeper.error().message);
    return std::move(keeper).value();
}

/// The longest single tick until nothing is due.
double longest_tick(app::Keeper& keeper, const Clock& clock) {
    double longest = 0;
    while (keeper.next_due() && *keeper.next_due() <= clock.now().mono) {
        const auto begin = steady_clock::now();
        static_cast<void>(keeper.tick());
        longest = std::max(longest, millis(begin, steady_clock::now()));
    }
    return longest;
}

std::vector<double> time_alarms(app::Keeper& keeper, std::size_t devices) {
    std::mt19937_64 chance(1);
    std::vector<double> times;
    for (std::size_t i = 0; i < kAlarms; ++i) {
        Signal signal;
        signal.device = name_of(chance() % devices / 2 * 2);
        signal.kind = Kind::smoke;
        signal.type = i % 2 == 0 ? SignalType::alarm : SignalType::clear;
        const auto begin = steady_clock::now();
        static_cast<void>(keeper.apply({core::SignalSeen{signal, R"({"alarm":1})"}}));
        times.push_back(millis(begin, steady_clock::now()));
    }
    return times;
}

void report(std::size_t homes) {
    const std::size_t devices = homes * kDevicesPerHome;
    const TempDir directory("hub-bench");
    const SystemClock clock;
    const double fdatasync = fdatasync_p50();
    print("fdatasync_4k_p50", fdatasync, "ms", 1);
    auto keeper = open(directory, clock);
    const double before = private_mib(getpid());
    double longest = 0;
    const auto all = steady_clock::now();
    for (const auto& part : table_of(devices)) {
        const auto begin = steady_clock::now();
        keeper->take_table(part);
        longest = std::max(longest, millis(begin, steady_clock::now()));
    }
    longest = std::max(longest, longest_tick(*keeper, clock));
    print("hub_table_taken", millis(all, steady_clock::now()), "ms", 10'000);
    print("hub_table_longest_wait", longest, "ms", kLongestGap);
    print("hub_private_per_home", (private_mib(getpid()) - before) * 1024 / static_cast<double>(homes), "KiB",
          kMostPerHome);
    const auto times = time_alarms(*keeper, devices);
    print("hub_alarm_stored_p50", percentile(times, 0.5), "ms", 3 * fdatasync);
    print("hub_alarm_stored_p99", percentile(times, 0.99), "ms", kLongestGap);
    const auto begin = steady_clock::now();
    const auto status = keeper->status();
    print("hub_status", millis(begin, steady_clock::now()), "ms", kLongestGap);
    print("hub_status_bytes", static_cast<double>(codec::encode(status).size()), "B", 64 * 1024);
    keeper.reset();
    const auto again = steady_clock::now();
    keeper = open(directory, clock);
    print("hub_restart", millis(again, steady_clock::now()), "ms", 1'000);
    if (keeper->status().hub->devices != devices) throw std::runtime_error("the restart lost devices");
}

}  // namespace

int main(int argc, char** argv) {
    spdlog::set_level(spdlog::level::off);
    try {
        report(argc > 1 ? static_cast<std::size_t>(std::max(1, std::atoi(argv[1]))) : 5'000);
        return 0;
    } catch (const std::exception& failure) {
        fmt::print(stderr, "hub_bench: {}\n", failure.what());
        return 1;
    }
}
