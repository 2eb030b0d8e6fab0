// WeCom's callback between a server that speaks WeCom's protocol and a real engine.
#include "alertd/notify/wecom_door.hpp"
#include "tests/contract/ingest/centre.hpp"
#include "tests/contract/notify/wecom_server.hpp"

#include <doctest/doctest.h>

#include <future>

using namespace anju;
using namespace anju::tests;
using alertd::notify::CallbackAnswer;
using alertd::notify::CallbackQuery;
using alertd::notify::WecomDoor;
using alertd::notify::WecomEnvelope;

namespace {

const std::string kKey = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
const std::string kRandom = "0123456789abcdef";

std::string between(const std::string& text, const std::string& start, const std::string& end) {
    const auto from = text.find(start) + start.size();
    return text.substr(from, text.find(end, from) - from);
}

struct Press {
    std::string user = "zhangsan";
    std::string button = "accept";
    std::string code = "code-1";
    std::string agent = "1000002";
    std::string event = "template_card_event";
    Millis ago{0};
};

struct Posted {
    CallbackQuery query;
    std::string body;
};

/// An engine whose committee worker is "zhangsan" in WeCom, the door, and WeCom.
struct Office {
    Office() {
        store::Registry registry;
        registry.responders = {who("committee", core::Level::committee, "c1", {core::ChannelKind::sms, "13800000000"},
                                   {{core::ChannelKind::wecom_app, "zhangsan"}}),
                               who("street", core::Level::street, "s1", {core::ChannelKind::wecom_app, "lisi"}, {}),
                               who("far", core::Level::committee, "c9", {core::ChannelKind::wecom_app, "far"}, {})};
        registry.committees = {{CommitteeId("c9"), StreetId("s1"), "Another committee"}};
        import(registry);
        centre.before_start = [this](Engine& engine) { open(engine); };
        centre.start();
        auto outbox = centre.outbox("gw-1");
        centre.send(outbox, {centre.update(Condition::smoke)});
        REQUIRE(wait_until([&] { return centre.incident(Condition::smoke).has_value(); }));
    }
    ~Office() {
        centre.stop();
        for (const auto& violation : wecom.violations()) FAIL_CHECK(violation);
    }

    void import(const store::Registry& registry) const {
        auto writer = store::open_sqlite_writer(centre.database);
        REQUIRE(writer);
        REQUIRE(writer.value()->begin());
        REQUIRE(writer.value()->import(registry));
        REQUIRE(writer.value()->commit());
    }
    static core::Responder who(const std::string& id, core::Level level, const std::string& scope,
                               const core::Way& first, std::vector<core::Way> more) {
        return {ResponderId(id), id, level, scope, first.channel, first.address, "", std::move(more)};
    }
    void open(Engine& engine) {
        alertd::notify::ChannelOptions channels;
        wecom.set_up(channels, false);
        auto made = WecomDoor::make(
            {*channels.wecom_app, "token", kKey, {}},
            [&engine](core::OperatorAct act, std::function<void(Result<WecomDoor::Result>)> done) {
                engine.act(std::move(act), [done = std::move(done)](Result<ActResult> result) {
                    if (!result) return done(result.error());
                    done(WecomDoor::Result{result.value().reason, result.value().incident});
                });
            },
            centre.clock);
        REQUIRE(made);
        door = std::move(made).value();
    }

    [[nodiscard]] std::string seconds(Millis ago) const {
        const auto now = centre.clock->now().utc - ago;
        return std::to_string(std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count());
    }
    /// As WeCom seals it; the card it was pressed on was about the open case.
    [[nodiscard]] Posted sealed(const Press& press, const std::string& token = "token",
                                const std::string& receiver = "ww-corp") {
        core::Notification notification;
        notification.incident = centre.reader().incidents({}).value().front().id;
        notification.key = "k";
        const auto time = seconds(press.ago);
        const auto text = "<xml><ToUserName><![CDATA[ww-corp]]></ToUserName><FromUserName><![CDATA[" + press.user +
                          "]]></FromUserName><CreateTime>" + time +
                          "</CreateTime><MsgType><![CDATA[event]]></MsgType>" + "<Event><![CDATA[" + press.event +
                          "]]></Event><EventKey><![CDATA[" + press.button + "]]></EventKey><TaskId><![CDATA[" +
                          alertd::notify::stable_id(notification) + "]]></TaskId><ResponseCode><![CDATA[" + press.code +
                          "]]></ResponseCode><AgentID>" + press.agent + "</AgentID></xml>";
        const auto envelope = WecomEnvelope::make(token, kKey, receiver);
        REQUIRE(envelope);
        Posted posted;
        posted.body = envelope.value().seal_body(text, time, "nonce", kRandom);
        posted.query = {between(posted.body, "<MsgSignature>", "</MsgSignature>"), time, "nonce"};
        return posted;
    }
    CallbackAnswer post(const Posted& posted) const {
        std::promise<CallbackAnswer> answered;
        auto answer = answered.get_future();
        door->press(posted.query, posted.body, [&](CallbackAnswer given) { answered.set_value(std::move(given)); });
        // WeCom waits for five seconds.
        REQUIRE(answer.wait_for(std::chrono::seconds(20)) == std::future_status::ready);
        return answer.get();
    }
    CallbackAnswer press(const Press& press) { return post(sealed(press)); }
    [[nodiscard]] core::Incident incident() { return centre.reader().incidents({}).value().front(); }
    /// The newest card that WeCom was given, once there are so many.
    [[nodiscard]] std::string card(std::size_t count) {
        REQUIRE(wait_until([&] { return wecom.updated_cards().size() == count; }));
        return wecom.updated_cards().back();
    }

    WecomAppProvider wecom;
    EngineCentre centre;
    std::unique_ptr<WecomDoor> door;
};

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("WeCom's question whether the URL is ours is answered, and nobody else's") {
    Office office;
    const auto envelope = WecomEnvelope::make("token", kKey, "ww-corp").value();
    const auto body = envelope.seal_body("echo me", "1", "n", kRandom);
    const auto echo = between(body, "<Encrypt>", "</Encrypt>");
    const CallbackQuery query{envelope.signature_of("1", "n", echo), "1", "n"};
    const auto answer = office.door->check_url(query, echo);
    CHECK(answer.status == 200);
    CHECK(answer.body == "echo me");
    CHECK(office.door->check_url({"0123", "1", "n"}, echo).status == 403);
    CHECK(office.door->counters().url_checks == 1);
    CHECK(office.door->counters().foreign == 1);
}

TEST_CASE("from accept to done on the phone: each press is the member's act, and the card follows") {
    Office office;
    CHECK(office.press({"zhangsan", "accept", "c1"}).status == 200);
    CHECK(office.incident().state == core::IncidentState::acknowledged);
    CHECK(office.incident().owner == "responder:committee");
    CHECK(has(office.card(1), "\"response_code\":\"c1\""));
    CHECK(has(office.card(1), "已接单"));
    CHECK(has(office.card(1), "\"key\":\"en_route\""));
    CHECK_FALSE(has(office.card(1), "\"key\":\"accept\""));

    CHECK(office.press({"zhangsan", "en_route", "c2"}).status == 200);
    CHECK(office.incident().state == core::IncidentState::en_route);
    CHECK(has(office.card(2), "已出发"));
    CHECK(office.press({"zhangsan", "on_scene", "c3"}).status == 200);
    CHECK(office.incident().state == core::IncidentState::on_scene);
    CHECK(has(office.card(3), "\"key\":\"done\""));
    CHECK(office.press({"zhangsan", "done", "c4"}).status == 200);
    CHECK(office.incident().state == core::IncidentState::resolved);
    CHECK(has(office.card(4), "\"replace_text\":\"已处置完毕\""));
    CHECK(office.door->counters().accepted == 4);
    CHECK(office.door->counters().refused == 0);
    const auto journal = office.centre.journal("responder.on_scene");
    REQUIRE(journal.size() == 1);
    CHECK(journal.front().actor == "responder:committee");
}

TEST_CASE("declining leaves the case to the others") {
    Office office;
    CHECK(office.press({"zhangsan", "decline", "c1"}).status == 200);
    CHECK(office.centre.journal("responder.declined").size() == 1);
    // The only one who was called has declined, so the next step does not wait.
    CHECK(office.centre.journal("escalation.fired").size() == 2);
    CHECK(has(office.card(1), "\"replace_text\":\"已拒绝\""));
}

TEST_CASE("what WeCom sends again is answered and not done again, also after a restart") {
    Office office;
    const auto posted = office.sealed({"zhangsan", "accept", "c1"});
    for (int i = 0; i < 4; ++i) CHECK(office.post(posted).status == 200);
    CHECK(office.door->counters().repeated == 3);
    CHECK(office.centre.journal("responder.accepted").size() == 1);
    CHECK(office.card(1).size() > 0);

    office.centre.stop();
    office.door.reset();
    office.centre.start();
    CHECK(office.post(posted).status == 200);
    CHECK(office.centre.journal("responder.accepted").size() == 1);
    CHECK(office.incident().owner == "responder:committee");
}

TEST_CASE("a signature that is not WeCom's, another receiver and garbage change nothing") {
    Office office;
    auto posted = office.sealed({});
    posted.query.signature.back() = posted.query.signature.back() == '0' ? '1' : '0';
    CHECK(office.post(posted).status == 403);
    CHECK(office.post(office.sealed({}, "another token")).status == 403);
    CHECK(office.post(office.sealed({}, "token", "ww-other")).status == 403);
    auto cut = office.sealed({});
    cut.body.resize(cut.body.size() / 2);
    CHECK(office.post(cut).status == 403);
    CHECK(office.post({{"", "", ""}, ""}).status == 403);
    CHECK(office.post({{"s", "1", "n"}, std::string(100'000, 'x')}).status == 403);
    auto later = office.sealed({});
    later.query.timestamp = office.seconds(Millis{-1'000});  // signed for another second
    CHECK(office.post(later).status == 403);
    CHECK(office.door->counters().foreign == 7);
    CHECK(office.incident().owner.empty());
}

TEST_CASE("what was recorded and is played back later is refused") {
    Office office;
    CHECK(office.press({.ago = Millis{301'000}}).status == 403);
    CHECK(office.door->counters().too_old == 1);
    CHECK(office.press({.ago = Millis{-302'000}}).status == 403);
    CHECK(office.incident().owner.empty());
    CHECK(office.press({.ago = Millis{240'000}}).status == 200);
    CHECK(office.incident().owner == "responder:committee");
}

TEST_CASE("a member who does not answer for the home does nothing, and his card says so") {
    Office office;
    for (const auto* user : {"wangwu", "far", "committee", "13800000000"}) {
        CHECK(office.press({user, "accept", std::string("code of ") + user}).status == 200);
    }
    CHECK(office.incident().owner.empty());
    CHECK(office.door->counters().refused == 4);
    CHECK(has(office.card(4), "您不负责该户"));
}

TEST_CASE("a press on a card of a closed case does nothing, and the card says that it is over") {
    Office office;
    core::OperatorAct close;
    close.incident = office.incident().id;
    close.act = core::Act::close;
    close.actor = "user:wang";
    close.disposition = core::Disposition::false_alarm;
    REQUIRE(office.centre.act(close));
    CHECK(office.press({}).status == 200);
    CHECK(office.incident().owner == "user:wang");
    CHECK(office.incident().state == core::IncidentState::closed);
    CHECK(has(office.card(1), "该事件已结束"));
    CHECK(office.door->counters().refused == 1);
}

TEST_CASE("signed messages that we do not know are answered and left alone") {
    Office office;
    CHECK(office.press({"zhangsan", "dance"}).status == 200);
    CHECK(office.press({"zhangsan", "accept", "c", "7"}).status == 200);
    CHECK(office.press({"zhangsan", "accept", "c", "1000002", "enter_agent"}).status == 200);
    CHECK(office.door->counters().ignored == 3);
    CHECK(office.incident().owner.empty());
}

TEST_CASE("when the engine cannot take a press WeCom is asked to send it again, and then it counts") {
    Office office;
    const auto posted = office.sealed({});
    office.centre.faults->commits_to_fail = 1;
    CHECK(office.post(posted).status == 503);
    CHECK(office.door->counters().failed == 1);
    CHECK(office.incident().owner.empty());
    CHECK(office.post(posted).status == 200);
    CHECK(office.incident().owner == "responder:committee");
}

TEST_CASE("a card whose code was used up, or of which none came, is left as it is") {
    Office office;
    CHECK(office.press({"zhangsan", "accept", "same"}).status == 200);
    CHECK(office.press({"zhangsan", "en_route", "same"}).status == 200);
    CHECK(office.press({"zhangsan", "on_scene", ""}).status == 200);
    REQUIRE(wait_until([&] { return office.door->counters().cards_not_updated == 2; }));
    CHECK(office.wecom.updated_cards().size() == 1);
    CHECK(office.incident().state == core::IncidentState::on_scene);
}
