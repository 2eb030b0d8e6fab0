#include "alertd/registry/registry.hpp"
#include "tests/support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace anju;
using namespace anju::alertd;
using anju::tests::TempDir;
using anju::tests::write_file;

namespace {

class Files {
public:
    Files& add(const std::string& name, const std::string& content) {
        write_file(directory_ / name, content);
        return *this;
    }
    [[nodiscard]] Result<store::Registry> load(const store::KnownIds& known = {}) const {
        return registry::load_directory(directory_.path(), known);
    }
    /// The error's lines without the directory; fails when there is none.
    [[nodiscard]] std::string errors(const store::KnownIds& known = {}) const {
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
    const store::Registry& registry = loaded.value();
    CHECK(registry.streets.at(0).name == "华阳路街道");
    CHECK(registry.committees.at(0).street.value == "s-1");
    CHECK(registry.homes.at(0).gateway.value == "gw-1");
    CHECK(registry.homes.at(0).address == "3号401室");
    CHECK(registry.homes.at(1).gateway.empty());
    CHECK(registry.residents.at(0).birth_year == 1938);
    CHECK(registry.residents.at(0).lives_alone);
    CHECK(registry.residents.at(0).medical_notes == "高血压,听力差");
    CHECK(registry.residents.at(0).phone == "021-5550 0101");
    CHECK_FALSE(registry.residents.at(1).lives_alone);
    CHECK(registry.residents.at(1).birth_year == 0);
    CHECK(registry.devices.size() == 2);
    CHECK(registry.devices.at(0).kind == Kind::smoke);
    CHECK(registry.responders.at(1).level == core::Level::committee);
    CHECK(registry.responders.at(1).scope == "c-1");
    CHECK(registry.responders.at(1).channel == core::ChannelKind::webhook);
    CHECK(registry.responders.at(3).scope.empty());
}

TEST_CASE("columns may stand in any order and optional ones may be left out") {
    Files files;
    files.add("streets.csv", "\xef\xbb\xbfname,id\r\n华阳路街道,s-1\r\n");
    CHECK(files.load().value().streets.at(0).id.value == "s-1");
    files.add("committees.csv", "street,name,id\ns-1,x,c-1\n").add("homes.csv", "committee,id\nc-1,h-1\n");
    const auto registry = files.load().value();
    CHECK(registry.homes.at(0).id.value == "h-1");
    CHECK(registry.left_out.at("homes") == std::set<std::string>{"address", "gateway"});
    CHECK_FALSE(registry.left_out.contains("streets"));
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
    CHECK(loaded.value().responders.at(3).channel == core::ChannelKind::wecom_robot);
    CHECK(loaded.value().responders.at(3).address == "night:13800000000,13900000000");
}

TEST_CASE("a reference must name a row of the files or of the store") {
    Files files;
    files.add("homes.csv", "id,committee\nh-1,c-1\nh-2,c-2\n");
    store::KnownIds known;
    known.committees.insert(CommitteeId{"c-1"});
    CHECK(files.errors(known) ==
          "homes.csv:3:5: expected committee: the id of a committee of this import or of the store, found \"c-2\"");
    known.committees.insert(CommitteeId{"c-2"});
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
    CHECK(registry::load_directory("/nonexistent/district", {}).error().code == ErrorCode::not_found);
}

TEST_CASE("the sample district is right") {
    const auto loaded = registry::load_directory("config/examples/registry", {});
    REQUIRE_MESSAGE(loaded, loaded.error().message);
    CHECK(loaded.value().streets.size() == 10);
    CHECK(loaded.value().homes.size() == 8);
    for (const core::Level level :
         {core::Level::home, core::Level::committee, core::Level::street, core::Level::district}) {
        const auto& responders = loaded.value().responders;
        CHECK(std::any_of(responders.begin(), responders.end(),
                          [&](const core::Responder& responder) { return responder.level == level; }));
    }
}
