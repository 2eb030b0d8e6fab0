// Charts as inline SVG: bars that may stand on one another, and lines. No script, no inline style: colours come from
// the classes `series-0` ... of the page's stylesheet, so that a strict policy holds and a print looks right. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace anju::alertd::reports {

struct Series {
    std::string name;
    std::vector<double> values;  ///< one for each label
};

struct Chart {
    std::string title;                ///< also what a screen reader says
    std::vector<std::string> labels;  ///< along the x axis
    std::vector<Series> series;
    bool percent = false;  ///< values are shares; the axis ends at 100 %
};

[[nodiscard]] std::string bars_of(const Chart& chart);
[[nodiscard]] std::string lines_of(const Chart& chart);

/// Text as it may stand in HTML and in its attributes.
[[nodiscard]] std::string escaped(std::string_view text);

}  // namespace anju::alertd::reports
