#include "tests/bench/gateway_trouble.hpp"

#include "link/resolver.hpp"
#include "tests/bench/gateway_home.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/mounts.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/wait.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>

namespace anju::tests {

namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using Alarms = std::map<std::string, sim::SteadyTime>;

constexpr double kMostGap = 200;         // ms
constexpr double kMostAlarmOut = 1'000;  // ms, from the sensor to the centre's broker

/// A name server that hears every question and answers none.
class SilentDns {
public:
    static constexpr const char* kAddress = "127.53.53.53";

    SilentDns() : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(53);
        ::inet_pton(AF_INET, kAddress, &address.sin_addr);
        if (::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return;
        ::close(socket_);
        throw std::runtime_error("cannot play a name server: port 53 is not ours");
    }
    ~SilentDns() { ::close(socket_); }
    SilentDns(const SilentDns&) = delete;
    SilentDns& operator=(const SilentDns&) = delete;

private:
    int socket_;
};

/// Takes every byte that a file system still has.
void fill(const std::filesystem::path& file) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(std::fopen(file.c_str(), "w"), std::fclose);
    if (!out) throw std::runtime_error("cannot write " + file.string());
    std::setvbuf(out.get(), nullptr, _IONBF, 0);
    for (const std::size_t size : {4'096U, 1U}) {
        const std::string block(size, 'x');
        while (std::fwrite(block.data(), 1, size, out.get()) == size) {
        }
    }
}

/// How many of them the centre does not hear within the time that a retry may take.
std::size_t unheard(const GatewayHome& home, const Alarms& alarms) {
    const auto missing = [&] {
        const auto heard = home.all_heard();
        return static_cast<std::size_t>(
            std::ranges::count_if(alarms, [&](const auto& alarm) { return !heard.contains(alarm.first); }));
    };
    static_cast<void>(wait_until([&] { return missing() == 0; }));
    return missing();
}

double slowest_way_out(const GatewayHome& home, const Alarms& alarms) {
    double slowest = alarms.empty() ? kNotMeasured : 0;
    for (const auto& [device, said] : alarms) {
        const auto heard = home.heard(device);
        slowest = heard ? std::max(slowest, millis(said, heard->at)) : kNotMeasured;
        if (!heard) break;
    }
    return slowest;
}

void print_count(const std::string& name, std::size_t count, const char* unit) {
    print(name, static_cast<double>(count), unit, 0);
}

}  // namespace

void report_dns_hang() {
    const std::string centre = "centre.anju.invalid";
    const TempDir directory("dns");
    const SilentDns dns;
    write_file(directory / "resolv.conf",
               fmt::format("nameserver {}\noptions timeout:4 attempts:2\n", SilentDns::kAddress));
    const auto mount = Mount::bind(directory / "resolv.conf", "/etc/resolv.conf");

    HomeOptions options;
    options.uplink_host = centre;
    options.tapped = true;
    GatewayHome home(options);
    print("dns_hang_start", home.start(), "ms", 1'000);
    Chatter chatter(home, "dns");
    const auto begin = steady_clock::now();
    static_cast<void>(link::system_resolve(centre));
    const double hang = millis(begin, steady_clock::now()) / 1'000;
    if (hang < 7.5) throw std::runtime_error(fmt::format("the DNS answers after {:.1f} s", hang));
    static_cast<void>(link::system_resolve(centre));
    const auto alarms = chatter.stop();
    print("dns_hang_length", hang, "s", 10);
    print("dns_hang_ingest_gap", home.tap().longest(), "ms", kMostGap);
    print_count("dns_hang_untold", home.told("cannot resolve '" + centre) ? 0 : 1, "faults");
    home.end(SIGKILL);
    print_count("dns_hang_lost", missing_from(stored_updates(home.state()), alarms), "alarms");
}

void report_full_disk(std::chrono::seconds length) {
    const TempDir directory("disk");
    const auto state = directory / "state";
    const auto mount = Mount::tmpfs(state, "4m");
    HomeOptions options;
    options.state = state;
    options.tapped = true;
    GatewayHome home(options);
    home.start();
    home.await_centre();
    fill(state / "ballast");

    Chatter with_centre(home, "full");
    std::this_thread::sleep_for(length);
    const auto sent = with_centre.stop();
    print("full_disk_ingest_gap", home.tap().longest(), "ms", kMostGap);
    print_count("full_disk_unsent", unheard(home, sent), "alarms");
    print("full_disk_alarm_out_max", slowest_way_out(home, sent), "ms", kMostAlarmOut);
    print_count("full_disk_untold", home.heard("gateway/storage") ? 0 : 1, "faults");

    home.centre_down();
    Chatter alone(home, "full and alone");
    std::this_thread::sleep_for(length);
    const auto waiting = alone.stop();
    print("full_disk_alone_ingest_gap", home.tap().longest(), "ms", kMostGap);
    std::filesystem::remove(state / "ballast");
    const bool freed = wait_until([&] { return home.told("the disk takes writes again"); });
    print_count("full_disk_end_untold", freed ? 0 : 1, "faults");
    home.end(SIGKILL);
    print_count("full_disk_unstored", missing_from(stored_updates(home.state()), waiting), "alarms");
    home.centre_up();
    home.start();
    print_count("full_disk_lost", unheard(home, waiting), "alarms");
    home.end(SIGKILL);
}

void report_clock_1970(std::chrono::seconds length) {
    const TempDir directory("clock");
    const auto shift = (directory / "shift").string();
    const auto since_1970 =
        std::chrono::duration_cast<Millis>(std::chrono::system_clock::now().time_since_epoch()).count();
    const auto set_shift = [&](std::int64_t by) {
        write_file(shift, std::string(reinterpret_cast<const char*>(&by), sizeof by));
    };
    set_shift(-since_1970);
    HomeOptions options;
    options.tapped = true;
    options.starter = {"env", std::string("LD_PRELOAD=") + ANJU_SHIFTED_CLOCK, "ANJU_CLOCK_SHIFT=" + shift};
    GatewayHome home(options);
    home.start();
    home.await_centre();
    Chatter before(home, "before");
    std::this_thread::sleep_for(length);
    const auto early = before.stop();
    double gap = home.tap().longest();
    const auto unheard_early = unheard(home, early);

    Chatter after(home, "after");
    std::this_thread::sleep_for(length / 2);
    set_shift(0);
    std::this_thread::sleep_for(length / 2);
    const auto late = after.stop();
    gap = std::max(gap, home.tap().longest());
    print("clock_1970_ingest_gap", gap, "ms", kMostGap);
    print_count("clock_1970_lost", unheard_early + unheard(home, late), "alarms");
    print("clock_1970_alarm_out_max", std::max(slowest_way_out(home, early), slowest_way_out(home, late)), "ms",
          kMostAlarmOut);

    std::set<AlertId> ids;
    std::size_t unmarked = 0;
    std::size_t unasked = 0;
    const auto all = home.all_heard();
    for (const auto& [device, heard] : all) {
        const auto& first = heard.update.first;
        ids.insert(heard.update.id);
        const bool in_1970 = first.utc < UtcTime{std::chrono::sys_days{std::chrono::year{1971} / 1 / 1}};
        if (in_1970 && first.synced) ++unmarked;
        if (early.contains(device) && !in_1970) throw std::runtime_error("the clock does not stand at 1970");
        if (!early.contains(device) && !late.contains(device) && !device.starts_with("first ")) ++unasked;
    }
    const auto& last = all.at(late.rbegin()->first).update.first;
    if (last.utc < UtcTime{Millis{since_1970}} && late.rbegin()->second > late.begin()->second + length / 2)
        throw std::runtime_error("the clock did not jump");
    print_count("clock_1970_untold", unmarked, "stamps that claim to be right");
    print_count("clock_1970_double_ids", all.size() - ids.size(), "ids");
    print_count("clock_1970_false_alarms", unasked, "alerts that the jump raised");
    home.end(SIGTERM);
}

}  // namespace anju::tests
