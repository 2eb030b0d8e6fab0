// The readings' file, on real SQLite.
#include "alertd/store/readings.hpp"
#include "tests/contract/store/must.hpp"
#include "tests/support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

using namespace anju;
using namespace anju::tests;
namespace store = anju::alertd::store;
using store::KeptReading;

namespace {

constexpr std::int64_t kHour = 490'000;  // some hour of 2025

KeptReading reading(const std::string& home, std::int64_t hour, double value, const std::string& name = "battery") {
    KeptReading made;
    made.home = HomeId{home};
    made.device = DeviceId{"hall"};
    made.kind = Kind::presence;
    made.name = name;
    made.unit = "%";
    made.hour = hour;
    made.value = value;
    made.adds = name == "movements";
    return made;
}

struct File {
    TempDir directory{"readings"};
    std::string path = (directory / "alertd.db").string();
    std::unique_ptr<store::ReadingsWriter> writer = must(store::open_sqlite_readings_writer(path));

    std::size_t put(std::vector<KeptReading> readings) { return must(writer->put(readings)); }
    [[nodiscard]] std::vector<store::ReadingSeries> of(const std::string& home, std::int64_t first,
                                                       std::size_t hours) const {
        return must(must(store::open_sqlite_readings_reader(path))->of(HomeId{home}, first, hours));
    }
    [[nodiscard]] bool holds(const std::string& text) const {
        for (const char* suffix : {".readings", ".readings-wal"}) {
            std::ifstream file(path + suffix, std::ios::binary);
            const std::string bytes{std::istreambuf_iterator<char>(file), {}};
            if (bytes.find(text) != std::string::npos) return true;
        }
        return false;
    }
};

}  // namespace

TEST_CASE("a home's curves come back hour by hour, with nothing where nothing was heard") {
    File file;
    CHECK(file.put({reading("h-1", kHour, 80), reading("h-1", kHour + 2, 79.5), reading("h-2", kHour, 3)}) == 3);
    const auto curves = file.of("h-1", kHour - 1, 5);
    REQUIRE(curves.size() == 1);
    CHECK(curves[0].device == DeviceId{"hall"});
    CHECK(curves[0].kind == Kind::presence);
    CHECK(curves[0].name == "battery");
    CHECK(curves[0].unit == "%");
    using Value = std::optional<double>;
    CHECK(curves[0].values == std::vector<Value>{std::nullopt, 80.0, std::nullopt, 79.5, std::nullopt});
    CHECK(file.of("h-3", kHour, 5).empty());
    CHECK(file.of("h-1", kHour + 3, 5).empty());
}

TEST_CASE("a range over several days is whole") {
    File file;
    std::vector<KeptReading> readings;
    for (int i = 0; i < 24 * 31; ++i) readings.push_back(reading("h-1", kHour + i, i % 100));
    file.put(readings);
    const auto curves = file.of("h-1", kHour, 24 * 31);
    REQUIRE(curves.size() == 1);
    for (std::size_t i = 0; i < 24 * 31; ++i) CHECK(curves[0].values[i] == static_cast<double>(i % 100));
}

TEST_CASE("a sum is added to what its hour has, anything else takes its place") {
    File file;
    file.put({reading("h-1", kHour, 3, "movements"), reading("h-1", kHour, 2, "movements")});
    file.put({reading("h-1", kHour, 0, "movements"), reading("h-1", kHour, 50), reading("h-1", kHour, 40)});
    const auto curves = file.of("h-1", kHour, 1);
    REQUIRE(curves.size() == 2);
    CHECK(curves[0].values[0] == 40.0);
    CHECK(curves[1].values[0] == 5.0);
}

TEST_CASE("a zero is a value") {
    File file;
    file.put({reading("h-1", kHour, 0, "movements")});
    CHECK(file.of("h-1", kHour, 1).at(0).values[0] == 0.0);
}

TEST_CASE("whatever a gateway names, a home has so many curves at most") {
    File file;
    std::vector<KeptReading> readings;
    for (std::size_t i = 0; i < store::kMostReadingSeries + 10; ++i) {
        readings.push_back(reading("h-1", kHour, 1, "sign" + std::to_string(i)));
    }
    CHECK(file.put(readings) == store::kMostReadingSeries);
    CHECK(file.put({reading("h-1", kHour + 1, 1, "sign0"), reading("h-2", kHour, 1)}) == 2);
}

TEST_CASE("a home that is forgotten leaves nothing in the file, and others stay") {
    File file;
    for (int day = 0; day < 5; ++day) {
        file.put({reading("home-to-forget", kHour + 24 * day, 1), reading("h-2", kHour + 24 * day, 2)});
    }
    CHECK(file.holds("home-to-forget"));
    CHECK(must(file.writer->forget(HomeId{"home-to-forget"})) == 1);
    CHECK_FALSE(file.holds("home-to-forget"));
    CHECK(file.of("home-to-forget", kHour, 24 * 5).empty());
    CHECK(file.of("h-2", kHour, 24 * 5).size() == 1);
    CHECK(must(file.writer->forget(HomeId{"home-to-forget"})) == 0);
}

TEST_CASE("old days are pruned piece by piece, but not those of a held home") {
    File file;
    for (int day = 0; day < 10; ++day) {
        file.put(
            {reading("h-1", kHour + 24 * day, day), reading("h-2", kHour + 24 * day, day), reading("gone", kHour, 1)});
    }
    const std::vector<HomeId> held{HomeId{"h-2"}};
    std::size_t pruned = 0;
    for (;;) {
        const auto piece = must(file.writer->prune(kHour + 24 * 7, held, 3));
        pruned += piece;
        if (piece < 3) break;
    }
    CHECK(pruned == 8);
    const auto one = file.of("h-1", kHour, 240).at(0).values;
    CHECK_FALSE(one[24 * 6]);
    CHECK(one[24 * 7] == 7.0);
    CHECK(file.of("h-2", kHour, 240).at(0).values[0] == 0.0);
    CHECK(file.of("gone", kHour, 240).empty());
    // A name is personal too; it goes with its last day.
    CHECK(must(file.writer->forget(HomeId{"gone"})) == 0);
}

TEST_CASE("what was kept survives a restart of alertd") {
    File file;
    file.put({reading("h-1", kHour, 80)});
    file.writer.reset();
    file.writer = must(store::open_sqlite_readings_writer(file.path));
    CHECK(file.of("h-1", kHour, 1).size() == 1);
}

TEST_CASE("a damaged file and one of another version are told as corrupt, and can be taken away") {
    File file;
    file.put({reading("h-1", kHour, 80)});
    file.writer.reset();
    {
        std::ofstream damage(file.path + ".readings", std::ios::binary | std::ios::trunc);
        damage << std::string(8192, 'x');
    }
    const auto opened = store::open_sqlite_readings_writer(file.path);
    REQUIRE_FALSE(opened);
    CHECK(opened.error().code == ErrorCode::corrupt);
    CHECK(store::remove_sqlite_readings(file.path));
    CHECK_FALSE(std::filesystem::exists(file.path + ".readings"));
    file.writer = must(store::open_sqlite_readings_writer(file.path));
    CHECK(file.of("h-1", kHour, 1).empty());
}

TEST_CASE("without a file a reader is unavailable") {
    const TempDir directory("readings");
    const auto reader = store::open_sqlite_readings_reader((directory / "alertd.db").string());
    REQUIRE_FALSE(reader);
    CHECK(reader.error().code == ErrorCode::unavailable);
}
