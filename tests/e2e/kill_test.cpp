// Everything is killed with SIGKILL at random moments under load, and nothing that was accepted is
// lost, stored twice or kept from people.
//
// ANJU_KILL_SEED and ANJU_KILL_ROUNDS choose other moments and more of them.
#include "tests/e2e/system.hpp"
#include "tests/sim/play.hpp"
#include "tests/support/wait.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <boost/json.hpp>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <random>
#include <set>
#include <thread>

using namespace anju;
using namespace anju::tests;

namespace {

constexpr std::size_t kGateways = 5;

std::uint64_t number_from_environment(const char* name, std::uint64_t fallback) {
    const char* text = std::getenv(name);
    return text != nullptr ? std::strtoull(text, nullptr, 10) : fallback;
}

/// What the sensors said: a device a press, so that each is an alarm of its own.
class Load {
public:
    explicit Load(System& system) : bridge_("127.0.0.1", system.home_broker().port(), "kill-load") {
        REQUIRE(bridge_.connect(std::chrono::seconds(10)));
    }
    ~Load() { stop(); }

    /// Presses exactly once each, about 60 a second, over all gateways.
    void start_presses(std::uint64_t seed) {
        stopping_ = false;
        thread_ = std::thread([this, seed] {
            std::mt19937_64 chance(seed);
            while (!stopping_) {
                press(chance() % kGateways);
                std::this_thread::sleep_until(std::chrono::steady_clock::now() +
                                              std::chrono::milliseconds(chance() % 33));
            }
        });
    }

    void stop() {
        stopping_ = true;
        if (thread_.joinable()) thread_.join();
    }

    void press(std::size_t gateway) {
        const auto device = fmt::format("button {}", ++pressed_);
        sim::Device button(device, sim::Model::call_button, pressed_);
        say(gateway, device, button.press("emergency"));
        if (!failed_) devices_.insert(device);
    }

    /// A level, as a detector repeats it; its name counts as said only when the caller asks.
    void alarm(std::size_t gateway, const std::string& device) {
        sim::Device smoke(device, sim::Model::smoke, 1);
        smoke.set_alarm(true);
        say(gateway, device, smoke.state());
    }

    [[nodiscard]] bool drain() { return bridge_.drain(std::chrono::seconds(30)); }
    [[nodiscard]] const std::set<std::string>& devices() const { return devices_; }
    [[nodiscard]] bool failed() const { return failed_; }

private:
    void say(std::size_t gateway, const std::string& device, const std::string& payload) {
        const auto topic = System::base_topic(gateway) + "/" + device;
        if (!bridge_.publish({Millis{0}, topic, payload, false, device})) failed_ = true;
    }

    sim::Bridge bridge_;
    std::thread thread_;
    std::atomic<bool> stopping_{false};
    std::atomic<bool> failed_{false};
    std::uint64_t pressed_ = 0;
    std::set<std::string> devices_;
};

/// A duty officer who closes cases, so that new ones open and are notified under load.
///
/// A press that the broker delivers again, because its gateway died between the commit and the
/// acknowledgement, joins the alert that is still open. Had the case been closed meanwhile it would
/// rightly be a new alert, and "stored once" could not be checked: so a home is left alone for a
/// while when its gateway is killed: longer than a restart and the holdoff of presses take together.
class Officer {
public:
    explicit Officer(std::uint16_t port) : thread_([this, port] { work(port); }) {}
    ~Officer() {
        stopping_ = true;
        thread_.join();
    }
    [[nodiscard]] int closed() const { return closed_; }
    /// Returns when no close of that home is under way.
    void leave_alone(const std::string& home) {
        const std::scoped_lock lock(mutex_);
        left_alone_[home] = std::chrono::steady_clock::now() + std::chrono::seconds(8);
    }

private:
    void work(std::uint16_t port) {
        sim::ApiClient api("127.0.0.1", port);
        while (!stopping_) {
            std::this_thread::sleep_until(std::chrono::steady_clock::now() + std::chrono::milliseconds(150));
            const auto list = api.get("/api/v1/incidents?open=true");
            if (!list || list.value().status != 200) continue;
            for (const auto& incident : list.value().body.at("incidents").as_array()) close(api, incident.as_object());
        }
    }

    void close(sim::ApiClient& api, const boost::json::object& incident) {
        const std::scoped_lock lock(mutex_);
        const auto home = left_alone_.find(std::string(incident.at("home").as_string()));
        if (home != left_alone_.end() && std::chrono::steady_clock::now() < home->second) return;
        const auto path = "/api/v1/incidents/" + std::string(incident.at("id").as_string());
        (void)api.post(path + "/acknowledge", {{"actor", "officer"}});
        const auto done = api.post(path + "/close", {{"actor", "officer"}, {"disposition", "drill"}});
        if (done && done.value().status == 200) ++closed_;
    }

    std::mutex mutex_;
    std::map<std::string, std::chrono::steady_clock::time_point> left_alone_;
    std::atomic<bool> stopping_{false};
    std::atomic<int> closed_{0};
    std::thread thread_;
};

std::int64_t stored_presses(const System& system) {
    return select_number(system.alertd_database(),
                         "SELECT count(DISTINCT device) FROM alerts WHERE device LIKE 'button %'");
}

void check_nothing_lost(System& system, const std::set<std::string>& devices) {
    INFO(system.logs());
    const auto all_stored = [&] { return stored_presses(system) >= static_cast<std::int64_t>(devices.size()); };
    CHECK(wait_until(all_stored, Millis{90'000}));
    std::set<std::string> stored;
    for (auto& device : select_texts(system.alertd_database(), "SELECT device FROM alerts"))
        stored.insert(std::move(device));
    for (const auto& device : devices) {
        INFO(device);
        CHECK(stored.contains(device));
    }
    for (const auto& twice :
         select_texts(system.alertd_database(),
                      "SELECT device || ' in ' || home || ': ' || group_concat(hex(id) || ' revision ' || revision || "
                      "' ' || phase || "
                      "' count ' || count || ' first ' || first_utc || ' received ' || received_first, ', ') "
                      "FROM alerts GROUP BY home, device, condition HAVING count(*) > 1")) {
        FAIL_CHECK("stored twice: " << twice);
    }
    CHECK(select_number(system.alertd_database(),
                        "SELECT count(*) FROM alerts WHERE condition = 'call' AND incident IS NULL") == 0);
}

/// At least one call for each delivered notification, none for a key that is not in the database.
void check_notifications(System& system) {
    const auto unfinished = [&] {
        return select_number(system.alertd_database(),
                             "SELECT count(*) FROM notifications n JOIN incidents i ON i.id = n.incident "
                             "WHERE n.state IN ('pending', 'sending') AND i.class = 'emergency'");
    };
    CHECK(wait_until([&] { return unfinished() == 0; }, Millis{60'000}));
    const auto delivered =
        select_texts(system.alertd_database(), "SELECT key FROM notifications WHERE state = 'delivered'");
    // After those, because a step of an open case may be delivered meanwhile.
    const auto calls = system.calls();
    std::set<std::string> keys;
    for (auto& key : select_texts(system.alertd_database(), "SELECT key FROM notifications")) {
        const bool inserted = keys.insert(std::move(key)).second;
        CHECK(inserted);
    }
    for (const auto& key : delivered) {
        INFO(key);
        CHECK(calls.contains(key));
    }
    for (const auto& [key, times] : calls) {
        INFO(key);
        CHECK(keys.contains(key));
    }
    // One key an (incident, responder, step), whatever was killed.
    CHECK(select_number(system.alertd_database(),
                        "SELECT count(*) FROM (SELECT 1 FROM notifications GROUP BY incident, responder, step HAVING "
                        "count(*) > 1)") == 0);
}

/// Once alertd has everything, what is left to do is to tell the gateways so.
void check_outboxes_empty(System& system) {
    CHECK(wait_until([&] { return system.pending_updates() == 0; }, Millis{90'000}));
    for (std::size_t i = 0; i < system.gateways(); ++i) {
        system.gateway(i).kill(SIGTERM);
        system.gateway(i).wait();
        INFO(System::gateway_id(i));
        CHECK(select_number(system.gateway_database(i), "SELECT count(*) FROM entry") == 0);
    }
}

void check_journal(const System& system) {
    std::string output;
    const int code = system.run_alertd({"verify-journal", "--config", system.alertd_config()}, output);
    INFO(output);
    CHECK(code == 0);
}

/// Waits until each gateway's sensor path is open: until then the broker has nobody to keep messages for.
void warm_up(System& system, Load& load) {
    for (std::size_t i = 0; i < kGateways; ++i) {
        const auto device = fmt::format("warm up {}", i);
        const auto seen = [&] {
            load.alarm(i, device);
            return select_number(system.alertd_database(),
                                 "SELECT count(*) FROM alerts WHERE device = '" + device + "'") > 0;
        };
        REQUIRE(wait_until(seen, Millis{30'000}));
    }
}

}  // namespace

TEST_CASE("alarms survive the death of gateways, alertd and the centre's broker at random moments") {
    const auto seed = number_from_environment("ANJU_KILL_SEED", 20'260'301);
    const auto rounds = number_from_environment("ANJU_KILL_ROUNDS", 42);
    MESSAGE("ANJU_KILL_SEED=", seed, " ANJU_KILL_ROUNDS=", rounds);
    System system({.gateways = kGateways, .gateway_rules = "", .alertd_extra = "", .on_call = {}});
    system.start();
    Load load(system);
    warm_up(system, load);
    {
        Officer officer(system.api_port());
        std::mt19937_64 chance(seed);
        load.start_presses(seed);
        for (std::uint64_t round = 0; round < rounds; ++round) {
            std::this_thread::sleep_until(std::chrono::steady_clock::now() + std::chrono::milliseconds(chance() % 700));
            const auto lot = chance() % 10;
            if (lot < 4) {
                const auto victim = chance() % kGateways;
                officer.leave_alone(System::home_id(victim));
                system.gateway(victim).kill(SIGKILL);
                system.gateway(victim).wait();
                system.start_gateway(victim);
            } else if (lot < 7) {
                system.alertd().kill(SIGKILL);
                system.alertd().wait();
                system.start_alertd();
            } else {
                system.centre_broker().kill_hard();
                system.centre_broker().start();
            }
        }
        load.stop();
        CHECK_FALSE(load.failed());
        CHECK(load.drain());
        system.wait_ready();
        CHECK(officer.closed() > 0);
    }
    CHECK(load.devices().size() > rounds);
    check_nothing_lost(system, load.devices());
    check_notifications(system);
    check_outboxes_empty(system);
    check_journal(system);
}

TEST_CASE("a detector that repeats its alarm is heard although the home's broker is killed again and again") {
    const auto seed = number_from_environment("ANJU_KILL_SEED", 20'260'302);
    const auto rounds = number_from_environment("ANJU_KILL_ROUNDS", 12);
    MESSAGE("ANJU_KILL_SEED=", seed, " ANJU_KILL_ROUNDS=", rounds);
    System system({.gateways = kGateways, .gateway_rules = "", .alertd_extra = "", .on_call = {}});
    system.start();
    Load load(system);
    warm_up(system, load);
    std::mt19937_64 chance(seed);
    for (std::uint64_t round = 0; round < rounds; ++round) {
        const auto gateway = chance() % kGateways;
        const auto device = fmt::format("detector {}", round);
        load.alarm(gateway, device);
        std::this_thread::sleep_until(std::chrono::steady_clock::now() + std::chrono::milliseconds(chance() % 50));
        system.home_broker().kill_hard();
        system.home_broker().start();
        const auto stored = [&] {
            load.alarm(gateway, device);
            return select_number(system.alertd_database(),
                                 "SELECT count(*) FROM alerts WHERE device = '" + device + "'") > 0;
        };
        CHECK(wait_until(stored, Millis{60'000}));
    }
    CHECK(select_texts(system.alertd_database(),
                       "SELECT device FROM alerts GROUP BY home, device, condition HAVING count(*) > 1")
              .empty());
    check_outboxes_empty(system);
    check_journal(system);
}
