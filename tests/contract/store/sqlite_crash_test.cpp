#include "alertd/store/store.hpp"
#include "tests/contract/store/must.hpp"
#include "tests/contract/store/samples.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/wait.hpp"

#include <csignal>
#include <random>
#include <string>

using namespace anju;
using namespace anju::tests;

namespace {

/// The number on the last whole line; 0 when there is none.
std::uint64_t last_told(const std::string& output) {
    const std::size_t end = output.rfind('\n');
    if (end == std::string::npos) return 0;
    const std::size_t before = end == 0 ? std::string::npos : output.rfind('\n', end - 1);
    return std::stoull(output.substr(before == std::string::npos ? 0 : before + 1));
}

void check_everything_told_is_there(const std::string& path, std::uint64_t told) {
    auto writer = must(alertd::store::open_sqlite_writer({path, 100, 0}));
    auto reader = must(alertd::store::open_sqlite_reader(path));
    const std::uint64_t head = must(reader->journal_head());
    CHECK(head >= told);
    // Three rows a commit: any other count would be half a transaction.
    CHECK(head % 3 == 0);
    const auto report = must(reader->verify_journal({}));
    CHECK(report.rows == head);
    CHECK_FALSE(report.broken_at.has_value());
    CHECK(must(writer->gateway(GatewayId{"gw-1"})).value().contiguous == head / 3);
    for (std::uint64_t seq = 0; seq < head; seq += 3) {
        const auto n = static_cast<std::uint32_t>(seq);
        const bool whole = must(writer->alert(made<AlertId>(n))).has_value() &&
                           must(writer->incident(made<IncidentId>(n))).has_value() &&
                           must(writer->notification(made<NotificationId>(n))).has_value();
        if (!whole) FAIL("the commit behind row " << seq << " is not whole");
    }
}

}  // namespace

TEST_CASE("everything that was told is there after SIGKILL at a random moment, twelve times") {
    TempDir directory("store-crash");
    const std::string path = (directory / "alertd.db").string();
    const auto output = directory / "told";
    const unsigned seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    for (int round = 0; round < 12; ++round) {
        CAPTURE(round);
        const std::uint64_t before = last_told(read_file(output));
        const std::uint64_t enough = before + 3 * (1 + random() % 200);
        ProcessOptions options;
        options.argv = {ANJU_CRASH_WRITER, path};
        options.output = output;
        options.error = directory / "errors";
        Process child(options);
        REQUIRE(wait_until([&] { return last_told(read_file(output)) >= enough || !child.alive(); }));
        REQUIRE_MESSAGE(child.alive(), read_file(directory / "errors"));
        child.kill(SIGKILL);
        CHECK(child.wait().signal == SIGKILL);
        check_everything_told_is_there(path, last_told(read_file(output)));
    }
}
