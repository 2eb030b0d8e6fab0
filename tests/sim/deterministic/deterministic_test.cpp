// Whole nights from gateway core to alertd core, each decided by its seed.
//
// ANJU_SIM_SEED=<n> plays from that seed on (one night unless rounds are given);
// ANJU_SIM_ROUNDS=<n> plays that many nights.
#include "tests/sim/deterministic/night.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

using namespace anju::sim;

namespace {

constexpr std::uint64_t kNights = 240;

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
    const char* text = std::getenv(variable);
    return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

}  // namespace

TEST_CASE("whatever crashes in the night, every alarm is stored once and answered for in the morning") {
    const bool chosen = std::getenv("ANJU_SIM_SEED") != nullptr;
    const auto first = number_from("ANJU_SIM_SEED", 1);
    const auto rounds = number_from("ANJU_SIM_ROUNDS", chosen ? 1 : kNights);
    std::size_t updates = 0, incidents = 0, notifications = 0, crashes = 0, storms = 0, merged = 0;
    for (std::uint64_t seed = first; seed < first + rounds; ++seed) {
        const auto morning = play_night(seed);
        updates += morning.updates;
        incidents += morning.incidents;
        notifications += morning.notifications;
        crashes += morning.crashes;
        storms += morning.storms;
        merged += morning.merged;
        std::string all;
        for (const auto& complaint : morning.complaints) all += "\n  " + complaint;
        CHECK_MESSAGE(morning.complaints.empty(), "play it again with ANJU_SIM_SEED=" << seed << all);
    }
    MESSAGE(rounds << " nights: " << updates << " updates, " << incidents << " incidents, " << notifications
                   << " notifications, " << crashes << " crashes of alertd, " << storms << " storms, " << merged
                   << " merges");
    if (!chosen) {
        CHECK(updates > rounds);
        CHECK(crashes > rounds);
        CHECK(storms > rounds / 10);
        CHECK(merged > rounds / 10);
    }
}

TEST_CASE("a night is decided by its seed") {
    for (const std::uint64_t seed : {7u, 8u}) CHECK(play_night(seed).digest == play_night(seed).digest);
    CHECK(play_night(7).digest != play_night(8).digest);
}
