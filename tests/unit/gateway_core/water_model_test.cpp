// "No use" against a model that remembers every litre: the alert must never come while the last
// window held enough use, and never later than the 30 min its slots allow. The water may pass any
// of several meters in the device.
#include "home.hpp"

using namespace anju;
using namespace anju::gateway::core;
using namespace anju::gateway::core::testing;

namespace {

constexpr double kThreshold = 0.01;
constexpr Millis kWindow = 12h;
constexpr Millis kBetween = 10min;

struct Litres {
    MonoTime at;
    double m3;
};

double used_within(const std::vector<Litres>& uses, MonoTime now, Millis window) {
    double sum = 0;
    for (const Litres& use : uses) {
        if (use.at > now - window) sum += use.m3;
    }
    return sum;
}

void compare(std::uint64_t seed, std::size_t meters) {
    CAPTURE(seed);
    CAPTURE(meters);
    std::mt19937_64 chance{seed};
    Settings settings;
    settings.water.quiet_start_min = settings.water.quiet_end_min = 0;
    settings.water.leak_window = 0ms;
    Home home(settings);
    std::vector<Litres> uses;
    std::vector<double> totals(meters, 100);
    const auto read_all = [&] {
        for (std::size_t i = 0; i < meters; ++i) {
            Signal signal = signal_of("meter", Kind::water_meter, SignalType::reading, totals[i]);
            if (meters > 1) signal.channel = "volume_" + std::to_string(i + 1);
            home.say(signal);
        }
    };
    const MonoTime start = home.now.mono;
    read_all();
    bool person_is_active = true;
    std::size_t seen = 0;
    for (int i = 0; i < 3000; ++i) {
        if (chance() % 60 == 0) person_is_active = !person_is_active;
        home.pass(kBetween);
        const bool uses_now = chance() % (person_is_active ? 8 : 120) == 0;
        if (uses_now) {
            const double m3 = static_cast<double>(1 + chance() % 30) / 1000;
            totals[chance() % meters] += m3;
            uses.push_back({home.now.mono, m3});
        }
        read_all();
        if (chance() % 50 == 0) home.restart();

        const ConditionRecord* record = home.record("meter", Condition::no_water_use);
        const bool standing = record && record->alarm_level;
        const MonoTime now = home.now.mono;
        const bool watched = now - start >= kWindow;
        // A litre more or less at the threshold is a matter of rounding.
        const bool surely_enough = used_within(uses, now, kWindow) > kThreshold + 1e-6;
        const bool surely_too_little =
            watched && used_within(uses, now, kWindow + 30min + kBetween) < kThreshold - 1e-6;
        if (standing) REQUIRE_FALSE(surely_enough);
        if (surely_too_little) REQUIRE(standing);
        seen += standing ? 1U : 0U;
    }
    CHECK(seen < 3000);
    CHECK(home.updates_of(Condition::water_no_data).empty());
}

}  // namespace

TEST_CASE("no use follows the model that remembers every litre") {
    for (const std::uint64_t seed : seeds()) compare(seed, 1);
}

TEST_CASE("no use of a device with three meters follows the same model") {
    for (const std::uint64_t seed : seeds()) compare(seed, 3);
}
