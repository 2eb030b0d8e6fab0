// Simulated water use of old people's households, for comparing rules about inactivity. Published
// so that its assumptions can be read and doubted: every number stands in water_life.cpp.
//
// A life is made from a seed: one person or two, a rhythm of their own (up early or late, thrifty or
// not, nights with a walk to the toilet), errands and days out, journeys (some announced as an
// absence, some not), feast days with guests, a small leak for some weeks in one home of five, and a
// meter that is read every 15 to 60 minutes and counts in steps of 1, 10 or 100 litres.
//
// Pure: no clock, no I/O. The same seed gives the same life on every machine.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

namespace anju::sim {

/// What the meter measures in one hour of the year, and what the person is doing.
struct WaterHour {
    double litres[4] = {};   ///< per quarter of an hour, leak included
    double leak_litres = 0;  ///< of the whole hour
    bool at_home = true;     ///< false: on a journey of at least a night
    bool announced = false;  ///< the journey is set as "away"
};

struct WaterLife {
    std::vector<WaterHour> hours;  ///< from midnight of a Monday, local time
    int minutes_between_readings = 15;
    double litres_per_step = 1;
    int people = 1;
};

[[nodiscard]] WaterLife make_water_life(std::uint64_t seed, int days);

}  // namespace anju::sim
