// The words of an enum, as a table in the enum's order: the two directions that every vocabulary
// needs. A table's size is checked with a static_assert beside it.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace anju {

template <class Enum, std::size_t N>
[[nodiscard]] std::optional<Enum> find_word(const std::array<std::string_view, N>& words, std::string_view text) {
    for (std::size_t i = 0; i < N; ++i) {
        if (words[i] == text) return static_cast<Enum>(i);
    }
    return std::nullopt;
}

/// "unknown" for a value outside the enum, which only a bad cast can make.
template <class Enum, std::size_t N>
[[nodiscard]] std::string_view word_of(const std::array<std::string_view, N>& words, Enum value) {
    const auto at = static_cast<std::size_t>(value);
    return at < N ? words[at] : std::string_view{"unknown"};
}

}  // namespace anju
