// Days of the week as a set, and their words.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string_view>

namespace anju::alertd::core {

class Weekdays {
public:
    Weekdays() = default;
    [[nodiscard]] static Weekdays every_day() { return Weekdays(0x7f); }
    void add(std::chrono::weekday day) { bits_ |= bit(day); }
    [[nodiscard]] bool has(std::chrono::weekday day) const { return (bits_ & bit(day)) != 0; }
    [[nodiscard]] bool empty() const { return bits_ == 0; }
    /// A sum of 1 << day, Sunday is 0, for storage.
    [[nodiscard]] unsigned bits() const { return bits_; }
    [[nodiscard]] static Weekdays of_bits(unsigned bits) { return Weekdays(bits & 0x7f); }
    [[nodiscard]] bool full() const { return bits_ == 0x7f; }
    friend bool operator==(const Weekdays&, const Weekdays&) = default;

private:
    explicit Weekdays(unsigned bits) : bits_(bits) {}
    [[nodiscard]] static unsigned bit(std::chrono::weekday day) { return 1u << day.c_encoding(); }
    unsigned bits_ = 0;
};

/// "monday" ... "sunday".
[[nodiscard]] std::string_view weekday_word(std::chrono::weekday day);
[[nodiscard]] std::optional<std::chrono::weekday> parse_weekday(std::string_view word);
/// Monday first.
[[nodiscard]] std::span<const std::chrono::weekday> week();

}  // namespace anju::alertd::core
