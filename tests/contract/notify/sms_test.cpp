// What the short message channels promise beyond the conformance suite.
#include "base/system.hpp"
#include "tests/contract/notify/samples.hpp"
#include "tests/contract/notify/sms_server.hpp"

#include <doctest/doctest.h>

using namespace anju;
using namespace anju::tests;
using alertd::core::ChannelKind;
using alertd::notify::Delivery;
using alertd::notify::Job;

namespace {

template <class Server>
struct Sender {
    explicit Sender(const std::function<void(alertd::notify::ChannelOptions&)>& change = {}) {
        alertd::notify::ChannelOptions options;
        server.set_up(options, false);
        if (change) change(options);
        auto made = alertd::notify::make_channels(options, std::make_shared<SystemClock>());
        REQUIRE(made);
        channel = made.value()(ChannelKind::sms, never);
    }
    [[nodiscard]] Job job() const {
        auto made = job_for("13800000000", ChannelKind::sms);
        made.notification.created_at = SystemClock().now().utc;
        return made;
    }
    Server server;
    std::atomic<bool> never{false};
    std::unique_ptr<alertd::notify::Channel> channel;
};

}  // namespace

TEST_CASE_TEMPLATE("a first attempt asks nothing, a further one asks before it orders", Server, AliyunServer,
                   TencentServer) {
    Sender<Server> sender;
    auto job = sender.job();
    CHECK(sender.channel->send(job).delivery == Delivery::delivered);
    CHECK(sender.server.queries == 0);
    job.notification.attempts = 1;
    const auto outcome = sender.channel->send(job);
    CHECK(outcome.delivery == Delivery::delivered);
    CHECK(outcome.detail == "the provider has it from an earlier attempt");
    CHECK(sender.server.queries > 0);
    CHECK(sender.server.asked() == 1);
    CHECK(sender.server.letters().size() == 1);
    CHECK(sender.server.letters()[0].key == job.notification.key);
    CHECK(sender.server.violations().empty());
}

TEST_CASE_TEMPLATE("while the provider cannot say whether it has a message, it is not ordered again", Server,
                   AliyunServer, TencentServer) {
    Sender<Server> sender;
    sender.server.answer_queries("InternalError");
    auto job = sender.job();
    job.notification.attempts = 1;
    CHECK(sender.channel->send(job).delivery == Delivery::retry);
    CHECK(sender.server.asked() == 0);
}

TEST_CASE_TEMPLATE("who may not ask orders again, because twice is better than not at all", Server, AliyunServer,
                   TencentServer) {
    Sender<Server> sender;
    sender.server.answer_queries("UnauthorizedOperation");
    auto job = sender.job();
    job.notification.attempts = 1;
    CHECK(sender.channel->send(job).delivery == Delivery::delivered);
    CHECK(sender.server.letters().size() == 1);
}

TEST_CASE("limits that end soon are waited for, a day's limit and a refusal are for good") {
    struct Row {
        const char* code;
        Delivery delivery;
    };
    for (const auto& row :
         {Row{"isv.BUSINESS_LIMIT_CONTROL", Delivery::retry}, Row{"isp.SYSTEM_ERROR", Delivery::retry},
          Row{"Throttling.User", Delivery::retry}, Row{"isv.OUT_OF_SERVICE", Delivery::permanent},
          Row{"isv.TEMPLATE_MISSING_PARAMETERS", Delivery::permanent},
          Row{"SignatureDoesNotMatch", Delivery::permanent}}) {
        INFO(std::string(row.code));
        Sender<AliyunServer> sender;
        sender.server.answer_orders(row.code);
        CHECK(sender.channel->send(sender.job()).delivery == row.delivery);
    }
    for (const auto& row : {Row{"LimitExceeded.PhoneNumberThirtySecondLimit", Delivery::retry},
                            Row{"LimitExceeded.PhoneNumberDailyLimit", Delivery::permanent},
                            Row{"InternalError.Timeout", Delivery::retry}, Row{"RequestLimitExceeded", Delivery::retry},
                            Row{"FailedOperation.InsufficientBalanceInSmsPackage", Delivery::permanent},
                            Row{"FailedOperation.PhoneNumberInBlacklist", Delivery::permanent}}) {
        INFO(std::string(row.code));
        Sender<TencentServer> sender;
        sender.server.answer_orders(row.code);
        CHECK(sender.channel->send(sender.job()).delivery == row.delivery);
    }
}

TEST_CASE("nothing but the template's parameters is sent, each within its length, and without signature marks") {
    Sender<AliyunServer> sender([](auto& options) { options.sms->most_parameter_characters = 8; });
    auto job = sender.job();
    job.incident.place.address = "【假冒】静安里三弄十二号五百零一室";
    CHECK(sender.channel->send(job).delivery == Delivery::delivered);
    REQUIRE(sender.server.letters().size() == 1);
    CHECK(sender.server.letters()[0].text == R"({"condition":"烟雾报警","address":" 假冒 静安里…"})");
}

TEST_CASE("a digest uses the template that counts the others") {
    Sender<AliyunServer> sender;
    auto job = sender.job();
    job.others.resize(3);
    CHECK(sender.channel->send(job).delivery == Delivery::delivered);
    REQUIRE(sender.server.letters().size() == 1);
    CHECK(sender.server.letters()[0].text.find(R"("others":"3")") != std::string::npos);
    CHECK(sender.server.violations().empty());
}

TEST_CASE("a template may hold the responder's own link") {
    Sender<AliyunServer> sender([](auto& options) {
        using alertd::notify::SmsParameter;
        options.sms->parameters = {SmsParameter::condition, SmsParameter::link};
        options.phone_link = [](const alertd::core::Notification& told) { return "signed-" + told.responder.value; };
    });
    CHECK(sender.channel->send(sender.job()).delivery == Delivery::delivered);
    REQUIRE(sender.server.letters().size() == 1);
    CHECK(sender.server.letters()[0].text.find(R"("link":"signed-)") != std::string::npos);
    CHECK(sender.server.violations().empty());
}
