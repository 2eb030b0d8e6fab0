// Hours until a collapse is told against false alarms, for the fixed and the adaptive rule of no water
// use, on simulated households (tests/sim/water_life.hpp). The core itself runs, on simulated time.
//
//   anju-water-bench [homes] [days] [first seed]     JSON lines {name, value, unit, limit, ok}
//
// A collapse: from a random moment at home on nobody uses water any more (a leak goes on); measured is
// the time until the alert leaves, 72 h standing for "not told within 72 h". Each is played on a copy
// of the home as it was at that moment. A false alarm: an alert while somebody is at home and well.
// An alert during a journey nobody announced is counted apart: the rule cannot know better.
#include "gateway/core/core.hpp"
#include "tests/sim/water_life.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace anju;
using namespace anju::gateway::core;
using namespace std::chrono_literals;

const DeviceId kMeter{"meter"};
constexpr double kNotTold = 72;
constexpr int kLearningDays = 60;  // neither false alarms nor collapses are counted before
constexpr int kCollapses = 12;     // of each home

struct Tally {
    std::vector<double> hours;           ///< to detection
    std::vector<double> false_per_year;  ///< of each home: while somebody is at home
    double on_journeys = 0;
    double home_years = 0;
    std::size_t rhythm_writes = 0;
};

/// One home as it goes on; a copy of it may go on differently.
struct Flow {
    State state;
    Now now;
    double litres = 100'000;
    std::optional<AlertId> standing;
    std::optional<MonoTime> close_at;
    std::size_t raised = 0;
    std::size_t rhythm_writes = 0;

    void put(const Input& input) {
        const Effects effects = step(state, input, now);
        for (const AlertUpdate& update : effects.updates) {
            if (update.key.condition != Condition::no_water_use || update.phase != AlertPhase::raised) continue;
            ++raised;
            standing = update.id;
            close_at = now.mono + 1h;  // somebody looked and closed the case
        }
        for (const Record& record : effects.persist) rhythm_writes += std::holds_alternative<RhythmRecord>(record);
    }

    void pass(Millis span) {
        const MonoTime until = now.mono + span;
        for (;;) {
            MonoTime next = next_wakeup(state).value_or(until);
            if (close_at) next = std::min(next, *close_at);
            if (next > until) break;
            next = std::max(next, now.mono);
            now.utc += next - now.mono;
            now.mono = next;
            if (close_at && *close_at <= next) {
                close_at.reset();
                put(CaseClosed{{*standing}});
            } else {
                put(Tick{});
            }
        }
        now.utc += until - now.mono;
        now.mono = until;
    }

    void read(double litres_per_step) {
        Signal signal;
        signal.device = kMeter;
        signal.kind = Kind::water_meter;
        signal.type = SignalType::reading;
        signal.value = std::floor(litres / litres_per_step) * litres_per_step / 1000;
        put(SignalSeen{std::move(signal), {}});
    }
};

Flow begin(const Settings& settings, std::uint64_t seed) {
    Flow flow;
    flow.now = {MonoTime{1h}, UtcTime{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2} - 8h}, true};
    flow.state = restore(settings, {}, flow.now, 1,
                         UlidFactory{[source = std::mt19937_64{seed}]() mutable { return source(); }});
    flow.read(1);
    return flow;
}

/// Plays one quarter of an hour with `litres` passing the meter.
void quarter(Flow& flow, const sim::WaterLife& life, std::size_t index, double litres) {
    flow.litres += litres;
    flow.pass(15min);
    const std::size_t each = static_cast<std::size_t>(life.minutes_between_readings) / 15;
    if (index % each == each - 1) flow.read(life.litres_per_step);
}

double hours_to_alert(Flow flow, const sim::WaterLife& life, std::size_t index) {
    if (flow.close_at) return -1;  // a false alarm is just being looked at: no fair start
    const std::size_t before = flow.raised;
    const MonoTime start = flow.now.mono;
    for (std::size_t i = index; i < index + 72 * 4; ++i) {
        const double leak = i / 4 < life.hours.size() ? life.hours[i / 4].leak_litres / 4 : 0;
        quarter(flow, life, i, leak);
        if (flow.raised > before) return std::chrono::duration<double, std::ratio<3600>>(flow.now.mono - start).count();
    }
    return kNotTold;
}

void play(const Settings& settings, std::uint64_t seed, int days, Tally& tally) {
    const sim::WaterLife life = sim::make_water_life(seed, days);
    std::mt19937_64 chance{seed * 7919};
    std::vector<std::size_t> collapses;
    for (int i = 0; i < kCollapses; ++i) {
        collapses.push_back(kLearningDays * 96 + chance() % (life.hours.size() * 4 - kLearningDays * 96));
    }
    std::sort(collapses.begin(), collapses.end());
    Flow flow = begin(settings, seed);
    std::size_t false_alarms = 0;
    auto collapse = collapses.begin();
    for (std::size_t i = 0; i < life.hours.size() * 4; ++i) {
        const sim::WaterHour& hour = life.hours[i / 4];
        for (; collapse != collapses.end() && *collapse == i; ++collapse) {
            const double took = hour.at_home ? hours_to_alert(flow, life, i) : -1;
            if (took >= 0) tally.hours.push_back(took);
        }
        const bool away = !hour.at_home && hour.announced;
        if (away != flow.state.home.away) flow.put(AwaySet{away, std::nullopt});
        const std::size_t before = flow.raised;
        quarter(flow, life, i, hour.litres[i % 4]);
        if (i < kLearningDays * 96 || flow.raised == before) continue;
        if (hour.at_home) false_alarms += flow.raised - before;
        if (!hour.at_home) tally.on_journeys += static_cast<double>(flow.raised - before);
    }
    const double years = (days - kLearningDays) / 365.0;
    tally.false_per_year.push_back(static_cast<double>(false_alarms) / years);
    tally.home_years += years;
    tally.rhythm_writes += flow.rhythm_writes;
}

double percentile(std::vector<double> values, double share) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    return values[std::min(values.size() - 1, static_cast<std::size_t>(share * static_cast<double>(values.size())))];
}

void print(const std::string& name, double value, const char* unit) {
    std::printf("{\"name\":\"%s\",\"value\":%.2f,\"unit\":\"%s\",\"limit\":null,\"ok\":true}\n", name.c_str(), value,
                unit);
}

void compare(const std::string& name, const Settings& settings, std::uint64_t first, int homes, int days) {
    Tally tally;
    for (int home = 0; home < homes; ++home) play(settings, first + static_cast<std::uint64_t>(home), days, tally);
    const auto missed = std::count(tally.hours.begin(), tally.hours.end(), kNotTold);
    print(name + ".detection_p50", percentile(tally.hours, 0.5), "h");
    print(name + ".detection_p90", percentile(tally.hours, 0.9), "h");
    print(name + ".not_told_in_72h", 100.0 * static_cast<double>(missed) / static_cast<double>(tally.hours.size()),
          "%");
    const auto& alarms = tally.false_per_year;
    const double sum = std::accumulate(alarms.begin(), alarms.end(), 0.0);
    print(name + ".false_alarms", sum / static_cast<double>(alarms.size()), "per home and year");
    print(name + ".false_alarms_p50", percentile(alarms, 0.5), "per year in the median home");
    print(name + ".false_alarms_p90", percentile(alarms, 0.9), "per year in the home at p90");
    print(name + ".journey_alarms", tally.on_journeys / tally.home_years, "per home and year");
    print(name + ".rhythm_writes", static_cast<double>(tally.rhythm_writes) / (tally.home_years * 365), "per day");
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    const int homes = argc > 1 ? std::atoi(argv[1]) : 60;
    const int days = argc > 2 ? std::atoi(argv[2]) : 300;
    const std::uint64_t seed = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 1;
    if (homes < 1 || days <= kLearningDays) {
        std::fprintf(stderr, "anju-water-bench: at least 1 home and more than %d days\n", kLearningDays);
        return 2;
    }
    std::fprintf(stderr, "%d homes, %d days, seeds from %llu\n", homes, days, static_cast<unsigned long long>(seed));
    Settings settings;
    for (const int hours : {8, 10, 12, 16, 24}) {
        settings.water.window = std::chrono::hours(hours);
        compare("fixed_" + std::to_string(hours) + "h", settings, seed, homes, days);
    }
    settings.water.window = 12h;
    for (const double margin : {1.0, 1.25, 1.5, 2.0}) {
        settings.water.adaptive = true;
        settings.water.adaptive_margin = margin;
        char name[32];
        std::snprintf(name, sizeof name, "adaptive_12h_%.2f", margin);
        compare(name, settings, seed, homes, days);
    }
    settings.water.window = 24h;
    for (const double margin : {1.0, 1.25, 1.5, 2.0}) {
        settings.water.adaptive_margin = margin;
        char name[32];
        std::snprintf(name, sizeof name, "adaptive_24h_%.2f", margin);
        compare(name, settings, seed, homes, days);
    }
    return 0;
}
