#include "base/time.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace anju {

Stamp Clock::stamp() const { return stamp_of(now(), boot()); }

Stamp stamp_of(const Now& now, std::uint64_t boot) { return Stamp{boot, now.mono, now.utc, now.synced}; }

std::string to_rfc3339(UtcTime time) {
    using namespace std::chrono;
    const auto day = floor<days>(time);
    const year_month_day date{day};
    const hh_mm_ss clock{time - day};
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
    return text.data();
}

namespace {

/// Reads exactly `digits` decimal digits from the front of `text`; -1 when there are fewer.
int take_digits(std::string_view& text, std::size_t digits) {
    if (text.size() < digits) return -1;
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
        if (text[i] < '0' || text[i] > '9') return -1;
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(digits);
    return value;
}

bool take_char(std::string_view& text, std::string_view any_of) {
    if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
}

/// `.123456` as milliseconds; digits past the third are dropped. -1 when malformed.
int take_fraction(std::string_view& text) {
    if (!take_char(text, ".")) return 0;
    int millis = 0;
    int digits = 0;
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9' && digits < 9; ++digits) {
        if (digits < 3) millis = millis * 10 + (text.front() - '0');
        text.remove_prefix(1);
    }
    if (digits == 0) return -1;
    for (; digits < 3; ++digits) millis *= 10;
    return millis;
}

/// `Z` or `+08:00` as minutes east of UTC; nothing when malformed.
bool take_offset(std::string_view& text, int& minutes) {
    minutes = 0;
    if (take_char(text, "Zz")) return true;
    const bool west = !text.empty() && text.front() == '-';
    if (!take_char(text, "+-")) return false;
    const int hours = take_digits(text, 2);
    if (!take_char(text, ":")) return false;
    const int rest = take_digits(text, 2);
    if (hours < 0 || hours > 23 || rest < 0 || rest > 59) return false;
    minutes = (hours * 60 + rest) * (west ? -1 : 1);
    return true;
}

}  // namespace

Result<UtcTime> parse_rfc3339(std::string_view text) {
    using namespace std::chrono;
    const auto wrong = [original = std::string(text.substr(0, 64))] {
        return fail(ErrorCode::invalid, "'" + original + "' is not an RFC 3339 time such as 2026-03-01T03:00:00Z");
    };
    const int y = take_digits(text, 4);
    const bool dash1 = take_char(text, "-");
    const int m = take_digits(text, 2);
    const bool dash2 = take_char(text, "-");
    const int d = take_digits(text, 2);
    const bool separator = take_char(text, "Tt ");
    const int hh = take_digits(text, 2);
    const bool colon1 = take_char(text, ":");
    const int mm = take_digits(text, 2);
    const bool colon2 = take_char(text, ":");
    const int ss = take_digits(text, 2);
    if (!(dash1 && dash2 && separator && colon1 && colon2) || y < 0 || m < 0 || d < 0) return wrong();
    if (hh < 0 || hh > 23 || mm < 0 || mm > 59 || ss < 0 || ss > 60) return wrong();
    const int fraction = take_fraction(text);
    int offset = 0;
    if (fraction < 0 || !take_offset(text, offset) || !text.empty()) return wrong();
    const year_month_day date{year{y}, month{static_cast<unsigned>(m)}, day{static_cast<unsigned>(d)}};
    if (!date.ok()) return wrong();
    return UtcTime{sys_days{date}} + hours{hh} + minutes{mm} + seconds{ss} + milliseconds{fraction} - minutes{offset};
}

namespace {

struct Unit {
    std::string_view name;
    std::int64_t millis;
};

constexpr std::array<Unit, 5> kUnits{{{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};

}  // namespace

Result<Millis> parse_duration(std::string_view text) {
    constexpr std::int64_t kMost = 36'500LL * 86'400'000;  // a century bounds every setting
    const auto wrong = [&] {
        return fail(ErrorCode::invalid,
                    "'" + std::string(text.substr(0, 64)) + "' is not a duration such as 250ms, 90s, 12h or 1h30m");
    };
    if (text.empty()) return wrong();
    std::int64_t total = 0;
    for (auto rest = text; !rest.empty();) {
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
        if (error != std::errc{} || number < 0) return wrong();
        rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
        std::size_t letters = 0;
        while (letters < rest.size() && rest[letters] >= 'a' && rest[letters] <= 'z') ++letters;
        std::int64_t factor = 0;
        for (const auto& unit : kUnits) {
            if (unit.name == rest.substr(0, letters)) factor = unit.millis;
        }
        if (factor == 0 || number > kMost / factor) return wrong();
        total += number * factor;
        if (total > kMost) return wrong();
        rest.remove_prefix(letters);
    }
    return Millis{total};
}

std::string format_duration(Millis duration) {
    if (duration == Millis{0}) return "0s";
    if (duration < Millis{0}) return "-" + format_duration(-std::max(duration, -Millis::max()));
    std::string text;
    auto rest = duration.count();
    for (const auto& unit : kUnits) {
        if (rest < unit.millis) continue;
        text.append(std::to_string(rest / unit.millis)).append(unit.name);
        rest %= unit.millis;
    }
    return text;
}

std::optional<std::chrono::minutes> parse_clock(std::string_view text) {
    const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
    if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4)) return std::nullopt;
    const int hours = (text[0] - '0') * 10 + (text[1] - '0');
    const int minutes = (text[3] - '0') * 10 + (text[4] - '0');
    if (hours > 23 || minutes > 59) return std::nullopt;
    return std::chrono::minutes{hours * 60 + minutes};
}

std::string format_clock(std::chrono::minutes clock) {
    const auto two_digits = [](std::int64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return two_digits(clock.count() / 60) + ":" + two_digits(clock.count() % 60);
}

}  // namespace anju
