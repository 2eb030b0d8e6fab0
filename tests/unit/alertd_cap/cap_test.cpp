#include "alertd/cap/cap.hpp"
#include "tests/support/command.hpp"
#include "tests/support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <pugixml.hpp>
#include <set>

using namespace anju;
using namespace anju::alertd;
using cap::MessageType;

namespace {

const UtcTime kBegin{Millis{1'772'330'400'000}};  // 2026-03-01T02:00:00Z

IncidentId incident_id() {
    Ulid ulid;
    ulid.bytes.fill(0x21);
    return IncidentId(ulid);
}

core::JournalEntry row(std::uint64_t seq, const std::string& event,
                       std::vector<std::pair<std::string, std::string>> detail = {}) {
    core::JournalEntry entry;
    entry.seq = seq;
    entry.at = kBegin + Millis{static_cast<Millis::rep>(seq) * 1'500};
    entry.event = event;
    entry.actor = "user:王小明";
    entry.incident = incident_id();
    entry.detail = std::move(detail);
    return entry;
}

core::JournalEntry opened(std::uint64_t seq, const char* incident_class = "emergency", const char* headline = "smoke",
                          const char* severity = "critical") {
    return row(seq, "incident.opened", {{"class", incident_class}, {"headline", headline}, {"severity", severity}});
}

cap::CapOptions options() {
    cap::CapOptions made;
    made.sender = "anju@district.example";
    made.sender_name = "示例区 <安居> & 中心";
    made.district = "示例区";
    return made;
}

cap::Area area() { return {CommitteeId("c-1"), "华一居委会", StreetId("s-1"), "华阳路街道"}; }

/// Whether xmllint finds it to be a CAP 1.2 message; what it says otherwise.
std::string faults_of(const std::string& xml) {
    const tests::TempDir folder("cap");
    tests::write_file(folder / "message.xml", xml);
    const auto said =
        tests::run_command({"xmllint", "--noout", "--relaxng", ANJU_CAP_GRAMMAR, (folder / "message.xml").string()});
    return said.code == 0 ? "" : said.err + xml;
}

std::string value(const std::string& xml, const char* path) {
    pugi::xml_document document;
    REQUIRE(document.load_buffer(xml.data(), xml.size()));
    return document.select_node(path).node().child_value();
}

/// Type and state of each message: "Alert open, Update acknowledged".
std::string told(const std::vector<cap::Message>& chain) {
    std::string line;
    for (const auto& message : chain) {
        line += line.empty() ? "" : ", ";
        line += value(cap::to_xml(message, area(), options()), "/alert/msgType") + " ";
        line += to_string(message.milestone.state);
    }
    return line;
}

}  // namespace

TEST_CASE("a case is a chain: one alert, an update for each change, a cancel at the close") {
    const auto chain = cap::chain_of(
        incident_id(), {row(1, "alert.raised", {{"condition", "smoke"}, {"severity", "critical"}}), opened(2),
                        row(3, "notification.created"), row(4, "escalation.fired"), row(5, "incident.acknowledged"),
                        row(6, "responder.accepted"), row(7, "responder.en_route"), row(8, "responder.on_scene"),
                        row(9, "incident.resolved"), row(10, "incident.closed", {{"disposition", "real"}})});
    CHECK(told(chain) ==
          "Alert open, Update acknowledged, Update en_route, Update on_scene, Update resolved, Cancel closed");
    CHECK(chain.front().references.empty());
    CHECK(chain.back().references.size() == 5);
    const auto xml = cap::to_xml(chain[1], area(), options());
    CHECK(value(xml, "/alert/references") ==
          "anju@district.example," + incident_id().to_string() + "-2,2026-03-01T10:00:03+08:00");
    CHECK(value(xml, "/alert/incidents") == incident_id().to_string());
    CHECK(value(cap::to_xml(chain.back(), area(), options()), "/alert/note") == "real");
}

TEST_CASE("a word that comes late is no message, and a case opened again after its close is a new alert") {
    const auto chain =
        cap::chain_of(incident_id(), {opened(1), row(2, "responder.on_scene"), row(3, "responder.en_route"),
                                      row(4, "incident.resolved"), row(5, "incident.reopened"),
                                      row(6, "incident.closed", {{"disposition", "false_alarm"}}),
                                      row(7, "incident.reopened"), row(8, "incident.acknowledged")});
    CHECK(told(chain) ==
          "Alert open, Update on_scene, Update resolved, Update open, Cancel closed, Alert open, Update acknowledged");
    CHECK(chain[5].references.empty());
    CHECK(chain[6].references.size() == 1);
}

TEST_CASE("severity rises with the reports, never falls, and each message says what was known then") {
    const auto chain = cap::chain_of(
        incident_id(),
        {opened(1, "emergency", "fall_suspected", "major"),
         row(2, "alert.raised", {{"condition", "smoke"}, {"severity", "critical"}}), row(3, "incident.raised"),
         row(4, "alert.raised", {{"condition", "call"}, {"severity", "minor"}}), row(5, "incident.raised")});
    REQUIRE(chain.size() == 3);
    CHECK(value(cap::to_xml(chain[0], area(), options()), "/alert/info/severity") == "Moderate");
    CHECK(value(cap::to_xml(chain[0], area(), options()), "/alert/info/certainty") == "Possible");
    CHECK(value(cap::to_xml(chain[1], area(), options()), "/alert/info/severity") == "Severe");
    CHECK(value(cap::to_xml(chain[1], area(), options()), "/alert/info/category") == "Fire");
    CHECK(value(cap::to_xml(chain[2], area(), options()), "/alert/info/severity") == "Severe");
}

TEST_CASE("every message of every condition, state, language, place and time zone is a CAP 1.2 message") {
    std::set<std::string> categories;
    for (int condition = 0; condition <= static_cast<int>(Condition::escalation_stalled); ++condition) {
        const auto headline = static_cast<Condition>(condition);
        auto chain = cap::chain_of(
            incident_id(), {opened(1, std::string(to_string(class_of(headline))).c_str(),
                                   std::string(to_string(headline)).c_str(), "minor"),
                            row(2, "responder.dispatched"), row(3, "incident.acknowledged"),
                            row(4, "incident.closed", {{"disposition", condition % 2 == 0 ? "drill" : "test"}})});
        auto made = options();
        made.language = condition % 3 == 0 ? notify::Language::en : notify::Language::zh_cn;
        made.utc_offset = std::chrono::minutes(condition % 4 == 0 ? 0 : condition % 4 == 1 ? -210 : 480);
        const auto& message = chain[static_cast<std::size_t>(condition) % chain.size()];
        const auto where = condition % 5 == 0 ? cap::Area{} : area();
        const auto xml = cap::to_xml(message, where, made);
        CHECK(faults_of(xml) == "");
        categories.insert(value(xml, "/alert/info/category"));
    }
    CHECK(categories.size() == 6);
}

TEST_CASE("what the grammar must refuse it refuses: the check can fail") {
    auto xml = cap::to_xml(cap::chain_of(incident_id(), {opened(1)}).front(), area(), options());
    REQUIRE(faults_of(xml).empty());
    auto without = xml;
    without.replace(without.find("<urgency>"), std::string("<urgency>Immediate</urgency>").size(), "");
    CHECK_FALSE(faults_of(without).empty());
    auto zulu = xml;
    zulu.replace(zulu.find("+08:00"), 6, "Z");
    CHECK_FALSE(faults_of(zulu).empty());
    xml.replace(xml.find("Restricted"), 10, "Secret");
    CHECK_FALSE(faults_of(xml).empty());
}

TEST_CASE("tests and drills say so in their status and headline") {
    for (const auto& [disposition, status] : {std::pair{"test", "Test"}, {"drill", "Exercise"}, {"real", "Actual"}}) {
        const auto chain =
            cap::chain_of(incident_id(), {opened(1), row(2, "incident.closed", {{"disposition", disposition}})});
        const auto xml = cap::to_xml(chain.back(), area(), options());
        CHECK(value(xml, "/alert/status") == status);
        const bool marked = value(xml, "/alert/info/headline").starts_with(std::string(status) + ": ");
        CHECK(marked == (std::string(status) != "Actual"));
    }
}

TEST_CASE("a test or drill that was opened as one says so in every message") {
    for (const auto& [exercise, status] : {std::pair{"test", "Test"}, {"drill", "Exercise"}}) {
        auto begin = opened(1);
        begin.detail.emplace_back("exercise", exercise);
        const auto chain = cap::chain_of(incident_id(), {begin, row(2, "incident.acknowledged"),
                                                         row(3, "incident.closed", {{"disposition", exercise}})});
        REQUIRE(chain.size() == 3);
        for (const auto& message : chain) {
            const auto xml = cap::to_xml(message, area(), options());
            CHECK(value(xml, "/alert/status") == status);
            CHECK(value(xml, "/alert/info/headline").starts_with(std::string(status) + ": "));
            CHECK(faults_of(xml) == "");
        }
    }
}

TEST_CASE("no message says who, and names from the registry cannot become markup") {
    auto where = area();
    where.street_name = "A <b> & \"c\"\n\x01 \xff";
    for (const auto& message : cap::chain_of(incident_id(), {opened(1), row(2, "incident.acknowledged")})) {
        const auto xml = cap::to_xml(message, where, options());
        CHECK(faults_of(xml) == "");
        CHECK(xml.find("王小明") == std::string::npos);
        CHECK(value(xml, "/alert/info/area/areaDesc").starts_with("A ＜b＞ & \"c\""));
    }
}

TEST_CASE("where nothing is known the area is the district, and an unnamed street is called by its id") {
    const auto message = cap::chain_of(incident_id(), {opened(1)}).front();
    CHECK(value(cap::to_xml(message, {}, options()), "/alert/info/area/areaDesc") == "示例区");
    cap::Area claimed;
    claimed.street = StreetId("s-9");
    CHECK(value(cap::to_xml(message, claimed, options()), "/alert/info/area/areaDesc") == "s-9");
}

TEST_CASE("an identifier is read back, and nothing else is one") {
    const auto text = cap::identifier_of(incident_id(), 42);
    const auto parsed = cap::parse_identifier(text);
    REQUIRE(parsed);
    CHECK(parsed->first == incident_id());
    CHECK(parsed->second == 42);
    const auto ulid = incident_id().to_string();
    for (const auto& wrong :
         std::vector<std::string>{"", ulid, ulid + "-", ulid + "-042", ulid + "-4x", ulid + "--4", ulid + "-+4", "x-4",
                                  ulid + "-99999999999999999999999", ulid.substr(1) + "-4"}) {
        INFO(wrong);
        CHECK_FALSE(cap::parse_identifier(wrong));
    }
}

TEST_CASE("a feed has what RFC 4287 wants, and leads to each message and to older ones") {
    std::vector<cap::FeedEntry> entries;
    for (const auto& message : cap::chain_of(incident_id(), {opened(1), row(2, "incident.acknowledged")})) {
        entries.insert(entries.begin(), {message, area()});
    }
    const auto xml = cap::to_feed(entries, {"https://anju.example", "?before=1"}, kBegin, options());
    pugi::xml_document document;
    REQUIRE(document.load_buffer(xml.data(), xml.size()));
    const auto feed = document.child("feed");
    CHECK(std::string(feed.attribute("xmlns").value()) == "http://www.w3.org/2005/Atom");
    for (const auto* element : {"id", "title", "updated", "author"}) CHECK(feed.child(element));
    CHECK(value(xml, "/feed/updated") == "2026-03-01T10:00:03+08:00");
    CHECK(document.select_node("/feed/link[@rel='prev-archive']").node().attribute("href").value() ==
          std::string("https://anju.example/cap/feed.atom?before=1"));
    int count = 0;
    for (const auto entry : feed.children("entry")) {
        ++count;
        for (const auto* element : {"id", "title", "updated", "summary"}) CHECK(entry.child(element));
        const std::string link = entry.child("link").attribute("href").value();
        CHECK(link.starts_with("https://anju.example/cap/" + incident_id().to_string() + "-"));
        CHECK(link.ends_with(".xml"));
    }
    CHECK(count == 2);
    const auto empty = cap::to_feed({}, {}, kBegin, options());
    CHECK(value(empty, "/feed/updated") == "2026-03-01T10:00:00+08:00");
}
