// The Notifier between a real engine and receivers that behave well and badly.
#include "alertd/notify/notifier.hpp"
#include "alertd/notify/channels.hpp"
#include "tests/contract/ingest/centre.hpp"
#include "tests/contract/notify/http_receiver.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace anju;
using namespace anju::tests;
using namespace std::chrono_literals;
using alertd::notify::Notifier;
using Way = ReceiverAnswer::Way;

namespace {

/// An engine and a notifier wired together as `app` does it, with webhooks instead of the log.
struct Desk {
    explicit Desk(Millis webhook_timeout = 10s) : timeout(webhook_timeout) {
        centre.before_start = [this](Engine& engine) { wire(engine); };
    }
    ~Desk() { stop(); }

    void start() { centre.start(); }
    void stop() {
        if (notifier) notifier->stop();
        centre.stop();
        notifier.reset();
    }
    void wire(Engine& engine) {
        alertd::notify::ChannelOptions options;
        options.webhook.http.limits.timeout = timeout;
        auto channels = alertd::notify::make_channels(options, centre.clock);
        REQUIRE(channels);
        notifier = std::make_unique<Notifier>(
            alertd::notify::NotifierOptions{}, channels.value(),
            [this] { return store::open_sqlite_reader(centre.database.path); },
            [&engine](core::DeliveryResult result) { engine.submit_delivery(std::move(result)); }, centre.clock);
        engine.on_committed(
            [this](const Committed& committed) { notifier->submit(committed.to_send, committed.to_send_class); });
        notifier->start();
    }
    void responder(const std::string& id, core::Level level, const std::string& scope, const std::string& url) {
        store::Registry registry;
        core::Responder who;
        who.id = ResponderId(id);
        who.level = level;
        who.scope = scope;
        who.channel = core::ChannelKind::webhook;
        who.address = url;
        registry.responders = {who};
        auto writer = store::open_sqlite_writer(centre.database);
        REQUIRE(writer);
        REQUIRE(writer.value()->begin());
        REQUIRE(writer.value()->import(registry));
        REQUIRE(writer.value()->commit());
    }

    Millis timeout;
    EngineCentre centre;
    std::unique_ptr<Notifier> notifier;
};

std::set<std::string> keys_of(const HttpReceiver& receiver) {
    std::set<std::string> keys;
    for (const auto& request : receiver.requests()) keys.insert(request.headers.at("idempotency-key"));
    return keys;
}

}  // namespace

TEST_CASE("an alarm reaches the committee's receiver once and is recorded as delivered") {
    HttpReceiver receiver;
    Desk desk;
    desk.responder("committee", core::Level::committee, "c1", receiver.url());
    desk.start();
    auto outbox = desk.centre.outbox("gw-1");
    desk.centre.send(outbox, {desk.centre.update(Condition::smoke)});
    REQUIRE(wait_until([&] { return desk.centre.journal("notification.delivered").size() == 1; }));
    CHECK(receiver.requests().size() == 1);
    desk.centre.pass(31s);
    desk.centre.settle();
    CHECK(receiver.requests().size() == 1);
}

TEST_CASE("a receiver that fails is asked again with the same key until it takes the message") {
    HttpReceiver receiver([](const HttpRequest&, std::size_t index) {
        return ReceiverAnswer{Way::reply, index < 2 ? 503 : 200, "", ""};
    });
    Desk desk;
    desk.responder("committee", core::Level::committee, "c1", receiver.url());
    desk.start();
    auto outbox = desk.centre.outbox("gw-1");
    desk.centre.send(outbox, {desk.centre.update(Condition::smoke)});
    REQUIRE(wait_until([&] {
        desk.centre.pass(500ms);
        return desk.centre.journal("notification.delivered").size() == 1;
    }));
    CHECK(receiver.requests().size() == 3);
    CHECK(keys_of(receiver).size() == 1);
}

TEST_CASE("what is no longer needed at the moment of sending is not sent") {
    HttpReceiver receiver([](const HttpRequest&, std::size_t) { return ReceiverAnswer{Way::reply, 503, "", ""}; });
    Desk desk;
    desk.responder("committee", core::Level::committee, "c1", receiver.url());
    desk.start();
    auto outbox = desk.centre.outbox("gw-1");
    desk.centre.send(outbox, {desk.centre.update(Condition::smoke)});
    REQUIRE(wait_until([&] { return desk.centre.journal("notification.retrying").size() == 1; }));
    auto leased = desk.centre.sent().at(0);
    core::OperatorAct act;
    act.incident = leased.incident;
    act.actor = "user:wang";
    REQUIRE(desk.centre.act(act));
    // A notification that was leased just before the acknowledgement.
    desk.notifier->submit({leased}, {IncidentClass::emergency});
    REQUIRE(wait_until([&] { return desk.notifier->counters().channels[core::ChannelKind::webhook].superseded == 1; }));
    CHECK(receiver.requests().size() == 1);
}

TEST_CASE("hanging receivers of technical cases do not hold up an emergency") {
    HttpReceiver hanging([](const HttpRequest&, std::size_t) { return ReceiverAnswer{Way::hang, 200, "", ""}; });
    HttpReceiver quick;
    Desk desk;
    desk.centre.options.policies.technical.usual.steps = {{0s, {core::Level::street}}};
    desk.responder("street", core::Level::street, "s1", hanging.url("/1"));
    desk.responder("street-2", core::Level::street, "s1", hanging.url("/2"));
    desk.responder("street-3", core::Level::street, "s1", hanging.url("/3"));
    desk.responder("street-4", core::Level::street, "s1", hanging.url("/4"));
    desk.responder("committee", core::Level::committee, "c1", quick.url());
    desk.start();
    auto outbox = desk.centre.outbox("gw-1");
    desk.centre.send(outbox, {desk.centre.update(Condition::low_battery)});
    REQUIRE(wait_until([&] { return hanging.requests().size() == 2; }));
    CHECK(wait_until([&] { return desk.notifier->counters().waiting == 2; }));
    desk.centre.send(outbox, {desk.centre.update(Condition::smoke)});
    CHECK(wait_until([&] { return quick.requests().size() == 1; }));
    CHECK(hanging.requests().size() == 2);
}

TEST_CASE("one hanging receiver of emergencies does not keep the others from hearing") {
    HttpReceiver hanging([](const HttpRequest&, std::size_t) { return ReceiverAnswer{Way::hang, 200, "", ""}; });
    HttpReceiver quick;
    Desk desk;
    desk.responder("committee", core::Level::committee, "c1", quick.url());
    for (int i = 0; i < 6; ++i) {
        desk.responder("committee-" + std::to_string(i), core::Level::committee, "c1", hanging.url());
    }
    desk.start();
    auto outbox = desk.centre.outbox("gw-1");
    desk.centre.send(outbox, {desk.centre.update(Condition::smoke)});
    CHECK(wait_until([&] { return quick.requests().size() == 1; }));
    REQUIRE(wait_until([&] { return hanging.requests().size() == 2; }));
    CHECK(wait_until([&] { return desk.notifier->counters().sending == 2; }));
    CHECK(wait_until([&] { return desk.notifier->counters().waiting == 4; }));
}

TEST_CASE("a crash between commit and send sends again with the same key") {
    HttpReceiver receiver;
    Desk desk;
    desk.responder("committee", core::Level::committee, "c1", receiver.url());
    desk.centre.before_start = nullptr;  // nobody sends what the first engine leased
    desk.centre.start();
    auto outbox = desk.centre.outbox("gw-1");
    desk.centre.send(outbox, {desk.centre.update(Condition::smoke)});
    REQUIRE(desk.centre.receipted(outbox, 1));
    const auto leased = desk.centre.sent().at(0);
    desk.centre.stop();

    desk.centre.before_start = [&](Engine& engine) { desk.wire(engine); };
    desk.centre.start();
    REQUIRE(wait_until([&] { return receiver.requests().size() == 1; }));
    CHECK(receiver.requests()[0].headers.at("idempotency-key") == leased.key);
}

TEST_CASE("stopping gives up a hanging send, and a restart sends it again") {
    std::atomic<bool> behave{false};
    HttpReceiver receiver([&](const HttpRequest&, std::size_t) {
        return ReceiverAnswer{behave ? Way::reply : Way::hang, 200, "", ""};
    });
    Desk desk;
    desk.responder("committee", core::Level::committee, "c1", receiver.url());
    desk.start();
    auto outbox = desk.centre.outbox("gw-1");
    desk.centre.send(outbox, {desk.centre.update(Condition::smoke)});
    REQUIRE(wait_until([&] { return receiver.requests().size() == 1; }));
    desk.stop();
    behave = true;
    desk.start();
    REQUIRE(wait_until([&] { return desk.centre.journal("notification.delivered").size() == 1; }));
    CHECK(keys_of(receiver).size() == 1);
}
