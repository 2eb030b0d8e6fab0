#include "alertd/registry/pinyin.hpp"

#include <unicode/translit.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <unordered_map>
#include <utility>

namespace anju::alertd::registry {

namespace {

/// Surnames that are read otherwise than the same character elsewhere.
constexpr std::array<std::pair<std::u32string_view, std::string_view>, 30> kSurnames{{
    {U"万俟", "mo qi"}, {U"尉迟", "yu chi"}, {U"单于", "chan yu"}, {U"长孙", "zhang sun"}, {U"澹台", "tan tai"},
    {U"单", "shan"},    {U"仇", "qiu"},      {U"解", "xie"},       {U"曾", "zeng"},        {U"翟", "zhai"},
    {U"查", "zha"},     {U"区", "ou"},       {U"朴", "piao"},      {U"盖", "ge"},          {U"乐", "yue"},
    {U"种", "chong"},   {U"覃", "qin"},      {U"缪", "miao"},      {U"员", "yun"},         {U"秘", "bi"},
    {U"折", "she"},     {U"黑", "he"},       {U"繁", "po"},        {U"召", "shao"},        {U"祭", "zhai"},
    {U"隗", "wei"},     {U"句", "gou"},      {U"卜", "bu"},        {U"阚", "kan"},         {U"么", "yao"},
}};

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> parts;
    for (std::size_t start = 0; start < text.size();) {
        const std::size_t end = std::min(text.find(' ', start), text.size());
        parts.emplace_back(text.substr(start, end - start));
        start = end + 1;
    }
    return parts;
}

}  // namespace

class Pinyin::Impl {
public:
    explicit Impl(std::unique_ptr<icu::Transliterator> han) : han_(std::move(han)) {}

    /// With "v" for ü; empty when the character has no reading.
    const std::string& syllable(char32_t character) {
        const auto [found, is_new] = known_.try_emplace(character);
        if (is_new && is_han(character)) found->second = read(character);
        return found->second;
    }

private:
    std::string read(char32_t character) {
        icu::UnicodeString text(static_cast<UChar32>(character));
        han_->transliterate(text);
        std::string syllable;
        for (int i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
            constexpr UChar32 diaeresis = 0x308;
            const UChar32 letter = text.char32At(i);
            if (letter >= 'a' && letter <= 'z') syllable.push_back(static_cast<char>(letter));
            // Decomposed, the dots of ü follow its u; tone marks are passed over.
            if (letter == diaeresis && !syllable.empty() && syllable.back() == 'u') syllable.back() = 'v';
        }
        return syllable;
    }

    std::unique_ptr<icu::Transliterator> han_;
    std::unordered_map<char32_t, std::string> known_;
};

Pinyin::Pinyin(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Pinyin::~Pinyin() = default;
Pinyin::Pinyin(Pinyin&&) noexcept = default;
Pinyin& Pinyin::operator=(Pinyin&&) noexcept = default;

Result<Pinyin> Pinyin::make() {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::Transliterator> han(
        icu::Transliterator::createInstance("Han-Latin; NFD; Lower", UTRANS_FORWARD, status));
    if (U_FAILURE(status) || han == nullptr) {
        return fail(ErrorCode::internal, std::string("ICU cannot write pinyin: ") + u_errorName(status));
    }
    return Pinyin(std::make_unique<Impl>(std::move(han)));
}

std::vector<std::vector<std::string>> Pinyin::readings(std::string_view name) {
    const auto characters = characters_of(name);
    std::vector<std::string> plain;
    bool has_v = false;
    for (const char32_t character : characters) {
        const std::string& syllable = impl_->syllable(character);
        if (syllable.empty()) return {};
        has_v = has_v || syllable.find('v') != std::string::npos;
        plain.push_back(syllable);
    }
    std::vector<std::vector<std::string>> readings;
    const auto add = [&](std::vector<std::string> reading) {
        if (std::ranges::find(readings, reading) == readings.end()) readings.push_back(std::move(reading));
    };
    const std::u32string_view text(characters.data(), characters.size());
    for (const auto& [surname, syllables] : kSurnames) {
        if (!text.starts_with(surname)) continue;
        auto reading = split(syllables);
        reading.insert(reading.end(), plain.begin() + static_cast<std::ptrdiff_t>(surname.size()), plain.end());
        add(std::move(reading));
        break;  // the longest stands first
    }
    add(plain);
    if (has_v) {
        for (std::string& syllable : plain) {
            for (char& letter : syllable) letter = letter == 'v' ? 'u' : letter;
        }
        add(std::move(plain));
    }
    return readings;
}

std::vector<char32_t> characters_of(std::string_view text) {
    std::vector<char32_t> characters;
    const auto size = static_cast<int32_t>(text.size());
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    for (int32_t i = 0; i < size;) {
        UChar32 character = 0;
        U8_NEXT_OR_FFFD(bytes, i, size, character);
        characters.push_back(static_cast<char32_t>(character));
    }
    return characters;
}

std::string to_utf8(char32_t character) {
    std::string text;
    icu::UnicodeString(static_cast<UChar32>(character)).toUTF8String(text);
    return text;
}

bool is_han(char32_t c) {
    return (c >= 0x3400 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x323af) ||
           c == 0x3007;
}

}  // namespace anju::alertd::registry
