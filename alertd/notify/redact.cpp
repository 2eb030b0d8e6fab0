#include "alertd/notify/redact.hpp"

#include <algorithm>

namespace anju::alertd::notify {

namespace {

constexpr std::size_t kNumberDigits = 7;    // a local telephone number; status and error codes are shorter
constexpr std::size_t kKeyCharacters = 20;  // no word of ours or a provider's is as long

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_key_character(char c) { return is_digit(c) || is_letter(c) || c == '_' || c == '-' || c == '+' || c == '='; }
/// Spaces, and what puts words into brackets and quotes.
bool separates(char c) {
    return static_cast<unsigned char>(c) <= 0x20 || std::string_view("<>()[]{}\"',;").find(c) != std::string_view::npos;
}

std::string host_of(std::string_view url) {
    const auto begin = url.find("://") + 3;
    auto host = url.substr(begin, url.find_first_of("/?#", begin) - begin);
    if (const auto at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
    return std::string(url.substr(0, begin)).append(host);
}

/// Digits with only what people write between them.
std::string without_numbers(std::string_view word) {
    std::string text;
    for (std::size_t at = 0; at < word.size();) {
        if (!is_digit(word[at])) {
            text += word[at++];
            continue;
        }
        std::size_t end = at;
        std::size_t digits = 0;
        while (end < word.size() && (is_digit(word[end]) || word[end] == '-'))
            digits += is_digit(word[end++]) ? 1U : 0U;
        text.append(digits >= kNumberDigits ? "[number]" : word.substr(at, end - at));
        at = end;
    }
    return text;
}

std::string redacted_word(std::string_view word) {
    if (word.find("://") != std::string_view::npos) return host_of(word);
    if (const auto at = word.find('@'); at != std::string_view::npos && at > 0) return "[address]";
    const bool has_digit = std::ranges::any_of(word, is_digit);
    const bool opaque = word.size() >= kKeyCharacters && std::ranges::all_of(word, is_key_character);
    if (opaque && has_digit) return "[key]";
    // A parameter: `key=...` and the like are as secret as what stands behind them.
    if (const auto query = word.find('?');
        query != std::string_view::npos && word.find('=') != std::string_view::npos) {
        return without_numbers(word.substr(0, query));
    }
    return without_numbers(word);
}

}  // namespace

std::string redacted(std::string_view text) {
    std::string clean;
    while (!text.empty()) {
        const auto begin = std::ranges::find_if_not(text, separates) - text.begin();
        clean.append(text.substr(0, static_cast<std::size_t>(begin)));
        text.remove_prefix(static_cast<std::size_t>(begin));
        const auto end = static_cast<std::size_t>(std::ranges::find_if(text, separates) - text.begin());
        if (end > 0) clean += redacted_word(text.substr(0, end));
        text.remove_prefix(end);
    }
    return clean;
}

}  // namespace anju::alertd::notify
