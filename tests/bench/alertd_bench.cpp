// alertd with a district's whole history: start, list pages, search, acknowledgements on every screen,
// and steps that are due, with the real process and alerts coming in beside. Prints JSON lines
// {name, value, unit, limit, ok}.
#include "base/system.hpp"
#include "codec/codec.hpp"
#include "codec/topics.hpp"
#include "tests/bench/filled_centre.hpp"
#include "tests/bench/measure.hpp"
#include "tests/e2e/system.hpp"
#include "tests/sim/peers.hpp"
#include "tests/support/broker.hpp"
#include "tests/support/ports.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/wait.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <fstream>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace anju;
using namespace anju::tests;
using std::chrono::steady_clock;
using namespace std::chrono_literals;

namespace {

constexpr int kLoadPerSecond = 10;
constexpr std::size_t kScreens = 20;
constexpr std::size_t kAcknowledgements = 200;
constexpr std::size_t kPages = 300;
constexpr std::size_t kLoadHomes = 2'000;
constexpr std::size_t kHeartbeatMs = 30'000;  ///< of a gateway
constexpr std::chrono::milliseconds kTick{20};
constexpr std::chrono::seconds kDistrictTime{100};  ///< longer than a gateway may be silent
constexpr std::int64_t kDueWithin = 60'000;
constexpr std::int64_t kDueAfter = 8'000;  ///< of the start: alertd is ready and the screens are there

std::int64_t utc_ms() { return SystemClock().now().utc.time_since_epoch().count(); }

/// Gateways that press call buttons at a steady rate, from a thread of its own.
class Load {
public:
    explicit Load(std::uint16_t broker) : session_(session_at(broker, "load", {}, [](const link::Message&) {})) {
        if (!wait_until([&] { return session_->connected(); })) throw std::runtime_error("no broker for the load");
        thread_ = std::thread([this] { run(); });
    }
    ~Load() {
        stopping_ = true;
        thread_.join();
        session_->stop();
    }

private:
    void run() {
        SystemClock clock;
        UlidFactory ids(system_random64);
        const auto start = steady_clock::now();
        for (std::uint64_t i = 0; !stopping_; ++i) {
            std::this_thread::sleep_until(start + std::chrono::milliseconds(1'000 * i / kLoadPerSecond));
            const auto now = clock.now();
            AlertUpdate update;
            update.id = AlertId(ids.next(now.utc));
            update.revision = 1;
            const std::string home = fmt::format("h{:06}", 100'000 + i % kLoadHomes);
            update.key = {HomeId(home), DeviceId("button"), Condition::call};
            update.kind = Kind::call_button;
            update.type = SignalType::press;
            update.severity = Severity::critical;
            update.phase = AlertPhase::raised;
            update.count = 1;
            update.first = update.last = stamp_of(now, 1);
            codec::AlertBatch batch;
            batch.epoch = OutboxEpoch(ids.next(now.utc));
            batch.updates.push_back({1, update});
            batch.sent = update.last;
            link::Message message;
            message.topic = codec::topic_of(GatewayId("gw-" + home.substr(1)), codec::Channel::alerts);
            message.payload = codec::encode(batch);
            (void)session_->publish(std::move(message));
        }
    }

    std::unique_ptr<link::Session> session_;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

/// Every gateway of the district says that it is there, as often as gateways do, from a thread of its own.
class Heartbeats {
public:
    Heartbeats(std::uint16_t broker, std::size_t gateways)
        : gateways_(gateways), session_(session_at(broker, "heartbeats", {}, [](const link::Message&) {})) {
        if (!wait_until([&] { return session_->connected(); }))
            throw std::runtime_error("no broker for the heartbeats");
        thread_ = std::thread([this] { run(); });
    }
    ~Heartbeats() {
        stopping_ = true;
        thread_.join();
        session_->stop();
    }
    [[nodiscard]] std::size_t sent() const { return sent_; }

private:
    void run() {
        SystemClock clock;
        UlidFactory ids(system_random64);
        codec::Status status;
        status.epoch = OutboxEpoch(ids.next(clock.now().utc));
        const auto start = steady_clock::now();
        for (std::size_t tick = 1; !stopping_; ++tick) {
            std::this_thread::sleep_until(start + tick * kTick);
            const std::size_t due = tick * gateways_ * static_cast<std::size_t>(kTick / 1ms) / kHeartbeatMs;
            status.sent = stamp_of(clock.now(), 1);
            const std::string payload = codec::encode(status);
            for (; sent_ < due && !stopping_; ++sent_) {
                link::Message message;
                const GatewayId gateway(fmt::format("gw-{:06}", sent_ % gateways_));
                message.topic = codec::topic_of(gateway, codec::Channel::status);
                message.payload = payload;
                while (!session_->publish(message) && !stopping_) std::this_thread::sleep_for(1ms);
            }
        }
    }

    const std::size_t gateways_;
    std::unique_ptr<link::Session> session_;
    std::atomic<bool> stopping_{false};
    std::atomic<std::size_t> sent_{0};
    std::thread thread_;
};

/// Screens that follow the live stream and note when each saw the acknowledgement of a case.
class Screens {
public:
    explicit Screens(std::uint16_t port) {
        for (std::size_t i = 0; i < kScreens; ++i) {
            screens_.push_back(std::make_unique<sim::StreamWatcher>(
                "127.0.0.1", port, [this](sim::SteadyTime at, const boost::json::object& frame) { see(at, frame); }));
            if (!screens_.back()->start()) throw std::runtime_error("a screen cannot follow the stream");
        }
    }
    /// When the last screen saw it; nothing while some have not.
    [[nodiscard]] std::optional<sim::SteadyTime> seen_by_all(const std::string& incident) {
        const std::scoped_lock lock(mutex_);
        const auto found = seen_.find(incident);
        if (found == seen_.end() || found->second.count < kScreens) return std::nullopt;
        return found->second.last;
    }

private:
    struct Seen {
        std::size_t count = 0;
        sim::SteadyTime last;
    };
    void see(sim::SteadyTime at, const boost::json::object& frame) {
        const auto* event = frame.if_contains("event");
        if (!event || *event != "incident.acknowledged") return;
        const std::scoped_lock lock(mutex_);
        auto& seen = seen_[std::string(frame.at("incident_id").as_string())];
        ++seen.count;
        seen.last = std::max(seen.last, at);
    }

    std::mutex mutex_;
    std::map<std::string, Seen> seen_;
    std::vector<std::unique_ptr<sim::StreamWatcher>> screens_;
};

class Centre {
public:
    explicit Centre(std::filesystem::path state) : state_(std::move(state)), port_(free_port()) {
        broker_.start();
        std::ofstream(config_) << fmt::format(
            "state_dir = \"{}\"\n[broker]\nhost = \"127.0.0.1\"\nport = {}\n[api]\nport = {}\n[channel.log]\nfile = "
            "\"{}\"\n[log]\nlevel = \"warn\"\n",
            state_.string(), broker_.port(), port_, (directory_ / "notified.log").string());
    }

    /// Milliseconds until it says that it is ready.
    double start() {
        const auto begin = steady_clock::now();
        alertd_.emplace(ProcessOptions{.argv = {ANJU_ALERTD, "--config", config_.string()},
                                       .output = directory_ / "alertd.log",
                                       .error = {},
                                       .input = {},
                                       .directory = {}});
        sim::ApiClient client("127.0.0.1", port_);
        const bool ready = wait_until(
            [&] {
                const auto answer = client.get("/-/ready");
                return answer && answer.value().status == 200;
            },
            Millis{60'000});
        if (!ready)
            throw std::runtime_error("alertd did not become ready; see " + (directory_ / "alertd.log").string());
        return millis(begin, steady_clock::now());
    }
    void stop() {
        alertd_->kill(SIGTERM);
        alertd_->wait();
        alertd_.reset();
    }
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::uint16_t broker_port() const { return broker_.port(); }
    [[nodiscard]] pid_t pid() const { return alertd_->pid(); }
    [[nodiscard]] std::filesystem::path database() const { return state_ / "alertd.db"; }

private:
    std::filesystem::path state_;
    TempDir directory_{"bench"};
    std::filesystem::path config_ = directory_ / "alertd.toml";
    std::uint16_t port_;
    Broker broker_;
    std::optional<Process> alertd_;
};

void measure_pages(const Centre& centre, const std::string& name, const std::string& path) {
    sim::ApiClient client("127.0.0.1", centre.port());
    std::vector<double> times;
    std::size_t failed = 0;
    for (std::size_t i = 0; i < kPages; ++i) {
        const auto begin = steady_clock::now();
        const auto answer = client.get(path);
        times.push_back(millis(begin, steady_clock::now()));
        if (!answer || answer.value().status != 200) ++failed;
    }
    print(name + "_p50", percentile(times, 0.5), "ms", 50);
    print(name + "_p99", percentile(times, 0.99), "ms", 50);
    if (failed > 0) print(name + "_failed", static_cast<double>(failed), "answers", 0);
}

std::vector<std::string> open_cases(const Centre& centre, std::size_t count) {
    sim::ApiClient client("127.0.0.1", centre.port());
    const auto answer = client.get("/api/v1/incidents?open=true&order=urgency&limit=500");
    if (!answer || answer.value().status != 200) throw std::runtime_error("the list of open cases does not come");
    std::vector<std::string> ids;
    for (const auto& incident : answer.value().body.at("incidents").as_array()) {
        if (incident.at("state") == "open" && ids.size() < count) ids.emplace_back(incident.at("id").as_string());
    }
    if (ids.size() < count) throw std::runtime_error("too few open cases to acknowledge");
    return ids;
}

void measure_acknowledgements(const Centre& centre, Screens& screens, const std::string& name) {
    sim::ApiClient client("127.0.0.1", centre.port());
    std::vector<double> times;
    std::size_t unseen = 0;
    for (const auto& id : open_cases(centre, kAcknowledgements)) {
        const auto begin = steady_clock::now();
        const auto answer = client.post("/api/v1/incidents/" + id + "/acknowledge", {{"actor", "bench"}});
        std::optional<sim::SteadyTime> all;
        const bool seen = answer && answer.value().status == 200 &&
                          wait_until([&] { return (all = screens.seen_by_all(id)).has_value(); }, Millis{10'000});
        if (seen) times.push_back(millis(begin, *all));
        if (!seen) ++unseen;
    }
    print(name + "_to_every_screen_p50", percentile(times, 0.5), "ms", 100);
    print(name + "_to_every_screen_p99", percentile(times, 0.99), "ms", 100);
    print(name + "_unseen", static_cast<double>(unseen), "acknowledgements", 0);
}

/// How late each step of the open cases fired: by the engine's clock in the journal, read afterwards.
void report_lateness(const Centre& centre, std::size_t open) {
    std::vector<double> late;
    for (const auto& text : select_texts(
             centre.database().string(),
             fmt::format(
                 "SELECT min(j.at) - e.due_at FROM escalations e JOIN incidents i ON i.id = e.incident JOIN journal j "
                 "ON j.incident = e.incident AND j.event = 'escalation.fired' WHERE i.opened_at < {} AND "
                 "e.step = 2 AND e.state = 'fired' AND j.detail LIKE '%\"step\",\"2\"%' "
                 "GROUP BY e.incident",
                 kFilledUntil))) {
        late.push_back(std::stod(text));
    }
    print("due_unfired", static_cast<double>(open) - static_cast<double>(late.size()), "steps", 0);
    print("due_late_p50", percentile(late, 0.5), "ms", 1'000);
    print("due_late_max", percentile(late, 1.0), "ms", 1'000);
}

/// The heartbeats of all homes beside everything else: whether they are all taken in, and who waits for them.
void measure_district(Centre& centre, const FilledCentre& size) {
    make_due(centre.database(), utc_ms() + 86'400'000, 1);
    (void)centre.start();
    {
        const Load load(centre.broker_port());
        Screens screens(centre.port());
        const Heartbeats heartbeats(centre.broker_port(), size.homes);
        std::this_thread::sleep_for(kDistrictTime);
        const double used = cpu_seconds(centre.pid());
        const auto begin = steady_clock::now();
        const std::size_t sent = heartbeats.sent();
        measure_acknowledgements(centre, screens, "district_acknowledge");
        measure_pages(centre, "district_list_open", "/api/v1/incidents?open=true&limit=50");
        const double seconds = millis(begin, steady_clock::now()) / 1'000;
        print("district_heartbeats_missing",
              static_cast<double>(size.homes) / (kHeartbeatMs / 1'000) -
                  static_cast<double>(heartbeats.sent() - sent) / seconds,
              "1/s", 100);
        print("district_cpu", (cpu_seconds(centre.pid()) - used) / seconds, "cores", 1);
        sim::ApiClient client("127.0.0.1", centre.port());
        const auto counts = client.get("/api/v1/counts");
        if (!counts) throw std::runtime_error("no counts");
        print("district_gateways_unheard",
              static_cast<double>(size.homes) - counts.value().body.at("gateways").to_number<double>(), "gateways", 0);
        print("district_gateways_lost", counts.value().body.at("gateways_lost").to_number<double>(), "gateways", 0);
    }
    centre.stop();
}

void measure(const std::filesystem::path& state, const FilledCentre& size) {
    Centre centre(state);
    make_due(centre.database(), utc_ms() + 86'400'000, 1);
    print("start_to_ready", centre.start(), "ms", 3'000);
    {
        const Load load(centre.broker_port());
        Screens screens(centre.port());
        measure_pages(centre, "list_open", "/api/v1/incidents?open=true&limit=50");
        measure_pages(centre, "list_open_street", "/api/v1/incidents?open=true&limit=50&street=s03");
        measure_pages(centre, "list_closed", "/api/v1/incidents?open=false&limit=50");
        measure_pages(centre, "list_closed_street", "/api/v1/incidents?open=false&limit=50&street=s03");
        measure_pages(centre, "list_closed_committee_class",
                      "/api/v1/incidents?open=false&limit=50&committee=c017&class=welfare");
        measure_pages(centre, "list_home", "/api/v1/incidents?home=h000100&limit=50");
        measure_pages(centre, "counts", "/api/v1/counts");
        measure_pages(centre, "notifications_waiting", "/api/v1/notifications?state=pending&limit=50");
        measure_pages(centre, "notifications_responder", "/api/v1/notifications?responder=r-c017&limit=50");
        measure_pages(centre, "follow_ups", "/api/v1/follow-ups?overdue=true&limit=50");
        measure_acknowledgements(centre, screens, "acknowledge");
        print("alertd_private", private_mib(centre.pid()), "MiB", 256);
    }
    centre.stop();

    make_due(centre.database(), utc_ms() + kDueAfter, kDueWithin);
    (void)centre.start();
    {
        const Load load(centre.broker_port());
        const Screens screens(centre.port());
        std::this_thread::sleep_for(std::chrono::milliseconds(kDueAfter + kDueWithin + 5'000));
    }
    centre.stop();
    report_lateness(centre, size.open);
    measure_district(centre, size);
}

}  // namespace

int main(int argc, char** argv) {
    FilledCentre size;
    if (argc > 1) size.closed = std::stoul(argv[1]);
    // On the disk: a temporary folder may be in memory, and ten million cases do not fit there.
    const std::filesystem::path folder = std::filesystem::current_path() / "build" / "bench-alertd";
    try {
        std::filesystem::remove_all(folder);
        std::filesystem::create_directories(folder);
        const auto begin = steady_clock::now();
        fill_centre(folder / "alertd.db", size);
        print("filled_in", millis(begin, steady_clock::now()) / 1'000, "s", 3'600);
        print("database", static_cast<double>(std::filesystem::file_size(folder / "alertd.db")) / 1'048'576, "MiB",
              30'000);
        measure(folder, size);
        std::filesystem::remove_all(folder);
        return 0;
    } catch (const std::exception& failure) {
        fmt::print(stderr, "alertd_bench: {}\n", failure.what());
        return 1;
    }
}
