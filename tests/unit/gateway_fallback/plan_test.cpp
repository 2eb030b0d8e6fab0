#include "gateway/fallback/plan.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace anju;
using namespace anju::gateway::fallback;
using anju::gateway::outbox::EntryRef;
using namespace std::chrono_literals;

namespace {

OutboxEpoch epoch(std::uint8_t id = 1) {
    OutboxEpoch value;
    value.value.bytes.fill(id);
    return value;
}

EntryRef urgent(std::uint64_t number, std::uint8_t life = 1) { return {epoch(life), number, true}; }

MonoTime at(Millis time) { return MonoTime{time}; }

AlertUpdate update(std::uint8_t alert, std::uint32_t revision = 1, AlertPhase phase = AlertPhase::raised) {
    AlertUpdate value;
    value.id.value.bytes.fill(alert);
    value.revision = revision;
    value.phase = phase;
    value.key.device = DeviceId{"device-" + std::to_string(alert)};
    value.key.condition = Condition::smoke;
    value.severity = Severity::critical;
    return value;
}

Policy with_hook() {
    Policy policy;
    policy.has_hook = true;
    return policy;
}

/// A plan whose entries are found in a simulated outbox, driven on simulated time.
struct Home {
    explicit Home(Policy policy = {}) : plan(policy) {}

    void store(EntryRef entry, const AlertUpdate& content, Millis age = 0s) {
        outbox[{entry.epoch, entry.number}] = {content, age};
        plan.wait({entry}, at(now));
    }
    void receipt(EntryRef entry) {
        outbox.erase({entry.epoch, entry.number});
        plan.settle(entry.epoch, {entry.number});
    }
    /// Carries out what is due, as the shell does.
    void run_to(Millis time) {
        for (auto due = plan.next_due(); due && *due <= at(time); due = plan.next_due()) {
            now = std::max(now, due->time_since_epoch());
            decide();
        }
        now = time;
        decide();
    }
    void decide() {
        // A plan that is due again at once for ever would never let the thread rest.
        REQUIRE(++decisions < 10'000);
        const auto orders = plan.decide(at(now));
        for (const auto& entry : orders.look) {
            ++looks;
            const auto found = outbox.find({entry.epoch, entry.number});
            if (found == outbox.end()) {
                plan.lost(entry);
            } else {
                plan.learn(entry, found->second.first, found->second.second);
            }
        }
        said.insert(said.end(), orders.say.begin(), orders.say.end());
        for (const auto& one : orders.run) ran.push_back(one.id);
        repeats += orders.repeat ? 1 : 0;
        sounding = orders.sound;
    }

    Plan plan;
    Millis now{0};
    std::map<std::pair<OutboxEpoch, std::uint64_t>, std::pair<AlertUpdate, Millis>> outbox;
    std::vector<Say> said;
    std::vector<AlertId> ran;
    int repeats = 0;
    int looks = 0;
    int decisions = 0;
    bool sounding = false;
};

const Say kNoAnswer{DeviceId{"device-7"}, Word::no_answer_yet};
const Say kAnswered{DeviceId{"device-7"}, Word::centre_answered};

}  // namespace

TEST_CASE("an alarm that is receipted at once costs nothing: nobody looks at it") {
    Home home(with_hook());
    home.store(urgent(1), update(7));
    home.receipt(urgent(1));
    home.run_to(60s);
    CHECK(home.looks == 0);
    CHECK(home.said.empty());
    CHECK(home.ran.empty());
    CHECK(home.plan.size() == 0);
    CHECK_FALSE(home.plan.next_due().has_value());
}

TEST_CASE("without a receipt within ten seconds the home sounds, speaks and runs the hook; the receipt ends it") {
    Home home(with_hook());
    home.store(urgent(1), update(7));
    home.run_to(9'999ms);
    CHECK_FALSE(home.sounding);
    CHECK(home.said.empty());
    home.run_to(10s);
    CHECK(home.sounding);
    CHECK(home.said == std::vector<Say>{kNoAnswer});
    CHECK(home.ran == std::vector{update(7).id});
    home.run_to(30s);
    home.receipt(urgent(1));
    home.decide();
    CHECK_FALSE(home.sounding);
    CHECK(home.said == std::vector<Say>{kNoAnswer, kAnswered});
    CHECK(home.plan.called() == 1);
    home.plan.hook_ended(update(7).id, false, at(31s));
    home.run_to(600s);
    CHECK(home.ran.size() == 1);
}

TEST_CASE("the voice and the switches are repeated every minute, and the sound ends after three") {
    Home home;
    home.store(urgent(1), update(7));
    home.run_to(10s + 179s);
    CHECK(home.sounding);
    CHECK(home.said.size() == 3);
    CHECK(home.repeats == 3);
    home.run_to(10s + 180s);
    CHECK_FALSE(home.sounding);
    home.run_to(3'600s);
    CHECK(home.said.size() == 3);
    CHECK(home.plan.called() == 1);
    // A new alarm sounds anew.
    home.store(urgent(2), update(8));
    home.run_to(3'610s);
    CHECK(home.sounding);
}

TEST_CASE("a test, a repeat of what the centre has, and what is not urgent do not call") {
    Home home(with_hook());
    auto test = update(1);
    test.test = true;
    home.store({epoch(), 1, false}, test);
    home.store(urgent(2), update(2, 2, AlertPhase::repeated));
    home.store(urgent(3), update(3, 2, AlertPhase::cleared));
    home.run_to(600s);
    CHECK(home.plan.called() == 0);
    CHECK(home.plan.size() == 0);
    CHECK_FALSE(home.plan.next_due().has_value());
}

TEST_CASE("an alarm that clears or is cancelled before its time does not call; later its sound ends") {
    Home home(with_hook());
    home.store(urgent(1), update(7));
    home.run_to(5s);
    home.store(urgent(2), update(7, 2, AlertPhase::cancelled));
    home.run_to(60s);
    CHECK(home.plan.called() == 0);

    home.store(urgent(3), update(8));
    home.run_to(75s);
    CHECK(home.sounding);
    home.store(urgent(4), update(8, 2, AlertPhase::cleared));
    home.run_to(80s);
    CHECK_FALSE(home.sounding);
}

TEST_CASE("any receipted revision answers the alert") {
    Home home;
    home.store(urgent(1), update(7));
    home.run_to(5s);
    home.store(urgent(2), update(7, 2, AlertPhase::repeated));
    home.run_to(20s);
    CHECK(home.sounding);
    home.receipt(urgent(2));
    home.run_to(21s);
    CHECK_FALSE(home.sounding);
    CHECK(home.said.back() == kAnswered);
    CHECK(home.plan.size() == 0);
}

TEST_CASE("two alarms sound until both are answered") {
    Home home;
    home.store(urgent(1), update(7));
    home.store(urgent(2), update(8));
    home.run_to(20s);
    home.receipt(urgent(1));
    home.run_to(21s);
    CHECK(home.sounding);
    home.receipt(urgent(2));
    home.run_to(22s);
    CHECK_FALSE(home.sounding);
}

TEST_CASE("an old alarm found after a long power cut stays silent but runs the hook") {
    Home home(with_hook());
    home.store(urgent(1), update(7), 2h);
    home.run_to(60s);
    CHECK_FALSE(home.sounding);
    CHECK(home.said.empty());
    CHECK(home.ran.size() == 1);
}

TEST_CASE("a hook that fails runs again later and later, one that succeeds does not, and none twice at a time") {
    Home home(with_hook());
    home.store(urgent(1), update(7));
    home.run_to(400s);
    CHECK(home.ran.size() == 1);  // it still runs
    const auto fail_now = [&] { home.plan.hook_ended(update(7).id, false, at(home.now)); };
    fail_now();
    home.run_to(459s);
    CHECK(home.ran.size() == 1);
    home.run_to(460s);
    CHECK(home.ran.size() == 2);
    fail_now();
    home.run_to(579s);
    CHECK(home.ran.size() == 2);
    home.run_to(580s);
    CHECK(home.ran.size() == 3);
    home.plan.hook_ended(update(7).id, true, at(home.now));
    home.run_to(7'200s);
    CHECK(home.ran.size() == 3);
}

TEST_CASE("at most four hooks run at a time, the others follow") {
    Home home(with_hook());
    for (std::uint8_t n = 1; n <= 6; ++n) home.store(urgent(n), update(n));
    home.run_to(20s);
    CHECK(home.ran.size() == 4);
    home.plan.hook_ended(home.ran.front(), true, at(home.now));
    home.run_to(21s);
    CHECK(home.ran.size() == 5);
}

TEST_CASE("an alert that is stored anew under another number calls on, and its receipt answers it") {
    Home home;
    home.store(urgent(1, 9), update(7));
    home.run_to(20s);
    CHECK(home.sounding);
    home.outbox.clear();
    home.store(urgent(1, 1), update(7));
    home.run_to(75s);
    CHECK(home.sounding);
    CHECK(home.plan.called() == 1);
    home.receipt(urgent(1, 1));
    home.run_to(76s);
    CHECK_FALSE(home.sounding);
    CHECK(home.said.back() == kAnswered);
}

TEST_CASE("an entry that left the outbox unheard stops calling within a minute, without a word") {
    Home home(with_hook());
    home.store(urgent(1), update(7));
    home.run_to(20s);
    home.outbox.clear();
    home.run_to(71s);
    CHECK_FALSE(home.sounding);
    CHECK(home.said == std::vector<Say>{kNoAnswer});
    CHECK(home.plan.size() == 0);
}

TEST_CASE("a long backlog is looked at in parts, and all of it") {
    Home home;
    for (std::uint64_t n = 1; n <= 1'000; ++n) home.store(urgent(n), update(7, static_cast<std::uint32_t>(n)));
    CHECK(home.plan.decide(at(1s)).look.size() == 64);
    for (std::uint64_t n = 1; n <= 64; ++n) home.plan.unread(urgent(n), at(1s));
    home.run_to(10s);
    CHECK(home.looks == 1'000);
    CHECK(home.sounding);
}

TEST_CASE("an entry that cannot be read is looked at again") {
    Plan plan{Policy{}};
    plan.wait({urgent(1)}, at(0s));
    CHECK(plan.decide(at(1s)).look.size() == 1);
    plan.unread(urgent(1), at(2s));
    CHECK(plan.next_due() == at(2s));
    CHECK(plan.decide(at(2s)).look.size() == 1);
}

TEST_CASE("under any order of events sound means a recent alarm without an answer, and nothing is kept for ever") {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        CAPTURE(seed);
        std::mt19937_64 random(seed);
        Home home(with_hook());
        std::map<std::uint64_t, std::uint8_t> waiting;  // number -> alert
        std::uint64_t number = 0;
        for (int event = 0; event < 300; ++event) {
            home.run_to(home.now + Millis{static_cast<std::int64_t>(random() % 20'000)});
            const auto alert = static_cast<std::uint8_t>(1 + random() % 5);
            if (random() % 3 != 0 || waiting.empty()) {
                const auto phase = static_cast<AlertPhase>(random() % 4);
                waiting[++number] = alert;
                home.store(urgent(number), update(alert, static_cast<std::uint32_t>(number), phase));
            } else {
                const auto gone = std::next(waiting.begin(), static_cast<long>(random() % waiting.size()))->first;
                home.receipt(urgent(gone));
                waiting.erase(gone);
            }
            if (!home.ran.empty() && random() % 2 == 0)
                home.plan.hook_ended(home.ran[random() % home.ran.size()], random() % 2 == 0, at(home.now));
            if (waiting.empty()) {
                home.decide();
                CHECK_FALSE(home.sounding);
            }
            home.decisions = 0;
        }
        for (const auto& [left, alert] : waiting) home.receipt(urgent(left));
        home.run_to(home.now + 10s);
        CHECK_FALSE(home.sounding);
        CHECK(home.plan.size() == 0);
        CHECK_FALSE(home.plan.next_due().has_value());
    }
}
