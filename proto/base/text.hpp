// Text from outside is bytes until it has passed here.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace anju {

/// Whether `bytes` is well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms, <= U+10FFFF).
[[nodiscard]] bool is_utf8(std::string_view bytes);
/// `bytes` with every ill-formed sequence replaced by U+FFFD and cut at a character boundary to at most `max_bytes`.
[[nodiscard]] std::string to_valid_utf8(std::string_view bytes, std::size_t max_bytes);

/// `text` with its control characters written out (`\n`, `\x1B`): whatever is quoted, a message stays on its line.
[[nodiscard]] std::string on_one_line(std::string_view text);

}  // namespace anju
