// What the WeCom channels promise beyond the conformance suite.
#include "base/system.hpp"
#include "tests/contract/notify/samples.hpp"
#include "tests/contract/notify/wecom_server.hpp"
#include "tests/unit/alertd_ingest/manual_clock.hpp"

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>

using namespace anju;
using namespace anju::tests;
using alertd::core::ChannelKind;
using alertd::notify::Channel;
using alertd::notify::Delivery;

namespace {

struct Sender {
    explicit Sender(Provider& provider, alertd::notify::LimitBook limits = {},
                    std::shared_ptr<const Clock> clock = std::make_shared<SystemClock>()) {
        alertd::notify::ChannelOptions options;
        options.page_url = "https://centre.example";
        provider.set_up(options, false);
        options.limits = std::move(limits);
        auto made = alertd::notify::make_channels(options, std::move(clock));
        REQUIRE(made);
        factory = made.value();
    }
    [[nodiscard]] std::unique_ptr<Channel> channel(ChannelKind kind) const { return factory(kind, never); }
    std::atomic<bool> never{false};
    alertd::notify::ChannelFactory factory;
};

}  // namespace

TEST_CASE("one access token serves every message of every worker") {
    WecomAppProvider wecom;
    Sender sender(wecom);
    const auto first = sender.channel(ChannelKind::wecom_app);
    const auto second = sender.channel(ChannelKind::wecom_app);
    for (const auto& channel : {&first, &second, &first}) {
        CHECK((*channel)->send(job_for("zhangsan", ChannelKind::wecom_app)).delivery == Delivery::delivered);
    }
    CHECK(wecom.tokens_given() == 1);
}

TEST_CASE("a token that WeCom took back is replaced at once, within the same attempt") {
    WecomAppProvider wecom;
    Sender sender(wecom);
    const auto channel = sender.channel(ChannelKind::wecom_app);
    auto job = job_for("zhangsan", ChannelKind::wecom_app);
    CHECK(channel->send(job).delivery == Delivery::delivered);
    wecom.forget_tokens();
    job.notification.key += "0";
    CHECK(channel->send(job).delivery == Delivery::delivered);
    CHECK(wecom.tokens_given() == 2);
    CHECK(wecom.letters().size() == 2);
}

TEST_CASE("a token that is refused again and again is not asked for without end") {
    WecomAppProvider wecom;
    Sender sender(wecom);
    wecom.send_errcode = 42001;
    CHECK(sender.channel(ChannelKind::wecom_app)->send(job_for("zhangsan", ChannelKind::wecom_app)).delivery ==
          Delivery::retry);
    CHECK(wecom.tokens_given() == 2);
}

TEST_CASE("a wrong secret is for good, a busy WeCom is not") {
    WecomAppProvider wecom;
    Sender sender(wecom);
    const auto channel = sender.channel(ChannelKind::wecom_app);
    const auto job = job_for("zhangsan", ChannelKind::wecom_app);
    wecom.token_errcode = 40001;
    CHECK(channel->send(job).delivery == Delivery::permanent);
    wecom.token_errcode = 40013;
    CHECK(channel->send(job).delivery == Delivery::permanent);
    wecom.token_errcode = -1;
    CHECK(channel->send(job).delivery == Delivery::retry);
}

TEST_CASE("each error code means done, later, too many or never") {
    struct Row {
        int errcode;
        Delivery delivery;
        bool waits;
    };
    for (const auto& row : {Row{-1, Delivery::retry, false}, Row{6000, Delivery::retry, false},
                            Row{45009, Delivery::retry, true}, Row{45033, Delivery::retry, true},
                            Row{81013, Delivery::permanent, false}, Row{40003, Delivery::permanent, false},
                            Row{60020, Delivery::permanent, false}, Row{93000, Delivery::permanent, false}}) {
        CAPTURE(row.errcode);
        WecomAppProvider app;
        WecomRobotProvider robot;
        app.send_errcode = robot.send_errcode = row.errcode;
        const auto by_app =
            Sender(app).channel(ChannelKind::wecom_app)->send(job_for("zhangsan", ChannelKind::wecom_app));
        const auto by_robot = Sender(robot)
                                  .channel(ChannelKind::wecom_robot)
                                  ->send(job_for("night-watch:13800000000", ChannelKind::wecom_robot));
        for (const auto& outcome : {by_app, by_robot}) {
            CHECK(outcome.delivery == row.delivery);
            CHECK(outcome.retry_after.has_value() == row.waits);
        }
    }
}

TEST_CASE("a card has its four buttons, the place, the case, and the page behind it") {
    WecomAppProvider wecom;
    Sender sender(wecom);
    CHECK(sender.channel(ChannelKind::wecom_app)->send(job_for("zhangsan", ChannelKind::wecom_app)).delivery ==
          Delivery::delivered);
    const auto card = boost::json::parse(wecom.last_card());
    CHECK(card.at("main_title").at("title") == "紧急 烟雾报警");
    CHECK(card.at("sub_title_text") == "静安里 3 弄 12 号 501");
    const auto& buttons = card.at("button_list").as_array();
    REQUIRE(buttons.size() == 4);
    CHECK(buttons[0].at("key") == "accept");
    CHECK(buttons[1].at("key") == "en_route");
    CHECK(buttons[2].at("key") == "on_scene");
    CHECK(buttons[3].at("key") == "decline");
    CHECK(card.at("card_action").at("url") == "https://centre.example/#/incidents/01J00000000000000000000001");
    CHECK(alertd::notify::incident_of_stable_id(std::string(card.at("task_id").as_string())) ==
          job_for("").incident.id);
}

TEST_CASE("a robot that nobody set up is never asked, and a long digest is cut at a character") {
    WecomRobotProvider wecom;
    Sender sender(wecom);
    const auto channel = sender.channel(ChannelKind::wecom_robot);
    CHECK(channel->send(job_for("day-watch", ChannelKind::wecom_robot)).delivery == Delivery::permanent);
    CHECK(wecom.asked() == 0);
    auto job = job_for(wecom.address(), ChannelKind::wecom_robot);
    job.others.resize(200, {IncidentId(), IncidentClass::emergency, Condition::fall, "某某路某某弄某某号"});
    CHECK(channel->send(job).delivery == Delivery::delivered);
    REQUIRE(wecom.letters().size() == 1);
    CHECK(wecom.letters()[0].text.size() > 1900);
    CHECK(wecom.letters()[0].text.find("另有 200 起") != std::string::npos);
    CHECK(wecom.violations().empty());
}

TEST_CASE("in a storm a robot's group reads one message that names the others, and nothing twice") {
    WecomRobotProvider wecom;
    const auto clock = std::make_shared<ManualClock>();
    alertd::notify::KindLimits limits;
    limits.per_receiver = {{4, Millis{60'000}}};
    Sender sender(wecom, {{ChannelKind::wecom_robot, limits}}, clock);
    const auto first = sender.channel(ChannelKind::wecom_robot);
    const auto second = sender.channel(ChannelKind::wecom_robot);  // another worker's: the limit is the same
    std::vector<alertd::notify::Job> waiting;
    for (int i = 0; i < 12; ++i) {
        auto job = job_for(wecom.address(), ChannelKind::wecom_robot);
        job.incident.id = IncidentId(Ulid::parse("01J00000000000000000000" + std::to_string(100 + i)).value());
        job.incident.place.address = "静安里 " + std::to_string(i) + " 号";
        job.notification.key = job.incident.id.to_string() + "/committee/1";
        const auto outcome = (i % 2 == 0 ? first : second)->send(job);
        if (outcome.delivery == Delivery::delivered) continue;
        CHECK(outcome.retry_after.has_value());
        waiting.push_back(job);
    }
    REQUIRE(wecom.letters().size() == 2);
    REQUIRE(waiting.size() == 10);
    clock->advance(Millis{60'000});
    for (const auto& job : waiting) CHECK(first->send(job).delivery == Delivery::delivered);
    REQUIRE(wecom.letters().size() == 3);
    const auto digest = wecom.letters()[2].text;
    CHECK(digest.find("另有 9 起事件") != std::string::npos);
    CHECK(digest.find("静安里 11 号") != std::string::npos);
    CHECK(wecom.violations().empty());
}
