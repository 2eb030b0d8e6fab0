#include "alertd/reports/chart.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace anju::alertd::reports {

namespace {

constexpr double kWidth = 720, kHeight = 220;
constexpr double kLeft = 48, kRight = 8, kTop = 12, kBottom = 40;
constexpr double kPlotWidth = kWidth - kLeft - kRight, kPlotHeight = kHeight - kTop - kBottom;
constexpr std::size_t kMostLabels = 16;  // more would run into one another
constexpr int kLines = 4;

/// The next number that people like to read on an axis: 1, 2 or 5 with zeros; at least 4.
double round_up(double value) {
    if (value <= 4) return 4;
    const double power = std::pow(10, std::floor(std::log10(value)));
    for (const double step : {1.0, 2.0, 4.0, 5.0, 8.0, 10.0}) {
        if (step * power >= value) return step * power;
    }
    return 10 * power;
}

std::string axis_text(const Chart& chart, double value) {
    return chart.percent ? fmt::format("{:.0f}%", value * 100) : fmt::format("{:.10g}", value);
}

std::string frame_of(const Chart& chart, double top) {
    std::string out =
        fmt::format("<svg class=\"chart\" viewBox=\"0 0 {0} {1}\" role=\"img\" aria-label=\"{2}\"><title>{2}</title>",
                    kWidth, kHeight, escaped(chart.title));
    for (int i = 0; i <= kLines; ++i) {
        const double value = top * i / kLines;
        const double y = kTop + kPlotHeight * (1 - static_cast<double>(i) / kLines);
        out += fmt::format(
            "<line class=\"grid\" x1=\"{}\" y1=\"{:.1f}\" x2=\"{}\" y2=\"{:.1f}\"/><text class=\"axis end\" x=\"{}\" "
            "y=\"{:.1f}\">{}</text>",
            kLeft, y, kWidth - kRight, y, kLeft - 6, y + 4, axis_text(chart, value));
    }
    const std::size_t every = 1 + (chart.labels.size() - 1) / kMostLabels;
    for (std::size_t i = 0; i < chart.labels.size(); i += every) {
        const double x = kLeft + kPlotWidth * (static_cast<double>(i) + 0.5) / static_cast<double>(chart.labels.size());
        out += fmt::format("<text class=\"axis middle\" x=\"{:.1f}\" y=\"{}\">{}</text>", x, kHeight - kBottom + 16,
                           escaped(chart.labels[i]));
    }
    double x = kLeft;
    for (std::size_t i = 0; chart.series.size() > 1 && i < chart.series.size(); ++i) {
        out += fmt::format(
            "<rect class=\"series-{}\" x=\"{:.1f}\" y=\"{}\" width=\"10\" height=\"10\"/><text class=\"axis\" "
            "x=\"{:.1f}\" "
            "y=\"{}\">{}</text>",
            i, x, kHeight - 14, x + 14, kHeight - 5, escaped(chart.series[i].name));
        x += 130;
    }
    return out;
}

double value_at(const Series& series, std::size_t i) { return i < series.values.size() ? series.values[i] : 0; }

}  // namespace

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : on_one_line(text)) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            default: out += c;
        }
    }
    return out;
}

std::string bars_of(const Chart& chart) {
    if (chart.labels.empty()) return "";
    double highest = 0;
    for (std::size_t i = 0; i < chart.labels.size(); ++i) {
        double sum = 0;
        for (const auto& series : chart.series) sum += value_at(series, i);
        highest = std::max(highest, sum);
    }
    const double top = chart.percent ? 1 : round_up(highest);
    std::string out = frame_of(chart, top);
    const double slot = kPlotWidth / static_cast<double>(chart.labels.size());
    const double width = std::min(slot * 0.8, 40.0);
    for (std::size_t i = 0; i < chart.labels.size(); ++i) {
        double below = 0;
        for (std::size_t s = 0; s < chart.series.size(); ++s) {
            const double value = value_at(chart.series[s], i);
            if (value <= 0) continue;
            const double height = kPlotHeight * value / top;
            out += fmt::format(
                "<rect class=\"series-{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"><title>{} {}: "
                "{}</title></rect>",
                s, kLeft + slot * (static_cast<double>(i) + 0.5) - width / 2,
                kTop + kPlotHeight * (1 - (below + value) / top), width, height, escaped(chart.labels[i]),
                escaped(chart.series[s].name), axis_text(chart, value));
            below += value;
        }
    }
    return out + "</svg>";
}

std::string lines_of(const Chart& chart) {
    if (chart.labels.empty()) return "";
    double highest = 0;
    for (const auto& series : chart.series) {
        for (const double value : series.values) highest = std::max(highest, value);
    }
    const double top = chart.percent ? 1 : round_up(highest);
    std::string out = frame_of(chart, top);
    const double slot = kPlotWidth / static_cast<double>(chart.labels.size());
    for (std::size_t s = 0; s < chart.series.size(); ++s) {
        out += fmt::format("<polyline class=\"line series-{}\" points=\"", s);
        for (std::size_t i = 0; i < chart.labels.size(); ++i) {
            out += fmt::format("{:.1f},{:.1f} ", kLeft + slot * (static_cast<double>(i) + 0.5),
                               kTop + kPlotHeight * (1 - std::min(1.0, value_at(chart.series[s], i) / top)));
        }
        out += "\"/>";
    }
    return out + "</svg>";
}

}  // namespace anju::alertd::reports
