#include "alertd/reports/page.hpp"
#include "alertd/core/types.hpp"
#include "alertd/reports/chart.hpp"
#include "alertd/reports/words.hpp"
#include "alertd/store/figures.hpp"
#include "base/vocabulary.hpp"

#include <doctest/doctest.h>
#include <pugixml.hpp>

using namespace anju;
using namespace anju::alertd;
using namespace anju::alertd::reports;

namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

template <class Enum>
void check_words(Enum last) {
    for (int i = 0; i <= static_cast<int>(last); ++i) {
        const std::string word(to_string(static_cast<Enum>(i)));
        INFO(word);
        for (const auto language : {Language::zh_cn, Language::en}) {
            REQUIRE(reading_of(word, language).has_value());
            CHECK_FALSE(reading_of(word, language)->empty());
        }
    }
}

}  // namespace

TEST_CASE("every word of the vocabulary that a report can show is there in both languages") {
    check_words(Kind::unknown);
    check_words(IncidentClass::technical);
    check_words(Condition::escalation_stalled);
    check_words(core::Disposition::other);
    check_words(core::IncidentState::closed);
    check_words(store::Measure::attended);
}

TEST_CASE("a table reads words in the language, ids by their names, and escapes everything else") {
    const Sheet sheet{{"street", "class", "opened", "share"},
                      {{std::string("s1"), std::string("emergency"), std::int64_t{7}, 0.5},
                       {std::string("<b>&"), std::string("welfare"), std::int64_t{0}, std::monostate()}}};
    const auto html = table_of(sheet, Language::zh_cn, {{"s1", "长寿路<街道>"}}, {"share"});
    CHECK(contains(html, "长寿路&lt;街道&gt;"));
    CHECK(contains(html, "紧急"));
    CHECK(contains(html, "&lt;b&gt;&amp;"));
    CHECK_FALSE(contains(html, "50.0 %"));
    CHECK(contains(table_of(sheet, Language::en, {}), "50.0 %"));
    CHECK(contains(table_of({{"street"}, {}}, Language::en, {}), "–"));
}

TEST_CASE("charts are well-formed, hold every value, and never leave their frame") {
    for (const int labels : {1, 2, 31, 144}) {
        Chart chart;
        chart.title = "a <title> & \"more\"";
        for (int i = 0; i < labels; ++i) chart.labels.push_back(std::to_string(i));
        for (int s = 0; s < 3; ++s) {
            Series series{"s" + std::to_string(s), {}};
            for (int i = 0; i < labels; ++i) series.values.push_back(i * (s + 1) % 50);
            chart.series.push_back(series);
        }
        for (const auto& svg : {bars_of(chart), lines_of(chart)}) {
            pugi::xml_document document;
            REQUIRE(document.load_string(svg.c_str()));
            for (const auto& node : document.child("svg").children("rect")) {
                CHECK(node.attribute("y").as_double() >= 0);
                CHECK(node.attribute("height").as_double() <= 220);
            }
            for (const auto& node : document.child("svg").children("text")) {
                CHECK(node.attribute("y").as_double() <= 220);
            }
        }
    }
    CHECK(bars_of({}).empty());
    CHECK(lines_of({}).empty());
}
