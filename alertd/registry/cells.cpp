#include "alertd/registry/cells.hpp"

#include "alertd/core/addresses.hpp"
#include "base/text.hpp"
#include "codec/topics.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace anju::alertd::registry {

using store::CellKind;
using store::Column;
using store::Table;
using store::TableId;

namespace {

constexpr std::size_t kMostIdBytes = 128;
constexpr std::size_t kMostPhoneBytes = 32;

bool has_outer_space(std::string_view text) {
    const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\n'; };
    return !text.empty() && (is_space(text.front()) || is_space(text.back()));
}

bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= kMostIdBytes && !has_outer_space(text) &&
           text.find_first_of("\n\t") == std::string_view::npos;
}

std::optional<int> whole_number(std::string_view text) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    // "07" and "+7" are the same number and would be another text after a round trip.
    if (error != std::errc() || end != text.data() + text.size() || std::to_string(number) != text) return std::nullopt;
    return number;
}

bool is_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
    const auto digits = [](std::string_view part) {
        return std::ranges::all_of(part, [](char c) { return c >= '0' && c <= '9'; });
    };
    if (!digits(text.substr(0, 4)) || !digits(text.substr(5, 2)) || !digits(text.substr(8, 2))) return false;
    const auto value = [](std::string_view part) {
        int number = 0;
        for (const char c : part) number = number * 10 + (c - '0');
        return number;
    };
    const int year = value(text.substr(0, 4)), month = value(text.substr(5, 2)), day = value(text.substr(8, 2));
    constexpr std::array<int, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1900 || month < 1 || month > 12) return false;
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day >= 1 && day <= days[static_cast<std::size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
}

/// Control characters other than tab and line break would not come back from a CSV file.
bool is_clean(std::string_view text) {
    return is_utf8(text) && std::ranges::none_of(text, [](char c) {
               const auto byte = static_cast<unsigned char>(c);
               return (byte < 0x20 && c != '\t' && c != '\n') || byte == 0x7f;
           });
}

std::optional<std::string> expected_text(const Column& column, std::string_view cell) {
    if (cell.size() > static_cast<std::size_t>(column.most)) {
        return "at most " + std::to_string(column.most) + " bytes";
    }
    if (cell.empty() && column.required) return "a text";
    return std::nullopt;
}

/// Every way's address fits its channel, the ways leave no gap, and none is there twice.
void look_at_ways(const Table& table, const std::vector<std::string>& cells, std::vector<Mistake>& mistakes) {
    constexpr std::array<std::array<std::string_view, 2>, core::kMostWays> kWays{
        {{"channel", "address"}, {"channel2", "address2"}, {"channel3", "address3"}}};
    std::vector<core::Way> known;
    std::string_view gap;
    for (const auto& [channel_name, address_name] : kWays) {
        const auto at_channel = column_at(table, channel_name);
        const auto at_address = column_at(table, address_name);
        if (cells[at_channel].empty()) {
            if (!cells[at_address].empty()) mistakes.push_back({at_address, "nothing without a channel beside it"});
            if (gap.empty()) gap = channel_name;
            continue;
        }
        if (!gap.empty()) mistakes.push_back({column_at(table, gap), "a channel, because a later one is given"});
        const auto channel = core::parse_case_word<core::ChannelKind>(cells[at_channel]);
        if (!channel) {
            // The first one's column says so itself.
            if (at_channel != column_at(table, "channel")) {
                mistakes.push_back({at_channel, "one of webhook, log, email, wecom_robot, wecom_app, sms, mqtt"});
            }
            continue;
        }
        const core::Way way{*channel, cells[at_address]};
        if (const auto expected = core::address_mistake(way.channel, way.address)) {
            mistakes.push_back({at_address, std::string(*expected)});
        }
        if (std::ranges::find(known, way) != known.end()) {
            mistakes.push_back({at_channel, "another way than the ones before"});
        }
        known.push_back(way);
    }
}

std::optional<std::string> unless(bool right, std::string expected) {
    return right ? std::nullopt : std::optional(std::move(expected));
}

}  // namespace

std::optional<std::string> expected_in(const Column& column, std::string_view cell) {
    if (!is_clean(cell)) return "UTF-8 text without control characters";
    switch (column.kind) {
        case CellKind::id: return unless(is_id(cell), "an id of 1 to 128 bytes without outer spaces or line breaks");
        case CellKind::gateway:
            return unless((cell.empty() && !column.required) || codec::is_gateway_id(cell),
                          "the CN of a gateway's certificate: 1 to 64 letters, digits and . _ -");
        case CellKind::reference:
            return unless(is_id(cell), "the id of one of the " + std::string(store::table_of(column.refers_to).name));
        case CellKind::text: return expected_text(column, cell);
        case CellKind::phone:
            return unless(cell.size() <= kMostPhoneBytes &&
                              cell.find_first_not_of("0123456789+- ()*#,") == std::string_view::npos,
                          "a phone number of at most 32 digits, spaces and + - ( ) * # ,");
        case CellKind::yes_no:
            return unless(cell.empty() || cell == "yes" || cell == "no" || cell == "是" || cell == "否", "yes or no");
        case CellKind::number: {
            const auto number = whole_number(cell);
            return unless(cell.empty() || (number && *number >= column.least && *number <= column.most),
                          "a whole number from " + std::to_string(column.least) + " to " + std::to_string(column.most));
        }
        case CellKind::word: {
            const auto words = store::words_of(column);
            return unless((cell.empty() && !column.required) || std::ranges::find(words, cell) != words.end(),
                          "one of " + std::string(column.words));
        }
        case CellKind::date: break;
    }
    return unless(cell.empty() || is_date(cell), "a date such as 2026-03-01");
}

std::string canonical(const Column& column, std::string_view cell) {
    if (column.kind == CellKind::yes_no) return cell == "yes" || cell == "是" ? "yes" : "no";
    if (column.kind == CellKind::word && cell.empty()) return std::string(store::words_of(column).front());
    return std::string(cell);
}

std::optional<TableId> table_of_level(std::string_view level) {
    if (level == "home") return TableId::homes;
    if (level == "committee") return TableId::committees;
    if (level == "street") return TableId::streets;
    return std::nullopt;
}

std::vector<Mistake> mistakes_together(const Table& table, const std::vector<std::string>& cells) {
    std::vector<Mistake> mistakes;
    const auto cell = [&](std::string_view name) -> const std::string& { return cells[column_at(table, name)]; };
    if (table.id == TableId::homes && cell("id").starts_with("gateway:")) {
        mistakes.push_back({column_at(table, "id"),
                            "an id that does not start with \"gateway:\", which names homes that are not registered"});
    }
    if (table.id == TableId::team_members && cell("team") == cell("member")) {
        mistakes.push_back({column_at(table, "member"), "another responder than the team itself"});
    }
    if (table.id != TableId::responders) return mistakes;
    if (cell("level") == "district" && !cell("scope").empty()) {
        mistakes.push_back({column_at(table, "scope"), "nothing: the district has no scope"});
    }
    if (table_of_level(cell("level")) && cell("scope").empty()) {
        mistakes.push_back({column_at(table, "scope"), "the id of a " + cell("level")});
    }
    look_at_ways(table, cells, mistakes);
    return mistakes;
}

}  // namespace anju::alertd::registry
