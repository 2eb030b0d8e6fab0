#include "tests/sim/water_life.hpp"

#include <algorithm>
#include <cmath>

namespace anju::sim {

namespace {

/// std's distributions differ between libraries; these do not.
class Chance {
public:
    explicit Chance(std::uint64_t seed) : source_(seed) {}
    double share() { return static_cast<double>(source_() >> 11) / 9007199254740992.0; }
    double between(double low, double high) { return low + (high - low) * share(); }
    bool happens(double probability) { return share() < probability; }
    int whole(int low, int high) { return low + static_cast<int>(share() * (high - low + 1)); }
    /// Close enough to a normal distribution for times of day.
    double around(double middle, double spread) {
        return middle + spread * (share() + share() + share() + share() - 2) * 1.73;
    }

private:
    std::mt19937_64 source_;
};

struct Habits {
    double up, to_bed;         ///< hours
    double toilet_per_hour;    ///< while awake and at home
    double night_toilets;      ///< per night
    double flush, wash, cook;  ///< litres
    double errands, days_out;  ///< probability per day
    double lies_in;            ///< probability per day of getting up two to four hours later
};

Habits habits_of(Chance& chance) {
    Habits habits{};
    habits.up = chance.between(5.2, 7.8);
    habits.to_bed = chance.between(20.5, 23);
    const bool thrifty = chance.happens(0.25);  // keeps washing water for the toilet
    habits.toilet_per_hour = thrifty ? 0.18 : chance.between(0.3, 0.55);
    habits.night_toilets = chance.between(0.3, 2.2);
    habits.flush = thrifty ? 3 : 6;
    habits.wash = chance.between(1.5, 4);
    habits.cook = chance.between(4, 12);
    habits.errands = chance.between(0.3, 0.8);
    habits.days_out = chance.between(0.01, 0.08);
    habits.lies_in = chance.between(0.02, 0.1);
    return habits;
}

class Writer {
public:
    Writer(WaterLife& life, Chance& chance) : life_(life), chance_(chance) {}

    void use(int day, double hour, double litres) {
        const auto quarter = static_cast<std::int64_t>(std::floor((day * 24 + hour) * 4));
        if (quarter < 0 || quarter / 4 >= static_cast<std::int64_t>(life_.hours.size())) return;
        WaterHour& at = life_.hours[static_cast<std::size_t>(quarter / 4)];
        if (at.at_home) at.litres[quarter % 4] += litres;
    }

    void person_day(int day, const Habits& habits, bool feast) {
        double up = chance_.around(habits.up, 0.5);
        if (chance_.happens(habits.lies_in)) up += chance_.between(2, 4);
        const double to_bed = chance_.around(habits.to_bed, 0.6);
        double out_from = 99;
        double out_until = 99;
        if (!feast && chance_.happens(habits.days_out)) {
            out_from = chance_.around(9, 0.7);
            out_until = out_from + chance_.between(5, 11);
        } else if (chance_.happens(habits.errands)) {
            out_from = chance_.between(up + 1, 15);
            out_until = out_from + chance_.between(0.7, 3.5);
        }
        const auto use_if_home = [&](double hour, double litres) {
            if (hour < out_from || hour > out_until) use(day, hour, litres);
        };
        use_if_home(up, habits.flush);
        use_if_home(up + 0.2, habits.wash + 2);
        for (const double meal : {up + 0.6, 11.3, 17.5}) {
            if (chance_.happens(0.9)) use_if_home(chance_.around(meal, 0.4), habits.cook);
            if (chance_.happens(0.8)) use_if_home(chance_.around(meal + 0.9, 0.3), habits.cook);
        }
        for (double hour = up + 1; hour < to_bed; hour += 0.25) {
            if (chance_.happens(habits.toilet_per_hour / 4)) use_if_home(hour, habits.flush + 1);
        }
        if (chance_.happens(0.35)) use_if_home(to_bed - 1, chance_.between(15, 45));
        if (chance_.happens(0.2)) use_if_home(chance_.between(8, 11), chance_.between(40, 70));
        use_if_home(to_bed, habits.wash);
        for (double hour = 0; hour < up; hour += 0.25) {
            if (chance_.happens(habits.night_toilets / (up * 4))) use(day, hour, habits.flush);
        }
        if (feast) {
            for (int guest = 0; guest < 12; ++guest) use(day, chance_.between(10, 20), habits.flush + 3);
        }
    }

private:
    WaterLife& life_;
    Chance& chance_;
};

/// Four journeys a year on average, of one to nine nights, two of five announced.
void plan_journeys(WaterLife& life, Chance& chance, int days) {
    for (int day = 3; day < days - 10; ++day) {
        if (!chance.happens(4.0 / 365)) continue;
        const int nights = chance.whole(1, 9);
        const bool announced = chance.happens(0.4);
        const int from = day * 24 + chance.whole(8, 12);
        const int until = (day + nights) * 24 + chance.whole(14, 19);
        for (int hour = from; hour < until; ++hour) {
            life.hours[static_cast<std::size_t>(hour)].at_home = false;
            life.hours[static_cast<std::size_t>(hour)].announced = announced;
        }
        day += nights + 5;
    }
}

void let_leak(WaterLife& life, Chance& chance, int days) {
    if (!chance.happens(0.2) || days < 90) return;
    const int from = chance.whole(30, days - 60) * 24;
    const int until = std::min(from + chance.whole(20, 60) * 24, days * 24);
    const double litres_per_hour = chance.between(0.3, 3);
    for (int hour = from; hour < until; ++hour) {
        WaterHour& at = life.hours[static_cast<std::size_t>(hour)];
        at.leak_litres = litres_per_hour;
        for (double& litres : at.litres) litres += litres_per_hour / 4;
    }
}

}  // namespace

WaterLife make_water_life(std::uint64_t seed, int days) {
    Chance chance{seed};
    WaterLife life;
    life.hours.resize(static_cast<std::size_t>(days) * 24);
    life.people = chance.happens(0.4) ? 2 : 1;
    life.minutes_between_readings = chance.happens(0.5) ? 15 : chance.happens(0.5) ? 30 : 60;
    life.litres_per_step = chance.happens(0.6) ? 1 : chance.happens(0.75) ? 10 : 100;
    plan_journeys(life, chance, days);
    Writer writer(life, chance);
    for (int person = 0; person < life.people; ++person) {
        const Habits habits = habits_of(chance);
        for (int day = 0; day < days; ++day) {
            const bool feast = day % 365 >= 40 && day % 365 < 47;  // the spring festival
            writer.person_day(day, habits, feast);
        }
    }
    let_leak(life, chance, days);
    return life;
}

}  // namespace anju::sim
