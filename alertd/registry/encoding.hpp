// How the bytes of a CSV file become text and back: UTF-8, and GB18030 as Chinese spreadsheets write it.
//
// Pure functions over ICU. GB18030 covers all of Unicode, so whatever is exported comes back exactly.
#pragma once

#include "base/result.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace anju::alertd::registry {

enum class Encoding {
    detect,    ///< for reading: UTF-8 if it is well-formed UTF-8, else GB18030
    utf8,      ///< with or without a byte order mark
    utf8_bom,  ///< for writing: with the mark, which Excel needs to know it
    gb18030,   ///< also what calls itself GBK or GB2312, which are parts of it
};

[[nodiscard]] std::string_view to_string(Encoding encoding);
/// "detect", "utf-8", "utf-8-bom", "gb18030"; also "gbk", "gb2312" and any case.
[[nodiscard]] std::optional<Encoding> parse_encoding(std::string_view text);

/// UTF-8 without a byte order mark. UTF-8 is handed on as it is, because the CSV reader tells the place of
/// what is ill-formed in it. invalid: "1:7: expected GB18030 text"; the place is line and column of the bytes.
[[nodiscard]] Result<std::string> decode(std::string_view bytes, Encoding encoding);
/// `text` is well-formed UTF-8.
[[nodiscard]] Result<std::string> encode(std::string_view text, Encoding encoding);

}  // namespace anju::alertd::registry
