#include "gateway/uplink/send_queue.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>

using namespace anju;
using namespace anju::gateway::uplink;
using anju::gateway::outbox::EntryRef;
using namespace std::chrono_literals;

using Numbers = std::vector<std::uint64_t>;

namespace {

OutboxEpoch epoch(std::uint8_t id = 1) {
    OutboxEpoch value;
    value.value.bytes.fill(id);
    return value;
}

EntryRef urgent(std::uint64_t number) { return {epoch(), number, true}; }
EntryRef other(std::uint64_t number) { return {epoch(), number, false}; }

MonoTime at(Millis time) { return MonoTime{time}; }

Numbers numbers_of(const std::vector<EntryRef>& entries) {
    Numbers numbers;
    for (const auto& entry : entries) numbers.push_back(entry.number);
    return numbers;
}

SendQueue make_queue(SendPolicy policy = {}, std::uint64_t seed = 1) {
    return SendQueue(policy, [engine = std::mt19937_64(seed)]() mutable { return engine(); });
}

}  // namespace

TEST_CASE("emergencies go before a backlog, each group in the order of its numbers") {
    auto queue = make_queue();
    queue.add({other(1), urgent(4), other(2), urgent(3)}, at(0s));
    CHECK(numbers_of(queue.take(at(0s))) == Numbers{3, 4});
    CHECK(numbers_of(queue.take(at(0s))) == Numbers{1, 2});
    CHECK(queue.take(at(0s)).empty());
}

TEST_CASE("a new emergency is due at once while a backlog fills the window") {
    SendPolicy policy;
    policy.window = 3;
    auto queue = make_queue(policy);
    for (std::uint64_t n = 1; n <= 10; ++n) queue.add({other(n)}, at(0s));
    CHECK(numbers_of(queue.take(at(0s))) == Numbers{1, 2, 3});
    CHECK(queue.take(at(1s)).empty());
    queue.add({urgent(11)}, at(0s));
    CHECK(queue.next_due().value() <= at(1s));
    CHECK(numbers_of(queue.take(at(1s))) == Numbers{11});
}

TEST_CASE("a receipt makes room in the window") {
    SendPolicy policy;
    policy.window = 2;
    auto queue = make_queue(policy);
    for (std::uint64_t n = 1; n <= 4; ++n) queue.add({other(n)}, at(0s));
    CHECK(numbers_of(queue.take(at(0s))) == Numbers{1, 2});
    queue.remove(epoch(), {1});
    CHECK(numbers_of(queue.take(at(0s))) == Numbers{3});
    queue.remove(epoch(), {2, 3, 4});
    CHECK(queue.size() == 0);
    CHECK_FALSE(queue.next_due().has_value());
}

TEST_CASE("a receipt of another epoch removes nothing") {
    auto queue = make_queue();
    queue.add({urgent(1)}, at(0s));
    queue.remove(epoch(9), {1});
    CHECK(queue.size() == 1);
}

TEST_CASE("without a receipt entries are sent again, emergencies at least every ten seconds, others every minute") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        auto queue = make_queue({}, seed);
        queue.add({urgent(1), other(2)}, at(0s));
        std::map<std::uint64_t, std::vector<MonoTime>> sent;
        for (Millis now = 0s; now <= 600s; now += 50ms) {
            for (auto batch = queue.take(at(now)); !batch.empty(); batch = queue.take(at(now))) {
                for (const auto& entry : batch) sent[entry.number].push_back(at(now));
            }
        }
        for (const auto& [number, times] : sent) {
            REQUIRE(times.size() > 5);
            CHECK(times[0] == at(0s));
            CHECK(times[1] - times[0] >= 4s);
            CHECK(times[1] - times[0] <= 6s + 50ms);
            for (std::size_t i = 1; i < times.size(); ++i) {
                CHECK(times[i] - times[i - 1] <= (number == 1 ? 10s : 60s) + 50ms);
            }
        }
        const auto& technical = sent[2];
        CHECK(technical.back() - technical[technical.size() - 2] >= 48s);
        CHECK(technical.size() < sent[1].size());
    }
}

TEST_CASE("retries of different gateways spread") {
    std::map<std::int64_t, int> dues;
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        auto queue = make_queue({}, seed);
        queue.add({urgent(1)}, at(0s));
        REQUIRE(queue.take(at(0s)).size() == 1);
        ++dues[queue.next_due().value().time_since_epoch().count()];
    }
    CHECK(dues.size() > 20);
}

TEST_CASE("a message holds at most one batch of one epoch") {
    SendPolicy policy;
    policy.batch = 3;
    auto queue = make_queue(policy);
    queue.add({urgent(1), urgent(2), {epoch(2), 1, true}, urgent(3), urgent(4)}, at(0s));
    CHECK(numbers_of(queue.take(at(0s))) == Numbers{1, 2, 3});
    const auto second = queue.take(at(0s));
    const auto third = queue.take(at(0s));
    CHECK(second.size() == 1);
    CHECK(third.size() == 1);
    CHECK(second.front().epoch != third.front().epoch);
}

TEST_CASE("a new connection makes everything due, in order") {
    SendPolicy policy;
    policy.window = 2;
    auto queue = make_queue(policy);
    queue.add({other(1), other(2), other(3), urgent(4)}, at(0s));
    while (!queue.take(at(0s)).empty()) {
    }
    queue.on_connected(at(1ms));
    CHECK(numbers_of(queue.take(at(1ms))) == Numbers{4});
    CHECK(numbers_of(queue.take(at(1ms))) == Numbers{1, 2});
}

TEST_CASE("an emergency after a new connection goes before those that waited for it") {
    SendPolicy policy;
    policy.batch = 2;
    auto queue = make_queue(policy);
    queue.add({urgent(1), urgent(2), urgent(3), urgent(4)}, at(0s));
    queue.on_connected(at(1s));
    CHECK(numbers_of(queue.take(at(1s))) == Numbers{1, 2});
    queue.add({urgent(5)}, at(2s));
    CHECK(numbers_of(queue.take(at(2s))) == Numbers{3, 5});
    CHECK(numbers_of(queue.take(at(2s))) == Numbers{4});
}

TEST_CASE("of a long backlog only the beginning is here, the emergencies are all, and nothing of it is forgotten") {
    SendPolicy policy;
    policy.most_others = 4;
    policy.window = 4;
    policy.batch = 2;
    auto queue = make_queue(policy);
    // The naive model: what waits in the outbox.
    Numbers waiting;
    for (std::uint64_t n = 1; n <= 9; ++n) queue.add({n == 8 ? urgent(n) : other(n)}, at(0s));
    for (std::uint64_t n = 1; n <= 12; ++n) waiting.push_back(n);
    CHECK(queue.size() == 5);
    queue.add_rest({epoch(), 6, 11});
    CHECK_FALSE(queue.wanted().has_value());
    CHECK(numbers_of(queue.take(at(0s))) == Numbers{8});
    Numbers sent;
    for (int round = 0; round < 40 && queue.size() > 0; ++round) {
        for (const auto& entry : queue.take(at(0s))) {
            sent.push_back(entry.number);
            std::erase(waiting, entry.number);
            queue.remove(epoch(), {entry.number});
        }
        const auto wanted = queue.wanted();
        if (!wanted) continue;
        std::vector<EntryRef> found;
        for (const auto number : waiting) {
            const bool in_range = number >= wanted->first && number <= wanted->last && number != 8;
            if (in_range && found.size() < queue.wanted_most()) found.push_back(other(number));
        }
        // One more comes between the question and the answer.
        if (round == 1) queue.add({other(12)}, at(0s));
        queue.refill(*wanted, found, at(0s));
        CHECK(queue.size() <= policy.most_others + 1);
        queue.remove(epoch(), {8});
    }
    CHECK(sent == Numbers{1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12});
    CHECK_FALSE(queue.wanted().has_value());
}

TEST_CASE("what the session could not take is due again when told") {
    auto queue = make_queue();
    queue.add({urgent(1)}, at(0s));
    const auto batch = queue.take(at(0s));
    queue.put_back(batch, at(100ms));
    CHECK(queue.take(at(99ms)).empty());
    CHECK(queue.next_due() == at(100ms));
    CHECK(numbers_of(queue.take(at(100ms))) == Numbers{1});
    queue.remove(epoch(), {1});
    queue.put_back(batch, at(1s));
    CHECK(queue.size() == 0);
}

TEST_CASE("an entry that is offered twice is sent once per turn") {
    auto queue = make_queue();
    queue.add({urgent(1)}, at(0s));
    CHECK(queue.take(at(0s)).size() == 1);
    queue.add({urgent(1)}, at(0s));
    CHECK(queue.take(at(0s)).empty());
    CHECK(queue.size() == 1);
}

TEST_CASE("a held entry is due only after the hold, and a receipt before then keeps it from being sent") {
    SendPolicy policy;
    policy.hold = 5s;
    auto queue = make_queue(policy);
    queue.add({urgent(1), other(2)}, at(0s));
    queue.add({urgent(3)}, at(1s));
    CHECK(queue.take(at(4'999ms)).empty());
    CHECK(queue.next_due() == at(5s));
    queue.remove(epoch(), {1});
    CHECK(numbers_of(queue.take(at(5s))) == Numbers{2});
    CHECK(numbers_of(queue.take(at(6s))) == Numbers{3});
    // Once out of its hold it is sent again like any other.
    CHECK(numbers_of(queue.take(at(30s))) == Numbers{3});
}

TEST_CASE("a released queue holds nothing, and holds what comes after") {
    SendPolicy policy;
    policy.hold = 5s;
    auto queue = make_queue(policy);
    queue.add({other(1), urgent(2)}, at(0s));
    queue.release(true);
    CHECK(numbers_of(queue.take(at(0s))) == Numbers{2});
    CHECK(numbers_of(queue.take(at(0s))) == Numbers{1});
    queue.add({urgent(3)}, at(1s));
    CHECK(numbers_of(queue.take(at(1s))) == Numbers{3});
    queue.release(false);
    queue.add({urgent(4)}, at(2s));
    CHECK(queue.take(at(2s)).empty());
    // A new connection of the second way does not shorten the hold.
    queue.on_connected(at(3s));
    CHECK(numbers_of(queue.take(at(3s))) == Numbers{2, 3});
    CHECK(numbers_of(queue.take(at(3s))) == Numbers{1});
    CHECK(queue.take(at(3s)).empty());
    CHECK(numbers_of(queue.take(at(7s))) == Numbers{4});
}

TEST_CASE("nothing is lost or starved under any order of events") {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        std::mt19937_64 random(seed);
        SendPolicy policy;
        policy.window = 4;
        policy.batch = 3;
        auto queue = make_queue(policy, seed);
        std::map<std::uint64_t, bool> waiting;  // the naive model: number -> taken since the last change of connection
        std::uint64_t next = 0;
        Millis now = 0s;
        for (int event = 0; event < 400; ++event) {
            now += Millis{static_cast<std::int64_t>(random() % 3'000)};
            switch (random() % 5) {
                case 0:
                case 1:
                    waiting[++next] = false;
                    queue.add({random() % 3 == 0 ? urgent(next) : other(next)}, at(0s));
                    break;
                case 2:
                    for (const auto& entry : queue.take(at(now))) REQUIRE(waiting.count(entry.number) == 1);
                    break;
                case 3:
                    if (!waiting.empty()) {
                        const auto gone =
                            std::next(waiting.begin(), static_cast<long>(random() % waiting.size()))->first;
                        queue.remove(epoch(), {gone});
                        waiting.erase(gone);
                    }
                    break;
                default:
                    if (random() % 4 == 0) queue.on_connected(at(now));
            }
            REQUIRE(queue.size() == waiting.size());
            REQUIRE(queue.awaiting_receipt() <= policy.window);
            REQUIRE(queue.next_due().has_value() == !waiting.empty());
        }
        while (!waiting.empty()) {
            now += 60s;
            const auto batch = queue.take(at(now));
            REQUIRE_FALSE(batch.empty());
            for (const auto& entry : batch) {
                waiting.erase(entry.number);
                queue.remove(epoch(), {entry.number});
            }
        }
    }
}
