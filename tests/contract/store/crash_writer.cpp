// Commits in a loop and tells each commit on standard output, until it is killed. One line for a
// commit: the number of its last journal row. `crash_writer DATABASE` goes on where it stopped.
#include "alertd/store/store.hpp"
#include "tests/contract/store/samples.hpp"

#include <unistd.h>

#include <cstdio>
#include <string>

using namespace anju;

namespace {

constexpr std::uint64_t kRowsEach = 3;

Result<std::uint64_t> commit_one(alertd::store::Writer& writer, std::uint64_t seq) {
    const auto n = static_cast<std::uint32_t>(seq);
    ANJU_TRY(writer.begin());
    std::uint64_t last = 0;
    for (std::uint64_t i = 0; i < kRowsEach; ++i) {
        ANJU_TRY(auto entry, writer.append(tests::sample_entry(n)));
        last = entry.seq;
    }
    auto alert = tests::sample_alert(n);
    ANJU_TRY(writer.put(alert));
    ANJU_TRY(writer.put(tests::sample_incident(n)));
    ANJU_TRY(writer.put(tests::sample_notification(n, tests::made<IncidentId>(n))));
    ANJU_TRY(auto fresh, writer.record_received(GatewayId{"gw-1"}, OutboxEpoch{tests::ulid(1)}, seq / kRowsEach + 1,
                                                alert.update.id, 1, tests::at(0)));
    static_cast<void>(fresh);
    ANJU_TRY(writer.commit());
    return last;
}

Result<void> write_for_ever(const std::string& path) {
    ANJU_TRY(auto writer, alertd::store::open_sqlite_writer({path, 100, 0}));
    std::uint64_t seq = 0;
    {
        ANJU_TRY(auto reader, alertd::store::open_sqlite_reader(path));
        ANJU_TRY(auto head, reader->journal_head());
        seq = head;
    }
    for (;;) {
        ANJU_TRY(auto last, commit_one(*writer, seq));
        seq = last;
        const std::string line = std::to_string(seq) + "\n";
        if (::write(STDOUT_FILENO, line.data(), line.size()) < 0)
            return fail(ErrorCode::unavailable, "standard output");
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    const auto result = write_for_ever(argv[1]);
    if (!result) std::fprintf(stderr, "%s\n", result.error().message.c_str());
    return 1;
}
