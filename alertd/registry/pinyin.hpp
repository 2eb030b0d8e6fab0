// Pinyin: how a Chinese name may be typed in Latin letters.
//
// Readings come from ICU's Han-Latin transliterator, character by character; where a surname is read in a
// way of its own (单 shan, 解 xie, 曾 zeng ...), that reading is there as well, and ü can be typed u or v.
// Threads: one at a time for each object. Errors: of ICU at make(), none later.
#pragma once

#include "base/result.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace anju::alertd::registry {

class Pinyin {
public:
    [[nodiscard]] static Result<Pinyin> make();
    ~Pinyin();
    Pinyin(Pinyin&&) noexcept;
    Pinyin& operator=(Pinyin&&) noexcept;

    /// Every way to read `name`, a run of Chinese characters: for each the syllables, in lower-case ASCII.
    /// Usually one; the most probable one first. Empty when `name` has another character.
    [[nodiscard]] std::vector<std::vector<std::string>> readings(std::string_view name);

private:
    class Impl;
    explicit Pinyin(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

/// The characters of well-formed UTF-8 text.
[[nodiscard]] std::vector<char32_t> characters_of(std::string_view text);
[[nodiscard]] std::string to_utf8(char32_t character);
[[nodiscard]] bool is_han(char32_t character);

}  // namespace anju::alertd::registry
