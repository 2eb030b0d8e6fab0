#include "alertd/notify/wecom_callback.hpp"
#include "alertd/notify/texts.hpp"
#include "tests/contract/notify/samples.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace anju;
using namespace anju::alertd::notify;
using Verdict = CallbackMemory::Verdict;

namespace {

const std::string kKey = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
const std::string kRandom = "0123456789abcdef";
const std::string kTime = "1772330400";
const UtcTime kNow{std::chrono::seconds(1'772'330'400)};

WecomEnvelope envelope(const std::string& receiver = "ww-corp", const std::string& token = "token") {
    auto made = WecomEnvelope::make(token, kKey, receiver);
    REQUIRE(made);
    return made.value();
}

std::string between(const std::string& text, const std::string& start, const std::string& end) {
    const auto from = text.find(start) + start.size();
    return text.substr(from, text.find(end, from) - from);
}

/// What WeCom would post: our own sealing has its form.
struct Posted {
    explicit Posted(const std::string& message, const WecomEnvelope& by = envelope())
        : body(by.seal_body(message, kTime, "nonce", kRandom)),
          query{between(body, "<MsgSignature>", "</MsgSignature>"), kTime, "nonce"} {}
    std::string body;
    CallbackQuery query;
};

std::string press_xml(const std::string& button = "accept", const std::string& created = kTime) {
    return "<xml><ToUserName><![CDATA[ww-corp]]></ToUserName><FromUserName><![CDATA[zhangsan]]></FromUserName>"
           "<CreateTime>" +
           created +
           "</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[template_card_event]]></Event>"
           "<EventKey><![CDATA[" +
           button + "]]></EventKey><TaskId><![CDATA[" + stable_id(tests::job_for("").notification) +
           "]]></TaskId><ResponseCode><![CDATA[code]]></ResponseCode><AgentID>1000002</AgentID></xml>";
}

}  // namespace

TEST_CASE("what WeCom sealed is opened, whatever its length and bytes") {
    std::string message;
    for (int i = 0; i < 100; ++i) {
        const Posted posted(message);
        const auto opened = envelope().open_body(posted.query, posted.body);
        REQUIRE(opened);
        CHECK(opened.value() == message);
        message += static_cast<char>(i * 37);
    }
}

TEST_CASE("nothing is opened that was changed, or that is for somebody else") {
    const Posted posted(press_xml());
    const auto changed = [&](auto change) {
        CallbackQuery query = posted.query;
        std::string body = posted.body;
        change(query, body);
        return envelope().open_body(query, body);
    };
    CHECK_FALSE(changed([](CallbackQuery& query, std::string&) { query.signature[0] ^= 1; }));
    CHECK_FALSE(changed([](CallbackQuery& query, std::string&) { query.timestamp = "1772330401"; }));
    CHECK_FALSE(changed([](CallbackQuery& query, std::string&) { query.nonce = "other"; }));
    CHECK_FALSE(changed([](CallbackQuery& query, std::string&) { query.signature.clear(); }));
    CHECK_FALSE(changed([](CallbackQuery&, std::string& body) { body[20] = body[20] == 'A' ? 'B' : 'A'; }));
    CHECK_FALSE(changed([](CallbackQuery&, std::string& body) { body = "<xml"; }));
    CHECK_FALSE(changed([](CallbackQuery&, std::string& body) { body.assign(100'000, 'x'); }));
    const auto foreign = envelope("another").open_body(posted.query, posted.body);
    REQUIRE_FALSE(foreign);
    CHECK(foreign.error().message == "a WeCom callback: it is for another receiver");
    CHECK_FALSE(envelope("ww-corp", "another token").open_body(posted.query, posted.body));
}

TEST_CASE("rubbish under a right signature is refused, not believed") {
    std::minstd_rand chance(7);
    for (int i = 0; i < 2'000; ++i) {
        std::string encrypted;
        for (unsigned n = static_cast<unsigned>(chance() % 120); n > 0; --n) {
            encrypted += "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="[chance() % 65];
        }
        const auto signature = envelope().signature_of(kTime, "n", encrypted);
        CHECK_FALSE(envelope().open({signature, kTime, "n"}, encrypted));
    }
}

TEST_CASE("a key that is none is refused") {
    CHECK_FALSE(WecomEnvelope::make("t", "short", "c"));
    CHECK_FALSE(WecomEnvelope::make("t", std::string(43, '!'), "c"));
}

TEST_CASE("a press says who pressed what on which case") {
    const auto read = read_card_press(press_xml("on_scene"));
    REQUIRE(read);
    REQUIRE(read.value());
    const auto& press = *read.value();
    CHECK(press.user == "zhangsan");
    CHECK(press.button == "on_scene");
    CHECK(press.response_code == "code");
    CHECK(press.agent_id == 1000002);
    CHECK(press.created_at == kNow);
    CHECK(press.incident == tests::job_for("").incident.id);
}

TEST_CASE("other events are left alone, and half a press is refused") {
    const auto other = read_card_press("<xml><Event>subscribe</Event></xml>");
    REQUIRE(other);
    CHECK_FALSE(other.value());
    CHECK_FALSE(read_card_press("<xml><Event>template_card_event</Event></xml>"));
    CHECK_FALSE(read_card_press(press_xml("accept", "soon")));
    CHECK_FALSE(read_card_press("not xml"));
    CHECK_FALSE(read_card_press("<xml>\xff</xml>"));
}

TEST_CASE("WeCom's repeats are known again, two buttons are two presses, and an old recording is refused") {
    CallbackMemory memory;
    const auto accept = *read_card_press(press_xml("accept")).value();
    const auto en_route = *read_card_press(press_xml("en_route")).value();
    CHECK(memory.see(accept, kTime, kNow) == Verdict::fresh);
    for (int i = 0; i < 3; ++i) CHECK(memory.see(accept, kTime, kNow + Millis{5'000}) == Verdict::repeated);
    CHECK(memory.see(en_route, kTime, kNow) == Verdict::fresh);
    CallbackMemory restarted;
    CHECK(restarted.see(accept, kTime, kNow + Millis{301'000}) == Verdict::too_old);
    CHECK(restarted.see(accept, kTime, kNow - Millis{301'000}) == Verdict::too_old);
    CHECK(restarted.see(accept, "soon", kNow) == Verdict::too_old);
    // Long after, the memory is gone and the timestamp alone refuses it.
    CHECK(memory.see(accept, kTime, kNow + Millis{3'600'000}) == Verdict::too_old);
}
