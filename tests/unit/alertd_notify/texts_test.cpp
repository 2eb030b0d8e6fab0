#include "alertd/notify/texts.hpp"
#include "base/text.hpp"
#include "tests/contract/notify/samples.hpp"

#include <doctest/doctest.h>

#include <sstream>

using namespace anju;
using namespace anju::alertd::notify;
using anju::tests::job_for;

namespace {

TextOptions options(Language language = Language::zh_cn) {
    TextOptions made;
    made.language = language;
    made.page_url = "https://centre";
    return made;
}

Job sample() {
    Job job = job_for("");
    job.incident.opened_at = parse_rfc3339("2026-03-01T03:00:00Z").value();
    return job;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

std::size_t characters_of(const std::string& text) {
    std::size_t count = 0;
    for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1U : 0U;
    return count;
}

constexpr std::size_t kRoom = 4000;

}  // namespace

TEST_CASE("a message says what, where, since when and where to answer, in both languages") {
    CHECK(lines_of(text_of(sample(), options(), kRoom)) ==
          std::vector<std::string>{"【紧急】烟雾报警", "地址:静安里 3 弄 12 号 501", "时间:2026-03-01 11:00",
                                   "编号:01J00000000000000000000001",
                                   "查看并确认:https://centre/#/incidents/01J00000000000000000000001"});
    CHECK(lines_of(text_of(sample(), options(Language::en), kRoom)) ==
          std::vector<std::string>{"[EMERGENCY] Smoke alarm", "Address: 静安里 3 弄 12 号 501",
                                   "Opened: 2026-03-01 11:00", "Case: 01J00000000000000000000001",
                                   "Open and acknowledge: https://centre/#/incidents/01J00000000000000000000001"});
    CHECK(subject_of(sample(), options(), 100) == "【紧急】烟雾报警 静安里 3 弄 12 号 501");
}

TEST_CASE("where one person reads a message, its link is that person's own") {
    auto own = options();
    own.phone_link = [](const alertd::core::Notification& told) { return "signed-for-" + told.responder.value; };
    const auto job = sample();
    CHECK(page_link(job, own) == "https://centre/phone#signed-for-" + job.notification.responder.value);
    own.page_url.clear();
    CHECK(page_link(job, own).empty());
}

TEST_CASE("every condition and class has words in both languages") {
    for (int i = 0; i <= static_cast<int>(Condition::area_outage); ++i) {
        const auto wording = wording_of(static_cast<Condition>(i));
        CHECK_FALSE(wording.in(Language::zh_cn).empty());
        CHECK_FALSE(wording.in(Language::en).empty());
    }
    CHECK(wording_of(Condition::gateway_lost).in(Language::zh_cn) == "网关失联");
    CHECK(wording_of(Condition::fall).in(Language::en) == "Fall");
    CHECK(wording_of(IncidentClass::technical).in(Language::zh_cn) == "技术");
}

TEST_CASE("text from outside stays in its line and shows what it is") {
    CHECK(one_line("a\r\nBcc: x@y\tb") == "a Bcc: x@y b");
    CHECK(one_line("x\xE2\x80\xAE"
                   "evil\xE2\x80\xA8next\xC2\x85z") == "x evil next z");
    CHECK(one_line("<@all><a href=x>") == "＜@all＞＜a href=x＞");
    CHECK(one_line("\xff\xfe") == "\xEF\xBF\xBD\xEF\xBF\xBD");
    auto job = sample();
    job.incident.place.address = "x\n编号:01FAKE\n";
    CHECK(lines_of(text_of(job, options(), kRoom)).size() == 5);
    job.incident.place.address.clear();
    CHECK(lines_of(text_of(job, options(), kRoom))[1] == "地址:无地址登记");
}

TEST_CASE("a length is kept in bytes and in characters, at a character's end") {
    for (std::size_t most = 0; most < 40; ++most) {
        const auto bytes = cut_to_bytes("静安里 3 弄 12 号 501", most);
        CHECK(bytes.size() <= most);
        CHECK(is_utf8(bytes));
        const auto characters = cut_to_characters("静安里 3 弄 12 号 501", most);
        CHECK(characters_of(characters) <= most);
        CHECK(is_utf8(characters));
    }
    CHECK(cut_to_characters("静安里", 3) == "静安里");
    CHECK(cut_to_characters("静安里弄", 3) == "静安…");
    CHECK(cut_to_bytes("静安里弄", 9) == "静安…");
    for (std::size_t most = 0; most < 400; most += 7) {
        auto job = sample();
        job.others.resize(5);
        const auto text = text_of(job, options(), most);
        CHECK(text.size() <= most);
        CHECK(is_utf8(text));
    }
}

TEST_CASE("the other cases of a digest are named as far as there is room, and the rest is counted") {
    auto job = sample();
    for (int i = 0; i < 200; ++i) {
        job.others.push_back(
            {IncidentId(), IncidentClass::emergency, Condition::fall, "某弄 " + std::to_string(i) + " 号"});
    }
    const auto text = text_of(job, options(), 2048);
    CHECK(text.size() <= 2048);
    CHECK(text.find("另有 200 起事件:\n【紧急】跌倒 某弄 0 号\n") != std::string::npos);
    CHECK(text.find("……及其余 ") != std::string::npos);
    CHECK(text.ends_with("https://centre/#/incidents/01J00000000000000000000001"));
    job.others.resize(2);
    CHECK(text_of(job, options(), 2048).find("……") == std::string::npos);
    CHECK(others_text(job, options()) == "跌倒 2");
    CHECK(subject_of(job, options(), 100).ends_with(" (+2)"));
}

TEST_CASE("a notification has one name however often it is sent, and another has another") {
    auto first = job_for("").notification;
    auto second = first;
    second.attempts = 7;
    CHECK(stable_id(first) == stable_id(second));
    second.key = first.incident.to_string() + "/老伙伴 1/1";
    CHECK(stable_id(first) != stable_id(second));
    CHECK(stable_id(second).size() <= 65);
    CHECK(stable_id(second).find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef-") == std::string::npos);
    CHECK(incident_of_stable_id(stable_id(first)) == first.incident);
    CHECK_FALSE(incident_of_stable_id("nonsense"));
    CHECK_FALSE(incident_of_stable_id("a-b"));
}
