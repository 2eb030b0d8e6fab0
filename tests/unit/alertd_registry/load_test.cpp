#include "alertd/registry/registry.hpp"
#include "tests/support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

using namespace anju;
using namespace anju::alertd;
using anju::tests::TempDir;
using anju::tests::write_file;

namespace {

struct Loaded {
    std::uint64_t rows = 0;
    std::map<std::string, std::vector<store::RowDraft>> drafts;
    /// A cell of the table's row `index`; "(not given)" when its column was left out.
    [[nodiscard]] std::string cell(const std::string& table, std::size_t index, const std::string& column) const {
        const auto& draft = drafts.at(table).at(index);
        return draft.cells[store::column_at(*store::find_table(table), column)].value_or("(not given)");
    }
};

class Files {
public:
    Files& add(const std::string& name, const std::string& content) {
        write_file(directory_ / name, content);
        return *this;
    }
    [[nodiscard]] Result<Loaded> load(const registry::Known& known = {}) const {
        registry::ErrorList errors;
        ANJU_TRY(const auto files, registry::read_directory(directory_.path(), registry::Encoding::detect, errors));
        Loaded loaded;
        loaded.rows = registry::check(files, known, errors);
        if (!errors.empty()) return fail(ErrorCode::invalid, errors.text());
        for (const auto& file : files) {
            registry::Sheet sheet(file.file, file.text, *file.table, errors);
            for (store::RowDraft draft; sheet.next(draft);) {
                loaded.drafts[std::string(file.table->name)].push_back(std::move(draft));
            }
        }
        return loaded;
    }
    /// The error's lines without the directory; fails when there is none.
    [[nodiscard]] std::string errors(const registry::Known& known = {}) const {
        const auto loaded = load(known);
        REQUIRE_FALSE(loaded);
        CHECK(loaded.error().code == ErrorCode::invalid);
        std::string text = loaded.error().message;
        const std::string prefix = directory_.path().string() + "/";
        for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix)) {
            text.erase(at, prefix.size());
        }
        return text;
    }

private:
    TempDir directory_{"registry"};
};

/// A street with a committee, two homes and one gateway.
class District : public Files {
public:
    District() {
        add("streets.csv", "id,name\ns-1,华阳路街道\n");
        add("committees.csv", "id,street,name\nc-1,s-1,样例居委会\n");
        add("homes.csv", "id,committee,gateway,address\nh-1,c-1,gw-1,3号401室\nh-2,c-1,,\n");
    }
};

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a district is read with every field") {
    District files;
    files.add("residents.csv",
              "id,home,name,phone,birth_year,lives_alone,medical_notes\n"
              "p-1,h-1,陈样例,021-5550 0101,1938,yes,\"高血压,听力差\"\np-2,h-2,李样例,,,,\n");
    files.add("devices.csv", "id,home,kind,name\nkitchen/smoke,h-1,smoke,厨房\nkitchen/smoke,h-2,smoke,\n");
    files.add("responders.csv",
              "id,name,level,scope,channel,address,phone\n"
              "r-1,女儿,home,h-1,log,,1\nr-2,居委,committee,c-1,webhook,http://127.0.0.1:9/n,\n"
              "r-3,街道,street,s-1,webhook,https://x/,\nr-4,区,district,,log,,\n");
    const auto loaded = files.load();
    REQUIRE(loaded);
    const Loaded& registry = loaded.value();
    CHECK(registry.rows == 12);
    CHECK(registry.cell("streets", 0, "name") == "华阳路街道");
    CHECK(registry.cell("committees", 0, "street") == "s-1");
    CHECK(registry.cell("homes", 0, "gateway") == "gw-1");
    CHECK(registry.cell("homes", 0, "address") == "3号401室");
    CHECK(registry.cell("homes", 1, "gateway").empty());
    CHECK(registry.cell("residents", 0, "birth_year") == "1938");
    CHECK(registry.cell("residents", 0, "lives_alone") == "yes");
    CHECK(registry.cell("residents", 0, "medical_notes") == "高血压,听力差");
    CHECK(registry.cell("residents", 0, "phone") == "021-5550 0101");
    CHECK(registry.cell("residents", 1, "lives_alone") == "no");
    CHECK(registry.cell("residents", 1, "birth_year").empty());
    CHECK(registry.cell("devices", 0, "kind") == "smoke");
    CHECK(registry.cell("devices", 0, "model") == "(not given)");
    CHECK(registry.cell("responders", 1, "address") == "http://127.0.0.1:9/n");
    CHECK(registry.cell("responders", 3, "scope").empty());
}

TEST_CASE("columns may stand in any order and optional ones may be left out") {
    Files files;
    files.add("streets.csv", "\xef\xbb\xbfname,id\r\n华阳路街道,s-1\r\n");
    CHECK(files.load().value().cell("streets", 0, "id") == "s-1");
    files.add("committees.csv", "street,name,id\ns-1,x,c-1\n").add("homes.csv", "committee,id\nc-1,h-1\n");
    const auto registry = files.load().value();
    CHECK(registry.cell("homes", 0, "id") == "h-1");
    CHECK(registry.cell("homes", 0, "address") == "(not given)");
}

TEST_CASE("a header that is not ours is told with the column's place") {
    Files files;
    files.add("streets.csv", "id,nmae,id\ns-1,x,y\n");
    const auto text = files.errors();
    CHECK(has(text, "streets.csv:1:4: expected one of the columns id,name, found \"nmae\""));
    CHECK(has(text, "streets.csv:1:9: expected each column once, found \"id\" again"));
    CHECK(has(text, "streets.csv:1:11: expected a column \"name\""));
    CHECK(has(Files().add("homes.csv", "").errors(), "homes.csv:1:1: expected a header line: id,committee,gateway"));
}

TEST_CASE("each wrong cell is told with file, line, column and what was expected") {
    const auto wrong = [](const std::string& file, const std::string& content) {
        District files;
        return files.add(file, content).errors();
    };
    const std::string resident = "id,home,name,phone,birth_year,lives_alone\n";
    const std::string responder = "id,name,level,scope,channel,address\n";
    CHECK(has(wrong("streets.csv", "id,name\ns-1,\n"), "streets.csv:2:5: expected name: a text, found \"\""));
    CHECK(has(wrong("streets.csv", "id,name\n s-1,x\n"), "streets.csv:2:1: expected id: an id of 1 to 128 bytes"));
    CHECK(has(wrong("homes.csv", "id,committee,gateway\nh-1,c-1,a/b\n"), "homes.csv:2:9: expected gateway: the CN"));
    CHECK(has(wrong("homes.csv", "id,committee\ngateway:x,c-1\n"), "homes.csv:2:1: expected id: an id that does not"));
    CHECK(has(wrong("residents.csv", resident + "p-1,h-1,x,call me,,\n"), "residents.csv:2:11: expected phone:"));
    CHECK(has(wrong("residents.csv", resident + "p-1,h-1,x,,38,\n"), "residents.csv:2:12: expected birth_year:"));
    CHECK(has(wrong("residents.csv", resident + "p-1,h-1,x,,1938x,\n"), "found \"1938x\""));
    CHECK(has(wrong("residents.csv", resident + "p-1,h-1,x,,,maybe\n"), "residents.csv:2:13: expected lives_alone:"));
    CHECK(has(wrong("devices.csv", "id,home,kind\nd,h-1,toaster\n"), "devices.csv:2:7: expected kind: one of smoke"));
    CHECK(has(wrong("devices.csv", "id,home,kind\nd,h-1,gateway\n"), "found \"gateway\""));
    CHECK(has(wrong("responders.csv", responder + "r,x,boss,,log,\n"), "responders.csv:2:5: expected level: one of"));
    CHECK(has(wrong("responders.csv", responder + "r,x,district,,fax,\n"), "responders.csv:2:15: expected channel:"));
    CHECK(has(wrong("responders.csv", responder + "r,x,district,s-1,log,\n"), "expected scope: nothing"));
    CHECK(has(wrong("responders.csv", responder + "r,x,district,,webhook,ftp://x\n"), "expected address: a URL"));
    CHECK(has(wrong("responders.csv", responder + "r,x,district,,log,http://x\n"), "expected address: nothing"));
    CHECK(has(wrong("responders.csv", responder + "r,x,district,,email,x\n"), "expected address: an e-mail address"));
    CHECK(has(wrong("responders.csv", responder + "r,x,district,,sms,110\n"), "expected address: a mobile number"));
    CHECK(has(wrong("responders.csv", responder + "r,x,district,,wecom_app,@all\n"), "expected address: one WeCom"));
    CHECK(has(wrong("responders.csv", responder + "r,x,district,,wecom_robot,\n"), "expected address: the name of a"));
    CHECK(has(wrong("responders.csv", responder + "r,x,district,,mqtt,a/#\n"), "expected address: a topic without"));
    CHECK(has(wrong("streets.csv", "id,name\ns-1,a,b\n"), "streets.csv:2:7: expected 2 fields as in the header"));
    CHECK(has(wrong("streets.csv", "id,name\ns-1\n"), "streets.csv:2:4: expected 2 fields as in the header, found 1"));
    CHECK(has(wrong("streets.csv", "id,name\ns-1,\"x\n"), "streets.csv:2:5: expected a closing quote"));
}

TEST_CASE("a responder may be told through any channel") {
    District files;
    files.add(
        "responders.csv",
        "id,name,level,scope,channel,address\nr1,x,district,,email,duty@example.org\nr2,x,district,,sms,13800000000\n"
        "r3,x,district,,wecom_app,zhangsan\nr4,x,district,,wecom_robot,\"night:13800000000,13900000000\"\n"
        "r5,x,district,,mqtt,city/alarms\n");
    const auto loaded = files.load();
    REQUIRE(loaded);
    CHECK(loaded.value().cell("responders", 3, "channel") == "wecom_robot");
    CHECK(loaded.value().cell("responders", 3, "address") == "night:13800000000,13900000000");
}

TEST_CASE("a responder may have further ways, in order, without a gap and none twice") {
    const std::string header = "id,name,level,scope,channel,address,channel2,address2,channel3,address3\n";
    District files;
    files.add("responders.csv", header +
                                    "r1,x,district,,wecom_app,zhangsan,sms,13800000000,email,duty@example.org\n"
                                    "r2,x,district,,log,,,,,\nr3,x,district,,sms,13800000000,log,,,\n");
    const auto loaded = files.load();
    REQUIRE(loaded);
    CHECK(loaded.value().cell("responders", 0, "channel2") == "sms");
    CHECK(loaded.value().cell("responders", 0, "address3") == "duty@example.org");
    CHECK(loaded.value().cell("responders", 1, "channel2").empty());
    CHECK(loaded.value().cell("responders", 2, "channel2") == "log");

    const auto because = [&](const std::string& ways) {
        District wrong;
        wrong.add("responders.csv", header + "r,x,district,,log,," + ways + "\n");
        return wrong.errors();
    };
    CHECK(has(because("fax,1,,"), "expected channel2: one of"));
    CHECK(has(because("sms,110,,"), "expected address2: a mobile number"));
    CHECK(has(because(",13800000000,,"), "expected address2: nothing without a channel"));
    CHECK(has(because(",,sms,13800000000"), "expected channel2: a channel, because a later one is given"));
    CHECK(has(because("log,,,"), "expected channel2: another way than the ones before"));
    CHECK(has(because("sms,13800000000,sms,13800000000"), "expected channel3: another way than the ones before"));
}

TEST_CASE("a reference must name a row of the files or of the store") {
    Files files;
    files.add("homes.csv", "id,committee\nh-1,c-1\nh-2,c-2\n");
    registry::Known known;
    known.ids[store::TableId::committees].insert("c-1");
    CHECK(files.errors(known) ==
          "homes.csv:3:5: expected committee: the id of a committee of this import or of the store, found \"c-2\"");
    known.ids[store::TableId::committees].insert("c-2");
    CHECK(files.load(known).has_value());
}

TEST_CASE("rows that refer into a file that cannot be read are not blamed for it") {
    District files;
    files.add("streets.csv", "name\nx\n");
    CHECK(files.errors() == "streets.csv:1:5: expected a column \"id\"");
}

TEST_CASE("an id that stands twice is told with the line of the first") {
    District files;
    files.add("streets.csv", "id,name\ns-1,x\n\ns-1,y\n");
    CHECK(has(files.errors(), "streets.csv:4:1: expected id: each id once, line 2 has it too, found \"s-1\""));
    District devices;
    devices.add("devices.csv", "id,home,kind\nd,h-1,smoke\nd,h-2,smoke\nd,h-1,fall\n");
    CHECK(has(devices.errors(), "devices.csv:4:1: expected id: each id once, line 2 has it too"));
}

TEST_CASE("everything wrong is told at once, up to a hundred lines") {
    Files files;
    std::string streets = "id,name\n";
    for (int n = 0; n < 150; ++n) streets += "s-" + std::to_string(n) + ",\n";
    files.add("streets.csv", streets).add("strets.csv", "id,name\n");
    const auto text = files.errors();
    CHECK(has(text, "strets.csv:1:1: expected a name out of streets.csv"));
    CHECK(has(text, "streets.csv:2:5:"));
    CHECK(std::count(text.begin(), text.end(), '\n') == 100);
    CHECK(text.ends_with("and 51 more"));
}

TEST_CASE("a directory without tables, or none at all, is told as not found") {
    CHECK(Files().load().error().code == ErrorCode::not_found);
    registry::ErrorList errors;
    CHECK(registry::read_directory("/nonexistent/district", registry::Encoding::detect, errors).error().code ==
          ErrorCode::not_found);
}

TEST_CASE("contacts, access notes, gateways and teams are read as the other tables are") {
    District files;
    files.add("residents.csv", "id,home,name\np-1,h-1,陈样例\n");
    files.add("contacts.csv",
              "id,resident,name,phone,relation,has_key,position,call_at_night\nk-1,p-1,陈女,138,女儿,是,1,否\n");
    files.add("access_notes.csv", "home,notes\nh-1,钥匙盒在门左侧\n");
    files.add("gateways.csv", "id,model,installed\ngw-1,RPi 4,2026-03-01\n");
    files.add("responders.csv",
              "id,name,kind,level,scope,channel\nt-1,夜班组,team,committee,c-1,log\nr-1,王,member,district,,log\n");
    files.add("team_members.csv", "team,member\nt-1,r-1\n");
    const auto loaded = files.load();
    REQUIRE_MESSAGE(loaded, loaded.error().message);
    CHECK(loaded.value().cell("contacts", 0, "has_key") == "yes");
    CHECK(loaded.value().cell("contacts", 0, "call_at_night") == "no");
    CHECK(loaded.value().cell("gateways", 0, "installed") == "2026-03-01");
    CHECK(loaded.value().cell("responders", 0, "kind") == "team");
}

TEST_CASE("a team's members are people, and a team is one that says so") {
    District files;
    files.add("responders.csv",
              "id,name,kind,level,scope,channel\nt-1,x,team,district,,log\nt-2,x,team,district,,log\n"
              "r-1,x,,district,,log\n");
    const std::string header = "team,member\n";
    CHECK(
        has(files.add("team_members.csv", header + "r-1,r-1\n").errors(), "team_members.csv:2:5: expected member: an"));
    CHECK(has(files.add("team_members.csv", header + "t-1,t-2\n").errors(),
              "expected member: a responder that is no team"));
    CHECK(has(files.add("team_members.csv", header + "r-1,t-1\n").errors(), "expected team: a responder of kind team"));
    registry::Known known;
    known.memberships = {{"r-1", "r-9"}};
    CHECK(has(files.add("team_members.csv", header).errors(known), "expected kind: team: it has members"));
}

TEST_CASE("dates and numbers are told when they would not come back as they are") {
    const auto wrong = [](const std::string& installed, const std::string& position) {
        District files;
        files.add("gateways.csv", "id,installed\ngw-1," + installed + "\n");
        files.add("residents.csv", "id,home,name\np-1,h-1,x\n");
        files.add("contacts.csv", "id,resident,name,position\nk-1,p-1,x," + position + "\n");
        return files.errors();
    };
    CHECK(has(wrong("2026-02-29", "1"), "gateways.csv:2:6: expected installed: a date such as 2026-03-01"));
    CHECK(has(wrong("2026-2-1", "1"), "gateways.csv:2:6:"));
    CHECK(has(wrong("", "01"), "contacts.csv:2:11: expected position: a whole number from 1 to 99, found \"01\""));
    CHECK(has(wrong("", "0"), "contacts.csv:2:11:"));
}

TEST_CASE("the words of the tables are those of the vocabulary") {
    const auto& devices = store::table_of(store::TableId::devices);
    for (const auto word : store::words_of(devices.columns[store::column_at(devices, "kind")])) {
        const auto kind = parse_word<Kind>(word);
        REQUIRE(kind);
        CHECK(to_string(*kind) == word);
    }
    const auto& responders = store::table_of(store::TableId::responders);
    for (const auto word : store::words_of(responders.columns[store::column_at(responders, "level")])) {
        CHECK(core::parse_case_word<core::Level>(word));
    }
    for (const auto word : store::words_of(responders.columns[store::column_at(responders, "channel")])) {
        CHECK(core::parse_case_word<core::ChannelKind>(word));
    }
}
