#include "alertd/store/figures.hpp"

#include <chrono>

namespace anju::alertd::store {

CaseCounts& CaseCounts::operator+=(const CaseCounts& other) {
    opened += other.opened;
    acknowledged += other.acknowledged;
    closed += other.closed;
    ended += other.ended;
    long_standing += other.long_standing;
    apart += other.apart;
    for (std::size_t i = 0; i < kDispositions; ++i) dispositions[i] += other.dispositions[i];
    return *this;
}

CaseCounts& CaseCounts::operator-=(const CaseCounts& other) {
    CaseCounts less;
    less += other;
    for (std::int64_t* each :
         {&less.opened, &less.acknowledged, &less.closed, &less.ended, &less.long_standing, &less.apart}) {
        *each = -*each;
    }
    for (auto& each : less.dispositions) each = -each;
    return *this += less;
}

std::string_view to_string(Measure value) {
    switch (value) {
        case Measure::answered: return "answered";
        case Measure::reacted: return "reacted";
        case Measure::departed: return "departed";
        case Measure::travelled: return "travelled";
        case Measure::attended: return "attended";
    }
    return "answered";
}

namespace {

std::chrono::year_month month_of(int day) {
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
    return {date.year(), date.month()};
}

int number_of(std::chrono::year_month month) {
    return -(12 * static_cast<int>(month.year()) + static_cast<int>(static_cast<unsigned>(month.month())) - 1);
}

int first_day_of(std::chrono::year_month month) {
    return static_cast<int>(std::chrono::sys_days{month / 1}.time_since_epoch().count());
}

}  // namespace

int month_period(int day) { return number_of(month_of(day)); }

std::vector<Periods> periods_of(int first_day, int last_day) {
    auto begin = month_of(first_day);
    auto end = month_of(last_day + 1);  // the first month that is not whole
    if (first_day_of(begin) != first_day) begin += std::chrono::months{1};
    if (begin >= end) return {{first_day, last_day}};
    std::vector<Periods> periods;
    if (first_day < first_day_of(begin)) periods.push_back({first_day, first_day_of(begin) - 1});
    periods.push_back({number_of(end - std::chrono::months{1}), number_of(begin)});
    if (first_day_of(end) <= last_day) periods.push_back({first_day_of(end), last_day});
    return periods;
}

}  // namespace anju::alertd::store
