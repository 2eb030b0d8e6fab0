// The gateway's footprint, with a real process between two real brokers: what it costs when idle, how
// soon an alarm leaves, and what one device that floods does to another one's alarm. Prints JSON lines
// {name, value, unit, limit, ok}. Mosquitto's figures stand beside ours, from the same run.
#include "codec/codec.hpp"
#include "codec/topics.hpp"
#include "tests/bench/gateway_day.hpp"
#include "tests/bench/measure.hpp"
#include "tests/sim/homes.hpp"
#include "tests/support/broker.hpp"
#include "tests/support/command.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/wait.hpp"

#include <fmt/format.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace anju;
using namespace anju::tests;
using std::chrono::steady_clock;

namespace {

constexpr int kFloodPerSecond = 2'000;
constexpr int kAlarmsTimed = 300;

/// A gateway between its two brokers, the sensors' session, and the centre's ear.
class Home {
public:
    Home() {
        home_.start();
        centre_.start();
        write_file(directory_ / "gateway.toml",
                   fmt::format("[gateway]\nid = \"gw-bench\"\nstate_dir = \"{}\"\n[home_broker]\nport = {}\n"
                               "[uplink]\nhost = \"127.0.0.1\"\nport = {}\n[log]\nlevel = \"info\"\n",
                               (directory_ / "state").string(), home_.port(), centre_.port()));
        sensors_ = session_at(home_.port(), "sensors", {}, [](const link::Message&) {});
        ear_ = session_at(centre_.port(), "ear", {{"anju/v1/g/gw-bench/up/alerts", 1}, {"floor/up", 1}},
                          [this](const link::Message& message) { hear(message); });
        voice_ = session_at(centre_.port(), "voice", {}, [](const link::Message&) {});
        if (!wait_until([&] { return sensors_->connected() && ear_->connected() && voice_->connected(); }))
            throw std::runtime_error("the bench's sessions did not connect");
    }
    ~Home() {
        for (const auto& session : {&sensors_, &ear_, &voice_}) (*session)->stop();
    }
    Home(const Home&) = delete;
    Home& operator=(const Home&) = delete;

    /// Milliseconds from the start of the process to the first message that it handled.
    double start() {
        ProcessOptions options;
        options.argv = {ANJU_GATEWAY, "--config", (directory_ / "gateway.toml").string()};
        options.output = directory_ / "log";
        const auto begin = steady_clock::now();
        gateway_.emplace(options);
        const auto handled = [&] {
            say("zigbee2mqtt/first", R"({"smoke":true})");
            return read_file(directory_ / "log").find("alert ") != std::string::npos;
        };
        if (!wait_until(handled)) throw std::runtime_error("the gateway handles no message");
        const double took = millis(begin, steady_clock::now());
        if (!wait_until([&] { return heard("first").has_value(); }))
            throw std::runtime_error("the gateway does not reach the centre");
        return took;
    }

    void announce_devices() {
        std::vector<sim::Device> devices;
        for (int i = 0; i < 20; ++i) devices.emplace_back(fmt::format("device {}", i), sim::Model::smoke, 1);
        for (const auto& message : sim::announcement("zigbee2mqtt", devices)) say(message.topic, message.payload);
        for (auto& device : devices) say("zigbee2mqtt/" + device.name(), device.state());
    }

    void say(const std::string& topic, const std::string& payload) {
        link::Message message;
        message.topic = topic;
        message.payload = payload;
        // A full window is room again within a round trip.
        while (!sensors_->publish(message)) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }

    /// From the sensor's publish to the alert at the centre's broker, for `count` devices in turn.
    std::vector<double> time_alarms(int count, const std::string& name, std::chrono::milliseconds every) {
        std::vector<double> times;
        for (int i = 0; i < count; ++i) {
            const auto device = fmt::format("{} {}", name, i);
            const auto begin = steady_clock::now();
            say("zigbee2mqtt/" + device, R"({"smoke":true,"battery":90,"linkquality":120})");
            if (wait_until([&] { return heard(device).has_value(); })) times.push_back(millis(begin, *heard(device)));
            std::this_thread::sleep_until(begin + every);
        }
        return times;
    }

    /// The same two brokers and sessions like the gateway's, with nothing in between but a publish.
    std::vector<double> time_hops(int count, std::chrono::milliseconds every) {
        const auto up = session_at(centre_.port(), "hop-up", {}, [](const link::Message&) {});
        const auto in = session_at(home_.port(), "hop-in", {{"floor/in", 1}}, [&](const link::Message& message) {
            link::Message out;
            out.topic = "floor/up";
            out.payload = message.payload;
            (void)up->publish(std::move(out));
        });
        if (!wait_until([&] { return up->connected() && in->connected(); })) return {};
        std::vector<double> times;
        for (int i = 0; i < count; ++i) {
            const auto number = fmt::format("hop {}", i);
            const auto begin = steady_clock::now();
            say("floor/in", number);
            if (wait_until([&] { return heard(number).has_value(); })) times.push_back(millis(begin, *heard(number)));
            std::this_thread::sleep_until(begin + every);
        }
        in->stop();
        up->stop();
        return times;
    }

    [[nodiscard]] pid_t gateway() const { return gateway_->pid(); }
    [[nodiscard]] pid_t broker() const { return home_.pid(); }

    void end() {
        gateway_->kill(SIGTERM);
        gateway_->wait();
    }

private:
    void hear(const link::Message& message) {
        const auto at = steady_clock::now();
        if (message.topic == "floor/up") return note(message.payload, at);
        const auto batch = codec::decode_alert_batch(message.payload);
        if (!batch) return;
        codec::Receipt receipt;
        receipt.epoch = batch.value().epoch;
        for (const auto& numbered : batch.value().updates) {
            note(numbered.update.key.device.value, at);
            receipt.numbers.push_back(numbered.number);
        }
        link::Message answer;
        answer.topic = message.response_topic;
        answer.payload = codec::encode(receipt);
        (void)voice_->publish(std::move(answer));
    }
    void note(const std::string& device, sim::SteadyTime at) {
        const std::scoped_lock lock(mutex_);
        heard_.try_emplace(device, at);
    }
    [[nodiscard]] std::optional<sim::SteadyTime> heard(const std::string& device) const {
        const std::scoped_lock lock(mutex_);
        const auto found = heard_.find(device);
        return found == heard_.end() ? std::nullopt : std::optional(found->second);
    }

    TempDir directory_{"gateway-bench"};
    Broker home_;
    Broker centre_;
    mutable std::mutex mutex_;
    std::map<std::string, sim::SteadyTime> heard_;
    std::unique_ptr<link::Session> sensors_;
    std::unique_ptr<link::Session> ear_;
    std::unique_ptr<link::Session> voice_;
    std::optional<Process> gateway_;
};

void report_binary() {
    const TempDir directory("strip");
    const auto stripped = (directory / "anju-gateway").string();
    const auto done = run_command({"strip", "-o", stripped, ANJU_GATEWAY});
    const double size = done.code == 0 ? static_cast<double>(std::filesystem::file_size(stripped)) : kNotMeasured;
    print("binary_stripped", size / 1024 / 1024, "MiB", 6);
}

void report_idle(const Home& home, std::chrono::seconds length) {
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
void report_flood(Home& home, std::chrono::seconds length) {
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

}  // namespace

int main(int argc, char** argv) {
    const std::chrono::seconds seconds(argc > 1 ? std::max(1, std::atoi(argv[1])) : 60);
    try {
        const auto day = measure_day();
        print("day_written", day.written_mib, "MiB", 1);
        print("alarm_written", day.written_per_alarm, "KiB", 24);
        report_binary();

        const double fdatasync = fdatasync_p50();
        print("fdatasync_4k_p50", fdatasync, "ms", 1);
        Home home;
        print("start_to_first_message", home.start(), "ms", 1'000);
        home.announce_devices();
        report_idle(home, seconds / 3);

        const auto hops = home.time_hops(kAlarmsTimed, std::chrono::milliseconds(20));
        const auto alarms = home.time_alarms(kAlarmsTimed, "alarm", std::chrono::milliseconds(20));
        print("two_hops_p50", percentile(hops, 0.5), "ms", 1);
        // What the gateway adds to the two hops; its limit is three fdatasyncs of this run.
        print("alarm_in_to_out_p50", percentile(alarms, 0.5) - percentile(hops, 0.5), "ms", 3 * fdatasync);
        print("alarm_in_to_out_p99", percentile(alarms, 0.99) - percentile(hops, 0.5), "ms", 3 * fdatasync);
        report_flood(home, seconds);
        home.end();
        return 0;
    } catch (const std::exception& failure) {
        fmt::print(stderr, "gateway_bench: {}\n", failure.what());
        return 1;
    }
}
