// The gateway's footprint, with a real process between two real brokers: what it costs when idle, how
// soon an alarm leaves, and what one device that floods does to another one's alarm. Prints JSON lines
// {name, value, unit, limit, ok}. Mosquitto's figures stand beside ours, from the same run.
#include "tests/bench/gateway_backlog.hpp"
#include "tests/bench/gateway_day.hpp"
#include "tests/bench/gateway_home.hpp"
#include "tests/bench/gateway_trouble.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/mounts.hpp"
#include "tests/support/command.hpp"
#include "tests/support/temp_dir.hpp"

#include <fmt/format.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace anju;
using namespace anju::tests;
using std::chrono::steady_clock;

namespace {

constexpr int kFloodPerSecond = 2'000;
constexpr int kAlarmsTimed = 300;

void report_binary() {
    const TempDir directory("strip");
    const auto stripped = (directory / "anju-gateway").string();
    const auto done = run_command({"strip", "-o", stripped, ANJU_GATEWAY});
    const double size = done.code == 0 ? static_cast<double>(std::filesystem::file_size(stripped)) : kNotMeasured;
    print("binary_stripped", size / 1024 / 1024, "MiB", 6);
}

void report_idle(const GatewayHome& home, std::chrono::seconds length) {
    const double before = cpu_seconds(home.gateway());
    const double broker_before = cpu_seconds(home.broker());
    std::this_thread::sleep_for(length);
    const auto share = [&](double used) { return 100 * used / static_cast<double>(length.count()); };
    print("idle_private", private_mib(home.gateway()), "MiB", 8);
    print("idle_private_mosquitto", private_mib(home.broker()), "MiB", 8);
    print("idle_cpu", share(cpu_seconds(home.gateway()) - before), "% of a core", 0.5);
    print("idle_cpu_mosquitto", share(cpu_seconds(home.broker()) - broker_before), "% of a core", 0.5);
}

/// One device says something each half millisecond; another one's alarms must pass.
void report_flood(GatewayHome& home, std::chrono::seconds length) {
    std::atomic<bool> over{false};
    std::thread flood([&] {
        const auto begin = steady_clock::now();
        for (std::int64_t i = 0; !over; ++i) {
            home.say("zigbee2mqtt/babbler", fmt::format(R"({{"presence":{},"linkquality":{}}})", i % 2 == 0, i % 255));
            std::this_thread::sleep_until(begin + std::chrono::microseconds(1'000'000 * i / kFloodPerSecond));
        }
    });
    const auto times =
        home.time_alarms(static_cast<int>(2 * length.count()), "in the flood", std::chrono::milliseconds(500));
    over = true;
    flood.join();
    print("flood_alarm_p50", percentile(times, 0.5), "ms", 200);
    print("flood_alarm_max", percentile(times, 1), "ms", 200);
    print("flood_private", private_mib(home.gateway()), "MiB", 16);
}

void measure_well(std::chrono::seconds seconds) {
    const auto day = measure_day();
    print("day_written", day.written_mib, "MiB", 1);
    print("alarm_written", day.written_per_alarm, "KiB", 24);
    report_binary();

    const double fdatasync = fdatasync_p50();
    print("fdatasync_4k_p50", fdatasync, "ms", 1);
    GatewayHome home;
    print("start_to_first_message", home.start(), "ms", 1'000);
    home.await_centre();
    home.announce_devices();
    report_idle(home, seconds / 3);

    const auto hops = home.time_hops(kAlarmsTimed, std::chrono::milliseconds(20));
    const auto alarms = home.time_alarms(kAlarmsTimed, "alarm", std::chrono::milliseconds(20));
    print("two_hops_p50", percentile(hops, 0.5), "ms", 1);
    // What the gateway adds to the two hops; its limit is three fdatasyncs of this run.
    print("alarm_in_to_out_p50", percentile(alarms, 0.5) - percentile(hops, 0.5), "ms", 3 * fdatasync);
    print("alarm_in_to_out_p99", percentile(alarms, 0.99) - percentile(hops, 0.5), "ms", 3 * fdatasync);
    report_flood(home, seconds);
    home.end(SIGTERM);
}

}  // namespace

/// Arguments: how long the long measurements last, in seconds; the only case to measure, for whoever works on it.
int main(int argc, char** argv) {
    const std::chrono::seconds seconds(argc > 1 ? std::max(1, std::atoi(argv[1])) : 60);
    const std::string only = argc > 2 ? argv[2] : "";
    // Before anything starts a thread; where it is refused, what needs a mount is not measured.
    if (!enter_private_mounts()) fmt::print(stderr, "gateway_bench: no mounts of our own here\n");
    const std::vector<std::pair<std::string, std::function<void()>>> cases = {
        {"well", [&] { measure_well(seconds); }},
        {"dns_hang", report_dns_hang},
        {"full_disk", [&] { report_full_disk(seconds / 6); }},
        {"clock_1970", [&] { report_clock_1970(seconds / 6); }},
        {"uplink_down", [&] { report_uplink_down(seconds / 2); }}};
    int failed = 0;
    for (const auto& [name, measure] : cases) {
        if (!only.empty() && name != only) continue;
        try {
            measure();
        } catch (const std::exception& failure) {
            fmt::print(stderr, "gateway_bench: {}: {}\n", name, failure.what());
            print(name, kNotMeasured, "", 0);
            failed = 1;
        }
    }
    return failed;
}
