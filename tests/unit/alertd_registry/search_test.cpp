#include "alertd/registry/indexer.hpp"
#include "alertd/registry/search_text.hpp"
#include "tests/bench/district.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/wait.hpp"

#include <doctest/doctest.h>

using namespace anju;
using namespace anju::alertd;
using anju::tests::TempDir;
using store::TableId;

namespace {

store::RowDraft draft(TableId id, const std::vector<std::pair<std::string, std::string>>& cells) {
    const auto& table = store::table_of(id);
    store::RowDraft draft;
    draft.cells.resize(table.columns.size());
    for (const auto& [name, value] : cells) draft.cells[store::column_at(table, name)] = value;
    return draft;
}

/// A few homes, and an index that is brought up to date by hand.
class Town {
public:
    Town() {
        put(TableId::streets, {{"id", "s-1"}, {"name", "华阳路街道"}});
        put(TableId::committees, {{"id", "c-1"}, {"street", "s-1"}, {"name", "华一"}});
        put(TableId::committees, {{"id", "c-2"}, {"street", "s-1"}, {"name", "华二"}});
        home("h-1", "c-1", "gw-0001", "张杨路1001弄12号502室", "张小明", "138 1234-5678");
        home("h-2", "c-1", "gw-0002", "张杨路1001弄120号502室", "张小", "13900005555");
        home("h-3", "c-2", "GW_lake.7", "湖南路12弄1号301室", "单雄信", "021-5550 0101");
        home("h-4", "c-2", "", "样例公寓A座8层", "Mary O'Brien", "+86 21 6666 7777");
        put(TableId::contacts, {{"id", "k-1"}, {"resident", "p-h-4"}, {"name", "吕布"}, {"phone", "13700009999"}});
        index();
    }

    void put(TableId table, const std::vector<std::pair<std::string, std::string>>& cells) {
        const std::vector rows{draft(table, cells)};
        REQUIRE(writer->begin());
        const auto put = writer->registry().put(table, rows);
        REQUIRE_MESSAGE(put, put.error().message);
        REQUIRE(writer->commit());
    }
    void home(const std::string& id, const char* committee, const char* gateway, const char* address, const char* name,
              const char* phone) {
        put(TableId::homes, {{"id", id}, {"committee", committee}, {"gateway", gateway}, {"address", address}});
        put(TableId::residents, {{"id", "p-" + id}, {"home", id}, {"name", name}, {"phone", phone}});
    }
    void remove(TableId table, const store::RowKey& key) {
        REQUIRE(writer->begin());
        REQUIRE(writer->registry().remove(table, key));
        REQUIRE(writer->commit());
    }
    std::uint64_t index() {
        auto search = store::open_sqlite_search_writer(path).value();
        const auto written = registry::index_now(reader->registry(), *search, nullptr);
        REQUIRE_MESSAGE(written, written.error().message);
        return written.value();
    }
    /// The homes that are found, in their order, without "h-".
    std::string find(const std::string& typed, std::optional<std::vector<std::string>> committees = std::nullopt) {
        auto query = registry::query_of(typed);
        query.committees = std::move(committees);
        const auto result = reader->registry().search(query);
        REQUIRE_MESSAGE(result, result.error().message);
        std::string text;
        for (const auto& home : result.value().homes) text += home.substr(2);
        return text;
    }

    TempDir directory{"search"};
    std::string path = (directory / "alertd.db").string();
    std::unique_ptr<store::Writer> writer = store::open_sqlite_writer({path, 100, 0}).value();
    std::unique_ptr<store::Reader> reader = store::open_sqlite_reader(path).value();
};

}  // namespace

TEST_CASE("S1: a name is found by its start, its parts, its pinyin and its initials; a whole name comes first") {
    Town town;
    CHECK(town.find("张小明") == "1");
    CHECK(town.find("张小") == "21");
    CHECK(town.find("张") == "12");
    CHECK(town.find("小明") == "1");
    CHECK(town.find("zhangxiaoming") == "1");
    CHECK(town.find("zhangxiao") == "21");
    CHECK(town.find("zhangxiaom") == "1");
    CHECK(town.find("xiaoming") == "1");
    CHECK(town.find("zxm") == "1");
    CHECK(town.find("zx") == "21");
    CHECK(town.find("zhang xiaoming") == "1");
    CHECK(town.find("shanxiongxin") == "3");
    CHECK(town.find("danxiong") == "3");
    CHECK(town.find("sxx") == "3");
    CHECK(town.find("lvbu") == "4");
    CHECK(town.find("lubu") == "4");
    CHECK(town.find("吕") == "4");
    CHECK(town.find("mary") == "4");
    CHECK(town.find("obr") == "");
    CHECK(town.find("bri") == "4");
    CHECK(town.find("ming xiao") == "1");
    CHECK(town.find("李") == "");
}

TEST_CASE("S2: a phone is found by any three or more digits that stand together in it") {
    Town town;
    CHECK(town.find("5678") == "1");
    CHECK(town.find("13812345678") == "1");
    CHECK(town.find("138-1234") == "1");
    CHECK(town.find("234") == "1");
    CHECK(town.find("5555") == "2");
    CHECK(town.find("55500101") == "3");
    CHECK(town.find("777") == "4");
    CHECK(town.find("9999") == "4");
    // The end of one number and the start of another are no number.
    CHECK(town.find("77137") == "");
}

TEST_CASE("S3: an address is found by a piece of it, and by its numbers alone") {
    Town town;
    CHECK(town.find("1001弄") == "12");
    CHECK(town.find("1001弄12号") == "1");
    CHECK(town.find("1001弄12") == "12");
    CHECK(town.find("12号502室") == "1");
    CHECK(town.find("张杨路") == "12");
    CHECK(town.find("1001-12-502") == "1");
    CHECK(town.find("1001 12 502") == "1");
    CHECK(town.find("12") == "13");
    CHECK(town.find("A座") == "4");
    CHECK(town.find("湖南") == "3");
    CHECK(town.find("弄1号") == "3");
}

TEST_CASE("S4: ids are found by their start and by the start of their parts") {
    Town town;
    CHECK(town.find("gw-0001") == "1");
    CHECK(town.find("gw-000") == "12");
    CHECK(town.find("0002") == "2");
    CHECK(town.find("gw_lake") == "3");
    CHECK(town.find("h-3") == "3");
}

TEST_CASE("S5: case and width make no difference") {
    Town town;
    CHECK(town.find("ＺＸＭ") == "1");
    CHECK(town.find("ZhangXiaoMing") == "1");
    CHECK(town.find("１００１弄１２号") == "1");
    CHECK(town.find("gw_LAKE.7") == "3");
}

TEST_CASE("S6: of several words each must be found in the home") {
    Town town;
    CHECK(town.find("张 502") == "12");
    CHECK(town.find("zxm 502") == "1");
    CHECK(town.find("zxm 503") == "");
    CHECK(town.find("吕布 mary") == "4");
    CHECK(town.find("吕布,mary") == "4");
}

TEST_CASE("what cannot be searched for finds nothing, whatever characters it has") {
    Town town;
    for (const char* typed :
         {"", " ", "\"", "*", "(", "·", "-", "' OR 1", "names : \"", "NEAR(", "\xf0\x9f\x98\x80", "a\" OR \"b", "%_"}) {
        CAPTURE(typed);
        CHECK(town.find(typed) == "");
    }
    CHECK(registry::query_of("").words.empty());
    CHECK(registry::query_of("--- ...").words.empty());
}

TEST_CASE("only homes of the committees that one may see are found") {
    Town town;
    CHECK(town.find("12", {{"c-2"}}) == "3");
    CHECK(town.find("12", {{"c-1", "c-2"}}) == "13");
    CHECK(town.find("张", {{"c-2"}}) == "");
    CHECK(town.find("张", std::vector<std::string>{}) == "");
}

TEST_CASE("the index follows what is changed, moved and removed, and repeats nothing") {
    Town town;
    CHECK(town.index() == 0);
    town.put(TableId::residents, {{"id", "p-h-1"}, {"name", "李四"}});
    CHECK_FALSE(town.reader->registry().search(registry::query_of("x")).value().complete);
    CHECK(town.find("zhangxiaoming") == "1");
    CHECK(town.index() == 1);
    CHECK(town.reader->registry().search(registry::query_of("x")).value().complete);
    CHECK(town.find("zhangxiaoming") == "");
    CHECK(town.find("ls") == "1");
    town.put(TableId::residents, {{"id", "p-h-1"}, {"home", "h-3"}});
    CHECK(town.index() == 2);
    CHECK(town.find("lisi") == "3");
    town.remove(TableId::homes, {"h-1"});
    CHECK(town.index() == 1);
    CHECK(town.find("gw-0001") == "");
    CHECK(town.find("1001弄") == "2");
    town.put(TableId::homes, {{"id", "h-2"}, {"committee", "c-2"}});
    town.index();
    CHECK(town.find("1001弄", {{"c-1"}}) == "");
}

TEST_CASE("an index of another version, a damaged one or one that is ahead is made again") {
    Town town;
    const std::string file = town.path + ".search";
    tests::write_file(file, "this is no database, and it is long enough to be looked at as one ..............");
    std::filesystem::remove(file + "-wal");
    std::filesystem::remove(file + "-shm");
    CHECK(town.index() == 4);
    town.reader = store::open_sqlite_reader(town.path).value();
    CHECK(town.find("zxm") == "1");
    {
        auto ahead = store::open_sqlite_search_writer(town.path).value();
        REQUIRE(ahead->follow({}, {}, {1'000'000, ""}));
    }
    CHECK(town.index() == 4);
    CHECK(town.find("zxm") == "1");
}

TEST_CASE("without an index a search says so instead of finding nothing") {
    TempDir directory("no-index");
    const auto path = (directory / "alertd.db").string();
    const auto writer = store::open_sqlite_writer({path, 100, 0}).value();
    const auto reader = store::open_sqlite_reader(path).value();
    const auto found = reader->registry().search(registry::query_of("zhang"));
    REQUIRE_FALSE(found);
    CHECK(found.error().code == ErrorCode::unavailable);
}

TEST_CASE("the indexer's thread follows when it is woken and rests while it is held") {
    Town town;
    registry::Indexer indexer({town.path, [&] { return store::open_sqlite_reader(town.path); }});
    indexer.hold(true);
    indexer.start();
    town.put(TableId::residents, {{"id", "p-h-1"}, {"name", "李四"}});
    indexer.wake();
    indexer.hold(false);
    CHECK(tests::wait_until([&] { return town.find("lisi") == "1"; }));
    town.put(TableId::residents, {{"id", "p-h-1"}, {"name", "王五"}});
    indexer.wake();
    CHECK(tests::wait_until([&] { return town.find("wangwu") == "1"; }));
    indexer.stop();
}

TEST_CASE("in a generated district every resident is found by everything") {
    TempDir directory("district");
    const auto path = (directory / "alertd.db").string();
    const tests::District district(1'000, 42);
    const auto writer = store::open_sqlite_writer({path, 100, 0}).value();
    REQUIRE(tests::fill(*writer, district, nullptr));
    const auto reader = store::open_sqlite_reader(path).value();
    auto index = store::open_sqlite_search_writer(path).value();
    CHECK(registry::index_now(reader->registry(), *index, nullptr).value() == 1'000);
    auto pinyin = registry::Pinyin::make();
    REQUIRE(pinyin);
    for (std::size_t home = 0; home < 1'000; home += 37) {
        const auto name = district.resident_name(home);
        std::vector<std::string> typed{name, district.resident_phone(home).substr(7), district.address(home),
                                       tests::District::gateway_id(home)};
        for (const auto& reading : pinyin.value().readings(name)) {
            std::string full, initials;
            for (const auto& syllable : reading) {
                full += syllable;
                initials += syllable.front();
            }
            typed.push_back(full);
            typed.push_back(full.substr(0, full.size() - 1));
            typed.push_back(initials);
        }
        for (const auto& text : typed) {
            CAPTURE(text);
            auto query = registry::query_of(text);
            query.limit = 1'000;
            const auto found = reader->registry().search(query).value().homes;
            CHECK(std::find(found.begin(), found.end(), tests::District::home_id(home)) != found.end());
        }
    }
}
