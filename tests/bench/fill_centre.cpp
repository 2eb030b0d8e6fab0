// anju-fill-centre FILE OPEN: a centre's database with a whole district in which OPEN cases wait for somebody. Their
// next steps are a month away, so that whoever starts alertd on it sees the list and nothing else happens.
#include "base/system.hpp"
#include "tests/bench/filled_centre.hpp"

#include <fmt/format.h>

#include <exception>
#include <string>

using namespace anju;

int main(int argc, char** argv) try {
    if (argc != 3) {
        fmt::print(stderr, "fill-centre: expected FILE OPEN\n");
        return 2;
    }
    tests::FilledCentre size;
    size.closed = 0;
    size.open = std::stoul(argv[2]);
    tests::fill_centre(argv[1], size);
    constexpr std::int64_t kMonth = 30LL * 86'400'000;
    tests::make_due(argv[1], SystemClock().now().utc.time_since_epoch().count() + kMonth, 60'000);
    return 0;
} catch (const std::exception& failure) {
    fmt::print(stderr, "fill-centre: {}\n", failure.what());
    return 1;
}
