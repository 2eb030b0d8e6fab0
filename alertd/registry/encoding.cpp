#include "alertd/registry/encoding.hpp"

#include "base/text.hpp"

#include <unicode/ucnv.h>
#include <unicode/ucnv_err.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

namespace anju::alertd::registry {

namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::size_t kPiece = 16 * 1024;

using Converter = std::unique_ptr<UConverter, decltype(&ucnv_close)>;

/// Stops at what it cannot convert, instead of writing a question mark where a name was.
Result<Converter> open(const char* name) {
    UErrorCode status = U_ZERO_ERROR;
    Converter converter(ucnv_open(name, &status), &ucnv_close);
    if (U_SUCCESS(status)) {
        ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
        ucnv_setFromUCallBack(converter.get(), UCNV_FROM_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
    }
    if (U_FAILURE(status)) {
        return fail(ErrorCode::internal, std::string("ICU has no converter for ") + name + ": " + u_errorName(status));
    }
    return converter;
}

/// Line and column, both from 1, of what follows `before`; columns count characters.
std::string place_behind(const icu::UnicodeString& before) {
    int lines = 1;
    int start = 0;
    for (int i = before.indexOf(u'\n'); i >= 0; i = before.indexOf(u'\n', start)) {
        ++lines;
        start = i + 1;
    }
    return std::to_string(lines) + ":" + std::to_string(before.countChar32(start, before.length() - start) + 1);
}

/// What stands before an error is there as well.
UErrorCode to_unicode(UConverter& from, std::string_view bytes, icu::UnicodeString& text) {
    std::array<UChar, kPiece> piece{};
    const char* source = bytes.data();
    const char* const end = source + bytes.size();
    for (;;) {
        UErrorCode status = U_ZERO_ERROR;
        UChar* target = piece.data();
        ucnv_toUnicode(&from, &target, piece.data() + piece.size(), &source, end, nullptr, 1, &status);
        text.append(piece.data(), static_cast<int32_t>(target - piece.data()));
        if (status != U_BUFFER_OVERFLOW_ERROR) return status;
    }
}

UErrorCode from_unicode(UConverter& to, const icu::UnicodeString& text, std::string& bytes) {
    std::array<char, kPiece> piece{};
    const UChar* source = text.getBuffer();
    const UChar* const end = source + text.length();
    for (;;) {
        UErrorCode status = U_ZERO_ERROR;
        char* target = piece.data();
        ucnv_fromUnicode(&to, &target, piece.data() + piece.size(), &source, end, nullptr, 1, &status);
        bytes.append(piece.data(), target);
        if (status != U_BUFFER_OVERFLOW_ERROR) return status;
    }
}

}  // namespace

std::string_view to_string(Encoding encoding) {
    switch (encoding) {
        case Encoding::detect: return "detect";
        case Encoding::utf8: return "utf-8";
        case Encoding::utf8_bom: return "utf-8-bom";
        case Encoding::gb18030: break;
    }
    return "gb18030";
}

std::optional<Encoding> parse_encoding(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    constexpr std::array<std::pair<std::string_view, Encoding>, 7> names{{{"detect", Encoding::detect},
                                                                          {"utf-8", Encoding::utf8},
                                                                          {"utf8", Encoding::utf8},
                                                                          {"utf-8-bom", Encoding::utf8_bom},
                                                                          {"gb18030", Encoding::gb18030},
                                                                          {"gbk", Encoding::gb18030},
                                                                          {"gb2312", Encoding::gb18030}}};
    for (const auto& [name, encoding] : names) {
        if (name == lower) return encoding;
    }
    return std::nullopt;
}

Result<std::string> decode(std::string_view bytes, Encoding encoding) {
    if (encoding == Encoding::detect) encoding = is_utf8(bytes) ? Encoding::utf8 : Encoding::gb18030;
    if (encoding != Encoding::gb18030) {
        if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
        return std::string(bytes);
    }
    ANJU_TRY(auto converter, open("gb18030"));
    icu::UnicodeString unicode;
    if (U_FAILURE(to_unicode(*converter, bytes, unicode))) {
        return fail(ErrorCode::invalid, place_behind(unicode) + ": expected GB18030 text");
    }
    std::string text;
    unicode.toUTF8String(text);
    // GB18030 has a code for the byte order mark too, and some editors write it.
    if (text.starts_with(kByteOrderMark)) text.erase(0, kByteOrderMark.size());
    return text;
}

Result<std::string> encode(std::string_view text, Encoding encoding) {
    if (encoding == Encoding::utf8_bom) return std::string(kByteOrderMark).append(text);
    if (encoding != Encoding::gb18030) return std::string(text);
    ANJU_TRY(auto converter, open("gb18030"));
    const auto unicode = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
    std::string bytes;
    bytes.reserve(text.size());
    if (const UErrorCode status = from_unicode(*converter, unicode, bytes); U_FAILURE(status)) {
        return fail(ErrorCode::invalid,
                    std::string("expected text that GB18030 has codes for: ") + u_errorName(status));
    }
    return bytes;
}

}  // namespace anju::alertd::registry
