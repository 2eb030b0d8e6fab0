#include "alertd/registry/registry.hpp"
#include "tests/support/temp_dir.hpp"

#include <doctest/doctest.h>

using namespace anju;
using namespace anju::alertd;
using anju::tests::TempDir;
using anju::tests::write_file;

namespace {

const std::string kSample = "config/examples/registry";

struct District {
    TempDir directory{"import"};
    std::string path = (directory / "alertd.db").string();
    std::unique_ptr<store::Writer> writer = store::open_sqlite_writer({path, 100, 0}).value();

    Result<store::ImportCounts> import(const std::filesystem::path& from, bool dry_run = false) {
        registry::ImportOptions options;
        options.dry_run = dry_run;
        options.at = UtcTime{Millis{1'772'334'000'000}};
        options.actor = "user:li";
        options.reason = "每月更新";
        return registry::import_directory(*writer, *reader(), from, options);
    }
    [[nodiscard]] std::unique_ptr<store::Reader> reader() const { return store::open_sqlite_reader(path).value(); }
};

}  // namespace

TEST_CASE("the sample district is imported once, and a repeat changes nothing") {
    District district;
    const auto first = district.import(kSample);
    REQUIRE_MESSAGE(first, first.error().message);
    CHECK(first.value().added == 63);
    CHECK(first.value().changed == 0);
    const auto second = district.import(kSample);
    REQUIRE(second);
    CHECK(second.value().added == 0);
    CHECK(second.value().changed == 0);
    CHECK(second.value().unchanged == first.value().added);
    CHECK(district.reader()->streets().value().size() == 10);
    const auto place = district.writer->place_of(GatewayId{"gw-0001"}, HomeId{}, StreetId{}).value();
    CHECK(place.home.value == "h-0001");
    CHECK(district.writer->responders_for(place).value().size() == 4);
    CHECK(district.writer->device_registered(place.home, DeviceId{"bedside button"}).value());
}

TEST_CASE("an import is journalled with its rows, its counts, who did it and why") {
    District district;
    REQUIRE(district.import(kSample));
    const auto entries = district.reader()->journal_after(0, 50).value();
    REQUIRE(entries.size() == 10);
    const auto& homes = entries[2];
    CHECK(homes.event == "registry.rows_imported");
    CHECK(homes.actor == "user:li");
    CHECK(homes.detail.at(0).second == "homes");
    CHECK(homes.detail.at(1).second.starts_with("h-0001, h-0002, "));
    const auto& last = entries.back();
    CHECK(last.event == "registry.imported");
    CHECK(last.detail.at(0) == std::pair<std::string, std::string>{"added", "63"});
    CHECK(last.detail.at(3) == std::pair<std::string, std::string>{"reason", "每月更新"});
    for (const auto& entry : entries) {
        for (const auto& [name, value] : entry.detail) CHECK(value.find("样例") == std::string::npos);
    }
}

TEST_CASE("a dry run counts and changes nothing") {
    District district;
    CHECK(district.import(kSample, true).value().added == 63);
    CHECK(district.reader()->streets().value().empty());
    CHECK(district.reader()->journal_head().value() == 0);
    CHECK(district.import(kSample).value().added == 63);
}

TEST_CASE("files with one wrong cell change nothing at all") {
    District district;
    TempDir files("wrong");
    write_file(files / "streets.csv", "id,name\ns-1,x\n");
    write_file(files / "committees.csv", "id,street,name\nc-1,s-9,x\n");
    const auto result = district.import(files.path());
    REQUIRE_FALSE(result);
    CHECK(result.error().code == ErrorCode::invalid);
    CHECK(district.reader()->streets().value().empty());
    CHECK(district.reader()->journal_head().value() == 0);
}

TEST_CASE("a later import may refer to an earlier one and change its rows") {
    District district;
    REQUIRE(district.import(kSample));
    TempDir files("later");
    write_file(files / "homes.csv",
               "id,committee,gateway,address\nh-0001,huayang-02,gw-0001,新地址\nh-9,jiangsu-01,,\n");
    const auto counts = district.import(files.path());
    REQUIRE_MESSAGE(counts, counts.error().message);
    CHECK(counts.value().added == 1);
    CHECK(counts.value().changed == 1);
    const auto place = district.writer->place_of(GatewayId{"gw-0001"}, HomeId{}, StreetId{}).value();
    CHECK(place.committee->value == "huayang-02");
    CHECK(place.address == "新地址");
}
