#include "alertd/notify/lanes.hpp"

#include <doctest/doctest.h>

using namespace anju;
using namespace anju::alertd;
using namespace anju::alertd::notify;

namespace {

struct Desk {
    explicit Desk(NotifierOptions options = {}) : lanes(options) {}

    Task task(const std::string& address, bool emergency = true) {
        Task made;
        made.notification.id = NotificationId(ids.next(UtcTime{Millis{1}}));
        made.notification.channel = core::ChannelKind::webhook;
        made.notification.address = address;
        made.emergency = emergency;
        return made;
    }
    void put(const std::string& address, bool emergency = true) { CHECK(lanes.put(task(address, emergency))); }
    /// Takes what a worker would get without waiting; the closing at the end lets take() return.
    std::string address_of_next(bool emergencies_only = false) {
        auto taken = lanes.take(emergencies_only);
        if (!taken) return "";
        under_way.push_back(*taken);
        return taken->notification.address;
    }

    UlidFactory ids{[] { return std::uint64_t{5}; }};
    Lanes lanes;
    std::vector<Task> under_way;
};

}  // namespace

TEST_CASE("emergencies go before everything else") {
    Desk desk;
    desk.put("a", false);
    desk.put("b", true);
    CHECK(desk.address_of_next() == "b");
    CHECK(desk.address_of_next() == "a");
}

TEST_CASE("receivers take turns") {
    Desk desk({.max_per_address = 10});
    for (int i = 0; i < 3; ++i) desk.put("busy");
    desk.put("other");
    CHECK(desk.address_of_next() == "busy");
    CHECK(desk.address_of_next() == "other");
    CHECK(desk.address_of_next() == "busy");
}

TEST_CASE("one receiver has only so many sends at a time") {
    Desk desk({.max_per_address = 2});
    for (int i = 0; i < 3; ++i) desk.put("busy");
    desk.put("other");
    CHECK(desk.address_of_next() == "busy");
    CHECK(desk.address_of_next() == "other");
    CHECK(desk.address_of_next() == "busy");
    desk.lanes.finished(desk.under_way[0], false);
    CHECK(desk.address_of_next() == "busy");
}

TEST_CASE("slow receivers share half of the workers, and are slow no more after a quick send") {
    Desk desk({.workers = 4, .reserved_for_emergencies = 1, .max_per_address = 2});
    for (const auto* slow : {"s1", "s2", "s3"}) {
        desk.put(slow);
        static_cast<void>(desk.address_of_next());
        desk.lanes.finished(desk.under_way.back(), true);
    }
    for (const auto* slow : {"s1", "s2", "s3"}) desk.put(slow);
    desk.put("quick");
    CHECK(desk.address_of_next() == "s1");
    CHECK(desk.address_of_next() == "s2");
    CHECK(desk.address_of_next() == "quick");
    desk.lanes.finished(desk.under_way[3], false);
    CHECK(desk.address_of_next() == "s3");
    desk.put("s1");
    desk.put("s1");
    CHECK(desk.address_of_next() == "s1");
    CHECK(desk.address_of_next() == "s1");
}

TEST_CASE("a notification is here once, with its newest lease, and not again while it is being sent") {
    Desk desk;
    auto task = desk.task("a");
    CHECK(desk.lanes.put(task));
    task.notification.lease_until = UtcTime{Millis{99}};
    CHECK(desk.lanes.put(task));
    CHECK(desk.lanes.waiting() == 1);
    CHECK(desk.address_of_next() == "a");
    CHECK(desk.under_way[0].notification.lease_until == UtcTime{Millis{99}});
    CHECK(desk.lanes.put(task));
    CHECK(desk.lanes.waiting() == 0);
    CHECK(desk.lanes.sending() == 1);
    desk.lanes.finished(desk.under_way[0], false);
    CHECK(desk.lanes.sending() == 0);
}

TEST_CASE("a full lane refuses, and does not touch the other") {
    Desk desk({.max_waiting = 1});
    desk.put("a", false);
    CHECK_FALSE(desk.lanes.put(desk.task("b", false)));
    CHECK(desk.lanes.put(desk.task("c", true)));
}

TEST_CASE("after closing nobody gets anything") {
    Desk desk;
    desk.put("a");
    desk.lanes.close();
    CHECK(desk.address_of_next().empty());
    CHECK_FALSE(desk.lanes.put(desk.task("b")));
}

TEST_CASE("everybody behind a slow provider is slow, and leaves workers to the others") {
    Desk desk({.workers = 4, .reserved_for_emergencies = 2});
    const auto card = [&](int number) {
        auto task = desk.task("member" + std::to_string(number));
        task.notification.channel = core::ChannelKind::wecom_app;
        return task;
    };
    for (int i = 0; i < 20; ++i) CHECK(desk.lanes.put(card(i)));
    const auto first = desk.lanes.take(false);
    REQUIRE(first);
    desk.lanes.finished(*first, true);
    auto text = desk.task("13800000000");
    text.notification.channel = core::ChannelKind::sms;
    CHECK(desk.lanes.put(text));
    CHECK(desk.address_of_next() == "member1");
    CHECK(desk.address_of_next() == "member2");
    CHECK(desk.address_of_next() == "13800000000");
    // A task for which nobody was asked says nothing about the provider.
    desk.lanes.finished(desk.under_way[0], std::nullopt);
    CHECK(desk.address_of_next() == "member3");
    desk.lanes.finished(desk.under_way[1], false);
    CHECK(desk.address_of_next() == "member4");
    CHECK(desk.address_of_next() == "member5");
    CHECK(desk.address_of_next() == "member6");
}
