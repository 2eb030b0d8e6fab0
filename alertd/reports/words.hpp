// The words of a report in both languages. Pure.
#pragma once

#include <optional>
#include <string_view>

namespace anju::alertd::reports {

enum class Language { zh_cn, en };
[[nodiscard]] std::optional<Language> parse_language(std::string_view text);  ///< "zh-CN", "en"
[[nodiscard]] std::string_view tag_of(Language language);

/// One text in both languages, where it is used.
struct Text {
    std::string_view zh_cn;
    std::string_view en;
    [[nodiscard]] constexpr std::string_view in(Language language) const {
        return language == Language::zh_cn ? zh_cn : en;
    }
};

/// What people read for a word of the vocabulary or the name of a column; nothing when it is none.
[[nodiscard]] std::optional<std::string_view> reading_of(std::string_view word, Language language);

}  // namespace anju::alertd::reports
