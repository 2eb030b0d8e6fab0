// The page judges by the same limits as the report of a month: no figure is fine in one and too much in the other.
#include "alertd/reports/figures.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <string>

using namespace anju::alertd::reports;

namespace {

std::string page_file(const char* name) {
    std::ifstream file(std::string(ANJU_SOURCE_DIR "/alertd/web/src/pages/") + name);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("the statistics of the page have the limits of the figures") {
    const std::string expected = fmt::format(
        "export const answerTarget60 = {};\nexport const answerTarget180 = {};\nexport const attendTarget45 = {};\n"
        "export const rateTarget = {};\nexport const rateMost = {};\nexport const floodShareMost = {};\n"
        "export const topTenMost = {};\nexport const staleMost = {};\n",
        kAnswerTargetShare, kAnswerLimitShare, kAttendTargetShare, kRateTarget, kRateMost, kFloodShareMost,
        kTopShareMost, kStaleMost);
    const auto limits = page_file("reports/limits.ts");
    CHECK(limits.substr(limits.find("export")) == expected);
}

TEST_CASE("the gauges of the wallboard have the targets of the figures") {
    const auto targets = fmt::format("const targets = {{ answered60: {}, answered180: {}, attended45: {} }} as const;",
                                     kAnswerTargetShare, kAnswerLimitShare, kAttendTargetShare);
    INFO(targets);
    CHECK(page_file("wall/gauges.tsx").find(targets) != std::string::npos);
}
