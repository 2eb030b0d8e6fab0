// From the sensor's message to the stored alert and to the responder's phone, with real processes:
// two brokers, gateways, alertd, a webhook receiver. Prints JSON lines {name, value, unit, limit, ok}.
//
// Each alarm is a press of a device of its own; a duty officer acknowledges and closes each case as
// soon as it was notified, so that every alarm opens an incident and is notified. That work is part
// of the load. Figures are medians of one machine; compare them with the limit beside them.
#include "tests/bench/measure.hpp"
#include "tests/e2e/system.hpp"
#include "tests/sim/journeys.hpp"
#include "tests/sim/play.hpp"
#include "tests/support/wait.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace anju;
using namespace anju::tests;
using std::chrono::steady_clock;

namespace {

/// So many that a home has 400 ms until its next alarm: long enough for its case to be closed before.
constexpr std::size_t kGateways = 40;

/// Publish, fdatasync in a subscriber, publish to the other broker, fdatasync in its subscriber: p50 in milliseconds.
double floor_p50(std::uint16_t home, std::uint16_t centre, int rate, int seconds) {
    const TempDir directory("floor");
    CommitFile gateway_file(directory / "gateway");
    CommitFile centre_file(directory / "centre");
    std::mutex mutex;
    std::vector<double> times;
    std::vector<sim::SteadyTime> said;  // by the number that the message begins with
    const auto relay = session_at(centre, "relay", {}, [](const link::Message&) {});
    const auto sink = session_at(centre, "sink", {{"floor/up", 1}}, [&](const link::Message& message) {
        centre_file.commit();
        const std::scoped_lock lock(mutex);
        times.push_back(millis(said.at(std::stoul(message.payload)), steady_clock::now()));
    });
    const auto hear = session_at(home, "hear", {{"floor/sensor", 1}}, [&](const link::Message& message) {
        gateway_file.commit();
        link::Message up;
        up.topic = "floor/up";
        up.payload = message.payload;
        (void)relay->publish(std::move(up));
    });
    const auto sensor = session_at(home, "sensor", {}, [](const link::Message&) {});
    const bool up =
        wait_until([&] { return relay->connected() && sink->connected() && hear->connected() && sensor->connected(); });
    if (!up) throw std::runtime_error("the floor's sessions did not connect");
    const auto start = steady_clock::now();
    for (int i = 0; i < rate * seconds; ++i) {
        std::this_thread::sleep_until(start + std::chrono::microseconds(1'000'000LL * i / rate));
        link::Message message;
        message.topic = "floor/sensor";
        message.payload = fmt::format("{:<249}", i);
        {
            const std::scoped_lock lock(mutex);
            said.push_back(steady_clock::now());
        }
        (void)sensor->publish(std::move(message));
    }
    for (const auto& session : {&sensor, &hear, &relay, &sink}) (*session)->stop();
    return percentile(times, 0.5);
}

class Bench {
public:
    Bench()
        : system_({.gateways = kGateways,
                   .gateway_rules = "",
                   .alertd_extra = "",
                   .on_call = [this](const sim::WebhookCall& call) { journeys_.on_call(call); }}),
          bridge_("127.0.0.1", system_.start().home_broker().port(), "bench"),
          stream_("127.0.0.1", system_.api_port(),
                  [this](sim::SteadyTime at, const boost::json::object& frame) { journeys_.on_frame(at, frame); }) {}

    bool prepare() { return stream_.start() && bridge_.connect(std::chrono::seconds(10)) && warm_up(); }

    /// `rate` alarms a second for `seconds`; false when some alarm never arrived.
    bool measure(int rate, int seconds) {
        std::atomic<bool> done{false};
        std::vector<sim::Journey> complete;
        std::thread officer([&] { close_cases(done, complete); });
        const auto start = steady_clock::now();
        const int alarms = rate * seconds;
        for (int i = 0; i < alarms; ++i) {
            std::this_thread::sleep_until(start + std::chrono::microseconds(1'000'000LL * i / rate));
            press(static_cast<std::size_t>(i) % kGateways, fmt::format("bench {} {}", rate, i));
        }
        const bool all = wait_until([&] { return closed_ >= static_cast<std::size_t>(alarms); }, Millis{20'000});
        done = true;
        officer.join();
        report(rate, complete, static_cast<std::size_t>(alarms));
        closed_ = 0;
        return all;
    }

    /// The least that this path can cost here: the same two brokers and two commits, nothing decided.
    void measure_floor(int rate, int seconds) {
        print(fmt::format("path_{}_per_s_floor_p50", rate),
              floor_p50(system_.home_broker().port(), system_.centre_broker().port(), rate, seconds), "ms", 2);
    }

    void report_memory() {
        print("alertd_private", private_mib(system_.alertd().pid()), "MiB", 64);
        print("gateway_private", private_mib(system_.gateway(0).pid()), "MiB", 8);
    }

private:
    void press(std::size_t gateway, const std::string& device) {
        (void)journeys_.begin(System::home_id(gateway), "call");
        (void)bridge_.publish({Millis{0}, System::base_topic(gateway) + "/" + device,
                               R"({"action":"emergency","battery":90,"linkquality":88})", false, device});
    }

    bool warm_up() {
        sim::ApiClient desk("127.0.0.1", system_.api_port());
        for (std::size_t i = 0; i < kGateways; ++i) {
            for (int attempt = 0;; ++attempt) {
                if (attempt == 60) return false;
                const auto device = fmt::format("warm up {} {}", i, attempt);
                const auto journey = journeys_.begin(System::home_id(i), "call");
                (void)bridge_.publish(
                    {Millis{0}, System::base_topic(i) + "/" + device, R"({"action":"emergency"})", false, device});
                const auto seen = journeys_.wait_for(journey, std::chrono::milliseconds(500));
                if (!seen.stored) continue;
                close(desk, seen.incident);
                break;
            }
        }
        (void)journeys_.take_complete(std::chrono::milliseconds(100));
        return true;
    }

    static void close(sim::ApiClient& desk, const std::string& incident) {
        const auto path = "/api/v1/incidents/" + incident;
        (void)desk.post(path + "/acknowledge", {{"actor", "bench"}});
        (void)desk.post(path + "/close", {{"actor", "bench"}, {"disposition", "drill"}});
    }

    void close_cases(const std::atomic<bool>& done, std::vector<sim::Journey>& complete) {
        sim::ApiClient desk("127.0.0.1", system_.api_port());
        while (!done) {
            for (auto& journey : journeys_.take_complete(std::chrono::milliseconds(20))) {
                close(desk, journey.incident);
                complete.push_back(std::move(journey));
                ++closed_;
            }
        }
    }

    static void report(int rate, const std::vector<sim::Journey>& complete, std::size_t alarms) {
        std::vector<double> stored;
        std::vector<double> notified;
        for (const auto& journey : complete) {
            stored.push_back(millis(journey.said, *journey.stored));
            notified.push_back(millis(journey.said, *journey.notified));
        }
        const auto name = [&](const char* what) { return fmt::format("path_{}_per_s_{}", rate, what); };
        print(name("missing"), static_cast<double>(alarms - complete.size()), "alarms", 0);
        print(name("stored_p50"), percentile(stored, 0.5), "ms", 2);
        print(name("stored_p99"), percentile(stored, 0.99), "ms", 5);
        print(name("notified_p50"), percentile(notified, 0.5), "ms", 4);
        print(name("notified_p99"), percentile(notified, 0.99), "ms", 10);
    }

    sim::Journeys journeys_;
    System system_;
    sim::Bridge bridge_;
    sim::StreamWatcher stream_;
    std::atomic<std::size_t> closed_{0};
};

}  // namespace

int main(int argc, char** argv) {
    const int seconds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 20;
    print("fdatasync_4k_p50", fdatasync_p50(), "ms", 1);
    try {
        Bench bench;
        if (!bench.prepare()) throw std::runtime_error("the path did not come up");
        bench.report_memory();
        bench.measure_floor(10, seconds / 2);
        bench.measure_floor(100, seconds / 4);
        const bool slow = bench.measure(10, seconds);
        const bool fast = bench.measure(100, seconds);
        bench.report_memory();
        return slow && fast ? 0 : 1;
    } catch (const std::exception& failure) {
        fmt::print(stderr, "path_bench: {}\n", failure.what());
        return 1;
    }
}
