// What every channel promises, whatever it speaks: the same cases over each, against a server on
// loopback that speaks its provider's protocol.
#include "base/system.hpp"
#include "tests/contract/notify/provider.hpp"
#include "tests/contract/notify/samples.hpp"
#include "tests/support/wait.hpp"

#include <doctest/doctest.h>

#include <future>
#include <set>

using namespace anju;
using namespace anju::tests;
using alertd::notify::Delivery;
using alertd::notify::Job;
using alertd::notify::Outcome;

namespace {

struct Named {
    const char* name;
    std::unique_ptr<Provider> (*make)();
};

constexpr Named kProviders[] = {
    {"webhook", make_webhook_provider},
    {"smtp", make_smtp_provider},
    {"wecom_robot", make_wecom_robot_provider},
    {"wecom_app", make_wecom_app_provider},
    {"sms_aliyun", make_aliyun_provider},
    {"sms_tencent", make_tencent_provider},
    {"mqtt", make_mqtt_provider},
};

/// A channel and its provider.
struct Bench {
    explicit Bench(const Named& named, bool impatient = false) : provider(named.make()) { renew(impatient); }
    void renew(bool impatient) {
        alertd::notify::ChannelOptions options;
        options.page_url = "https://centre.example";
        provider->set_up(options, impatient);
        auto factory = alertd::notify::make_channels(options, std::make_shared<SystemClock>());
        REQUIRE(factory);
        channel = factory.value()(provider->kind(), stopping);
    }
    ~Bench() {
        for (const auto& violation : provider->violations()) FAIL_CHECK(violation);
    }
    [[nodiscard]] Job job() const {
        auto made = job_for(provider->address(), provider->kind());
        made.notification.created_at = made.incident.opened_at = SystemClock().now().utc;
        return made;
    }
    /// The next attempt at the same message, as the engine makes it.
    Outcome send(Job& job) const {
        provider->wait_until_ready();
        auto outcome = channel->send(job);
        ++job.notification.attempts;
        return outcome;
    }
    [[nodiscard]] std::set<std::string> keys() const {
        std::set<std::string> found;
        for (const auto& letter : provider->letters()) found.insert(letter.key);
        return found;
    }

    std::unique_ptr<Provider> provider;
    std::atomic<bool> stopping{false};
    std::unique_ptr<alertd::notify::Channel> channel;
};

std::function<Mood(std::size_t)> always(Mood mood) {
    return [mood](std::size_t) { return mood; };
}
std::function<Mood(std::size_t)> first(Mood mood) {
    return [mood](std::size_t index) { return index == 0 ? mood : Mood::deliver; };
}

}  // namespace

TEST_CASE("a message is delivered once, and a repeat carries the same key") {
    for (const auto& named : kProviders) {
        INFO(std::string(named.name));
        Bench bench(named);
        auto job = bench.job();
        CHECK(bench.send(job).delivery == Delivery::delivered);
        REQUIRE(bench.provider->letters().size() == 1);
        CHECK_FALSE(bench.provider->letters()[0].key.empty());
        CHECK(bench.send(job).delivery == Delivery::delivered);
        CHECK(bench.keys().size() == 1);
        auto other = bench.job();
        other.notification.key = other.incident.id.to_string() + "/another/1";
        CHECK(bench.send(other).delivery == Delivery::delivered);
        CHECK(bench.keys().size() == 2);
    }
}

TEST_CASE("a provider that says too many is asked later, when it said so not before that") {
    for (const auto& named : kProviders) {
        INFO(std::string(named.name));
        Bench bench(named);
        bench.provider->behave(first(Mood::limited));
        auto job = bench.job();
        const auto outcome = bench.send(job);
        CHECK(outcome.delivery == Delivery::retry);
        if (bench.provider->says_when()) CHECK(outcome.retry_after == Millis{7'000});
        CHECK(bench.send(job).delivery == Delivery::delivered);
        CHECK(bench.provider->letters().size() == 1);
    }
}

TEST_CASE("a provider's own failure is not the end of a message") {
    for (const auto& named : kProviders) {
        INFO(std::string(named.name));
        Bench bench(named);
        bench.provider->behave([](std::size_t index) { return index < 2 ? Mood::broken : Mood::deliver; });
        auto job = bench.job();
        for (int i = 0; i < 2; ++i) {
            const auto outcome = bench.send(job);
            CHECK(outcome.delivery == Delivery::retry);
            CHECK_FALSE(outcome.detail.empty());
        }
        CHECK(bench.send(job).delivery == Delivery::delivered);
        CHECK(bench.provider->letters().size() == 1);
    }
}

TEST_CASE("a provider that does not answer is given up in time and tried later") {
    for (const auto& named : kProviders) {
        INFO(std::string(named.name));
        Bench bench(named, true);
        bench.provider->behave(first(Mood::silent));
        auto job = bench.job();
        CHECK(bench.send(job).delivery == Delivery::retry);
        // With patience again: a busy machine may need longer than the impatient channel waits.
        bench.renew(false);
        const auto outcome = bench.send(job);
        INFO(outcome.detail);
        CHECK(outcome.delivery == Delivery::delivered);
        CHECK(bench.keys().size() == 1);
    }
}

TEST_CASE("an answer that comes a byte at a time is an answer") {
    for (const auto& named : kProviders) {
        INFO(std::string(named.name));
        Bench bench(named);
        bench.provider->behave(always(Mood::slow));
        auto job = bench.job();
        CHECK(bench.send(job).delivery == Delivery::delivered);
        CHECK(bench.provider->letters().size() == 1);
    }
}

TEST_CASE("a connection that is lost in the middle of the answer leaves a message that may come again") {
    for (const auto& named : kProviders) {
        INFO(std::string(named.name));
        Bench bench(named);
        bench.provider->behave(first(Mood::cut));
        auto job = bench.job();
        const auto outcome = bench.send(job);
        CHECK(outcome.delivery == (bench.provider->status_is_enough() ? Delivery::delivered : Delivery::retry));
        // A session with a broker takes a moment to come back; until then it asks to be tried again.
        CHECK(wait_until([&] { return bench.send(job).delivery == Delivery::delivered; }));
        CHECK(bench.keys().size() == 1);
    }
}

TEST_CASE("what will never work is said at once") {
    for (const auto& named : kProviders) {
        INFO(std::string(named.name));
        Bench bench(named);
        bench.provider->behave(always(Mood::refuse));
        auto job = bench.job();
        const auto outcome = bench.send(job);
        CHECK(outcome.delivery == Delivery::permanent);
        CHECK_FALSE(outcome.detail.empty());
        CHECK(bench.provider->letters().empty());
    }
}

TEST_CASE("a send that is under way is given up when we stop") {
    for (const auto& named : kProviders) {
        INFO(std::string(named.name));
        Bench bench(named);
        bench.provider->behave(always(Mood::silent));
        auto job = bench.job();
        bench.provider->wait_until_ready();
        auto outcome = std::async(std::launch::async, [&] { return bench.channel->send(job); });
        REQUIRE(wait_until([&] { return bench.provider->asked() == 1; }));
        bench.stopping = true;
        CHECK(outcome.get().delivery == Delivery::abandoned);
    }
}

TEST_CASE("hostile text in a case stays inside its value") {
    // Each provider checks the form of what it gets; here it also has to find the text where it belongs.
    for (const auto* hostile : {"x\r\nBcc: victim@example.org\r\n\r\nmark", "x\"},\"touser\":\"@all\",{\"mark\":\"",
                                "x'--<@all>mark", "x&PhoneNumbers=13900000000&mark", "x\n.\r\nQUIT\r\nmark",
                                "x\xe2\x80\xaemark \xff\xfe", "${x}%0d%0a{1}mark"}) {
        for (const auto& named : kProviders) {
            INFO(std::string(named.name));
            INFO(std::string(hostile));
            Bench bench(named);
            auto job = bench.job();
            job.incident.place.address = hostile;
            job.incident.place.home = HomeId(hostile);
            job.notification.responder = ResponderId(hostile);
            job.notification.key = job.incident.id.to_string() + "/" + hostile + "/1";
            CHECK(bench.send(job).delivery == Delivery::delivered);
            REQUIRE(bench.provider->letters().size() == 1);
            CHECK(bench.provider->letters()[0].text.find("mark") != std::string::npos);
        }
    }
}

TEST_CASE("an address that is none is refused before anything is sent") {
    for (const auto& named : kProviders) {
        INFO(std::string(named.name));
        Bench bench(named);
        auto job = bench.job();
        job.notification.address = "no address\r\nX: y";
        CHECK(bench.send(job).delivery == Delivery::permanent);
        CHECK(bench.provider->asked() == 0);
    }
}

TEST_CASE("a channel that is not set up fails for good, so that the case climbs") {
    const std::atomic<bool> never{false};
    auto factory = alertd::notify::make_channels({}, std::make_shared<SystemClock>());
    REQUIRE(factory);
    for (const auto kind :
         {alertd::core::ChannelKind::email, alertd::core::ChannelKind::wecom_robot,
          alertd::core::ChannelKind::wecom_app, alertd::core::ChannelKind::sms, alertd::core::ChannelKind::mqtt}) {
        const auto outcome = factory.value()(kind, never)->send(job_for("x", kind));
        CHECK(outcome.delivery == Delivery::permanent);
        CHECK(outcome.detail.ends_with("is not set up"));
    }
}
