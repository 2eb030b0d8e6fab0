#include "alertd/notify/rate_limits.hpp"
#include "tests/contract/notify/samples.hpp"

#include <doctest/doctest.h>

#include <deque>
#include <random>
#include <set>

using namespace anju;
using namespace anju::alertd;
using namespace anju::alertd::notify;
using namespace std::chrono_literals;
using Answer = Admission::Answer;

namespace {

constexpr auto kRobot = core::ChannelKind::wecom_robot;

LimitBook robot_book(std::size_t most, Millis within = 60s) {
    KindLimits limits;
    limits.per_receiver = {{most, within}};
    return {{kRobot, limits}};
}

Job job(int number, IncidentClass incident_class = IncidentClass::emergency, const std::string& address = "night") {
    Job made = tests::job_for(address, kRobot);
    Ulid id = made.incident.id.value;
    id = Ulid::parse("01J0000000000000000000" + std::to_string(1000 + number)).value();
    made.incident.id = made.notification.incident = IncidentId(id);
    made.incident.incident_class = incident_class;
    made.incident.headline = incident_class == IncidentClass::emergency ? Condition::smoke : Condition::low_battery;
    made.notification.key = made.incident.id.to_string() + "/night/1";
    return made;
}

const Outcome kDelivered{Delivery::delivered, "", std::nullopt};
const Outcome kFailed{Delivery::retry, "", std::nullopt};

struct Desk {
    explicit Desk(const LimitBook& book) : limits(book) {}
    Admission ask(const Job& asked) { return limits.ask(asked, now); }
    void finish(const Job& asked, const Outcome& outcome = kDelivered) { limits.finished(asked, outcome, now); }
    RateLimits limits;
    MonoTime now{Millis{1'000'000}};
};

}  // namespace

TEST_CASE("half of a limit passes at once and the rest at even distances") {
    Desk desk({{kRobot, KindLimits{{}, {{20, 60s}}, 50, false}}});
    int passed = 0;
    for (int i = 0; i < 100; ++i) passed += desk.ask(job(i)).answer == Answer::send ? 1 : 0;
    CHECK(passed == 10);  // half of both lanes
    const auto next = desk.ask(job(200));
    CHECK(next.answer == Answer::wait);
    CHECK(next.wait > 0ms);
    CHECK(next.wait <= 10s);
    desk.now += next.wait;
    CHECK(desk.ask(job(200)).answer == Answer::send);
}

TEST_CASE("no span of time ever sees more than the limit, whoever asks when") {
    for (unsigned seed = 1; seed <= 30; ++seed) {
        INFO("seed ", seed);
        std::minstd_rand chance(seed);
        const std::size_t most = 2 + chance() % 40;
        const Millis within{1'000 + static_cast<int>(chance() % 60'000)};
        Desk desk({{kRobot, KindLimits{{}, {{most, within}}, static_cast<int>(chance() % 101), chance() % 2 == 0}}});
        std::deque<MonoTime> passed;
        for (int i = 0; i < 2'000; ++i) {
            desk.now += Millis{static_cast<int>(chance() % 3 == 0 ? chance() % 4'000 : chance() % 30)};
            const auto asked = job(i % 8'000, chance() % 2 == 0 ? IncidentClass::emergency : IncidentClass::technical);
            if (desk.ask(asked).answer != Answer::send) continue;
            desk.finish(asked);
            passed.push_back(desk.now);
            while (desk.now - passed.front() >= within) passed.pop_front();
            REQUIRE(passed.size() <= most);
        }
    }
}

TEST_CASE("technical messages never use up the emergencies' lane") {
    Desk desk(robot_book(20));
    for (int i = 0; i < 1'000; ++i) {
        desk.now += 100ms;
        const auto asked = job(i, IncidentClass::technical);
        if (desk.ask(asked).answer == Answer::send) desk.finish(asked);
    }
    for (int i = 0; i < 5; ++i) CHECK(desk.ask(job(5'000 + i)).answer == Answer::send);
}

TEST_CASE("a limit over all receivers counts them together, and one of a receiver does not touch another") {
    KindLimits limits;
    limits.in_all = {{4, 60s}};
    Desk together({{kRobot, limits}});
    for (int i = 0; i < 2; ++i) {
        CHECK(together.ask(job(i, IncidentClass::emergency, "robot-" + std::to_string(i))).answer == Answer::send);
    }
    CHECK(together.ask(job(7, IncidentClass::emergency, "robot-7")).answer == Answer::wait);

    Desk apart(robot_book(2));
    CHECK(apart.ask(job(1, IncidentClass::technical, "a")).answer == Answer::send);
    CHECK(apart.ask(job(2, IncidentClass::technical, "a:13800000000")).answer == Answer::wait);
    CHECK(apart.ask(job(3, IncidentClass::technical, "b")).answer == Answer::send);
}

TEST_CASE("a storm becomes a digest that tells of each case once, and what was told does not ask again") {
    Desk desk(robot_book(2));
    std::set<std::string> told_by_itself;
    std::vector<Job> waiting;
    for (int i = 0; i < 60; ++i) {
        const auto asked = job(i);
        if (desk.ask(asked).answer == Answer::send) {
            desk.finish(asked);
            told_by_itself.insert(asked.notification.key);
        } else {
            waiting.push_back(asked);
        }
    }
    REQUIRE(waiting.size() == 58);
    CHECK(desk.limits.held_back() == 58);
    desk.now += 60s;
    const auto digest = desk.ask(waiting[0]);
    REQUIRE(digest.answer == Answer::send);
    CHECK(digest.others.size() == 57);
    // While the digest is under way, nobody else is told twice.
    CHECK(desk.ask(waiting[1]).answer == Answer::wait);
    desk.finish(waiting[0]);
    for (std::size_t i = 1; i < waiting.size(); ++i) CHECK(desk.ask(waiting[i]).answer == Answer::told);
    CHECK(desk.limits.held_back() == 0);
}

TEST_CASE("a digest that was not delivered told nothing") {
    Desk desk(robot_book(2));
    for (int i = 0; i < 10; ++i) static_cast<void>(desk.ask(job(i)));
    desk.now += 60s;
    const auto first = desk.ask(job(9));
    REQUIRE(first.answer == Answer::send);
    REQUIRE_FALSE(first.others.empty());
    desk.finish(job(9), kFailed);
    desk.now += 60s;
    const auto second = desk.ask(job(8));
    REQUIRE(second.answer == Answer::send);
    CHECK(second.others.size() == first.others.size() - 1);  // 8 speaks for itself; 9 asks for itself
}

TEST_CASE("an emergency carries everything, a technical message carries no emergency") {
    Desk desk(robot_book(2));
    for (int i = 0; i < 6; ++i) static_cast<void>(desk.ask(job(i)));
    for (int i = 10; i < 16; ++i) static_cast<void>(desk.ask(job(i, IncidentClass::technical)));
    desk.now += 60s;
    const auto technical = desk.ask(job(15, IncidentClass::technical));
    REQUIRE(technical.answer == Answer::send);
    for (const auto& other : technical.others) CHECK(other.incident_class == IncidentClass::technical);
    desk.finish(job(15, IncidentClass::technical), kFailed);
    const auto emergency = desk.ask(job(5));
    REQUIRE(emergency.answer == Answer::send);
    CHECK(emergency.others.size() > technical.others.size());
    CHECK(emergency.others.front().incident_class == IncidentClass::emergency);
    CHECK(emergency.others.back().incident_class == IncidentClass::technical);
}

TEST_CASE("two messages about one case are one in a digest, and the carrier's own case is none") {
    Desk desk(robot_book(2));
    static_cast<void>(desk.ask(job(1)));
    static_cast<void>(desk.ask(job(2)));
    auto again = job(3);
    again.notification.key += "2";
    CHECK(desk.ask(job(3)).answer == Answer::wait);
    CHECK(desk.ask(again).answer == Answer::wait);
    desk.now += 60s;
    CHECK(desk.ask(job(4)).others.size() == 1);
}

TEST_CASE("a provider that asks to be left alone is, and only for that receiver") {
    Desk desk(robot_book(20));
    const auto first = job(1);
    REQUIRE(desk.ask(first).answer == Answer::send);
    desk.finish(first, {Delivery::retry, "45009", Millis{15'000}});
    CHECK(desk.ask(job(2)).wait == 15s);
    CHECK(desk.ask(job(3, IncidentClass::emergency, "other")).answer == Answer::send);
    desk.now += 15s;
    CHECK(desk.ask(job(2)).answer == Answer::send);
}

TEST_CASE("a channel without limits is not held back, and one without digests holds nothing") {
    Desk free(LimitBook{});
    for (int i = 0; i < 1'000; ++i) CHECK(free.ask(job(i)).answer == Answer::send);
    Desk plain({{kRobot, KindLimits{{}, {{2, 60s}}, 50, false}}});
    for (int i = 0; i < 10; ++i) static_cast<void>(plain.ask(job(i)));
    CHECK(plain.limits.held_back() == 0);
    plain.now += 60s;
    CHECK(plain.ask(job(5)).others.empty());
}

TEST_CASE("what has not asked for some minutes is not in a digest any more") {
    Desk desk(robot_book(2));
    for (int i = 0; i < 10; ++i) static_cast<void>(desk.ask(job(i)));
    desk.now += 4min;
    CHECK(desk.ask(job(50)).others.empty());
    CHECK(desk.limits.held_back() == 0);
}

TEST_CASE("R8: what the provider may have already carries nobody") {
    Desk desk(robot_book(2));
    auto first = job(1);
    REQUIRE(desk.ask(first).answer == Answer::send);
    desk.finish(first, kFailed);
    REQUIRE(desk.ask(job(9)).answer == Answer::send);  // the other lane's
    const auto other = job(2);
    REQUIRE(desk.ask(other).answer == Answer::wait);
    desk.now += 60s;
    SUBCASE("which we remember") {}
    SUBCASE("which the row says, after a restart") { desk.finish(first, kDelivered); }
    first.notification.attempts = 1;
    const auto again = desk.ask(first);
    CHECK(again.answer == Answer::send);
    CHECK(again.others.empty());
    desk.finish(first);
    desk.now += 60s;
    CHECK(desk.ask(other).answer == Answer::send);
}

TEST_CASE("R8: a robot's message to one person carries no other person's") {
    Desk desk(robot_book(2));
    REQUIRE(desk.ask(job(1, IncidentClass::emergency, "night:13800000001")).answer == Answer::send);
    REQUIRE(desk.ask(job(9, IncidentClass::emergency, "night:13800000001")).answer == Answer::send);
    REQUIRE(desk.ask(job(2, IncidentClass::emergency, "night:13900000002")).answer == Answer::wait);
    REQUIRE(desk.ask(job(3, IncidentClass::emergency, "night:13800000001")).answer == Answer::wait);
    desk.now += 60s;
    const auto next = desk.ask(job(4, IncidentClass::emergency, "night:13800000001"));
    REQUIRE(next.answer == Answer::send);
    REQUIRE(next.others.size() == 1);
    CHECK(next.others[0].incident == job(3).incident.id);
}
