#include "alertd/registry/search_text.hpp"

#include "base/text.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>

#include <algorithm>

namespace anju::alertd::registry {

using store::SearchField;
using store::SearchTerm;

namespace {

/// Parts of a name beyond this are a sentence, and nobody is looked for by its middle.
constexpr std::size_t kMostNameCharacters = 12;
constexpr std::size_t kMostWords = 8;
constexpr std::size_t kGram = 3;
/// Keeps what stands before it and behind it from being found as one; no query holds it.
constexpr std::string_view kGap = "·";

enum class CharacterKind { han, digit, letter, other };

CharacterKind kind_of(char32_t c) {
    if (is_han(c)) return CharacterKind::han;
    if (c >= U'0' && c <= U'9') return CharacterKind::digit;
    if (c >= U'a' && c <= U'z') return CharacterKind::letter;
    if (c >= 0x80 && u_isalpha(static_cast<UChar32>(c)) != 0) return CharacterKind::letter;
    return CharacterKind::other;
}

/// In one case and width (S5).
std::string normal(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* normalizer = icu::Normalizer2::getNFKCCasefoldInstance(status);
    if (U_FAILURE(status)) return std::string(text);
    std::string result;
    icu::StringByteSink<std::string> sink(&result);
    normalizer->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<int32_t>(text.size())), sink, nullptr,
                              status);
    return U_FAILURE(status) ? std::string(text) : result;
}

struct Run {
    CharacterKind kind = CharacterKind::other;
    std::string text;
};

/// Pieces of one kind of character; what lies between them is passed over.
std::vector<Run> runs_of(std::string_view normal_text) {
    std::vector<Run> runs;
    bool go_on = false;
    for (const char32_t c : characters_of(normal_text)) {
        const CharacterKind kind = kind_of(c);
        if (kind == CharacterKind::other) {
            go_on = false;
            continue;
        }
        if (!go_on || runs.back().kind != kind) runs.push_back({kind, {}});
        runs.back().text += to_utf8(c);
        go_on = true;
    }
    return runs;
}

std::string joined(const std::vector<Run>& runs, CharacterKind kind) {
    std::string text;
    for (const Run& run : runs) {
        if (run.kind == kind) text += run.text;
    }
    return text;
}

bool all_of(const std::vector<Run>& runs, CharacterKind kind) {
    return std::ranges::all_of(runs, [kind](const Run& run) { return run.kind == kind; });
}

/// Collects tokens, each once, with spaces between them.
class Tokens {
public:
    void add(const std::string& token) {
        if (!token.empty() && std::ranges::find(tokens_, token) == tokens_.end()) tokens_.push_back(token);
    }
    [[nodiscard]] std::string text() const {
        std::string text;
        for (const std::string& token : tokens_) text += (text.empty() ? "" : " ") + token;
        return text;
    }

private:
    std::vector<std::string> tokens_;
};

// ---- S1: names -------------------------------------------------------------------------------

void add_pinyin(Tokens& tokens, const std::vector<std::string>& syllables) {
    std::string full, initials;
    for (std::size_t i = syllables.size(); i-- > 0;) {
        full.insert(0, syllables[i]);
        initials.insert(0, 1, syllables[i].front());
        tokens.add(full);
        tokens.add(initials);
    }
}

void add_name(Tokens& tokens, const std::string& name, Pinyin& pinyin) {
    const auto runs = runs_of(normal(name));
    // A dot or a space within a Chinese name (阿布都·热合曼) is typed or left out as one likes.
    auto han = characters_of(joined(runs, CharacterKind::han));
    if (han.size() > kMostNameCharacters) han.resize(kMostNameCharacters);
    std::string all;
    for (const char32_t c : han) all += to_utf8(c);
    std::string ending;
    for (std::size_t i = han.size(); i-- > 0;) {
        ending.insert(0, to_utf8(han[i]));
        tokens.add(ending);
    }
    for (const auto& reading : pinyin.readings(all)) add_pinyin(tokens, reading);
    for (const Run& run : runs) {
        if (run.kind != CharacterKind::han) tokens.add(run.text);
    }
}

// ---- S2: phones ------------------------------------------------------------------------------

/// "1381" as 138 381, which stand behind one another wherever the four digits do.
std::vector<std::string> grams_of(const std::string& digits) {
    std::vector<std::string> grams;
    for (std::size_t i = 0; i + kGram <= digits.size(); ++i) grams.push_back(digits.substr(i, kGram));
    return grams;
}

void add_phone(std::string& phones, const std::string& phone) {
    std::string digits;
    for (const char c : phone) {
        if (c >= '0' && c <= '9') digits += c;
    }
    for (const std::string& gram : grams_of(digits)) phones.append(phones.empty() ? "" : " ").append(gram);
    phones.append(" ").append(kGap);
}

// ---- S3 and S4: addresses and ids ------------------------------------------------------------

/// Characters one by one, numbers and words as a whole: in this order they stand in the index.
std::vector<std::string> pieces_of(const std::vector<Run>& runs) {
    std::vector<std::string> pieces;
    for (const Run& run : runs) {
        if (run.kind != CharacterKind::han) {
            pieces.push_back(run.text);
            continue;
        }
        for (const char32_t c : characters_of(run.text)) pieces.push_back(to_utf8(c));
    }
    return pieces;
}

std::string address_of(const std::string& address) {
    const auto runs = runs_of(normal(address));
    std::string text;
    for (const std::string& piece : pieces_of(runs)) text.append(text.empty() ? "" : " ").append(piece);
    text.append(" ").append(kGap);
    for (const Run& run : runs) {
        if (run.kind == CharacterKind::digit) text.append(" ").append(run.text);
    }
    return text;
}

/// The parts of an id between what is neither a letter nor a digit.
std::vector<std::string> id_parts(std::string_view normal_text) {
    std::vector<std::string> parts;
    bool go_on = false;
    for (const char32_t c : characters_of(normal_text)) {
        const bool in_part = kind_of(c) != CharacterKind::other;
        if (in_part && !go_on) parts.emplace_back();
        if (in_part) parts.back() += to_utf8(c);
        go_on = in_part;
    }
    return parts;
}

std::string ids_of(const std::string& home, const std::string& gateway) {
    std::string text;
    for (const std::string& part : id_parts(normal(home))) text.append(part).append(" ");
    text.append(kGap);
    for (const std::string& part : id_parts(normal(gateway))) text.append(" ").append(part);
    return text;
}

// ---- what is typed ---------------------------------------------------------------------------

std::vector<SearchTerm> terms_of(const std::string& word) {
    const auto runs = runs_of(word);
    std::vector<SearchTerm> terms;
    if (runs.empty()) return terms;
    const auto pieces = pieces_of(runs);
    if (all_of(runs, CharacterKind::digit)) {
        const std::string digits = joined(runs, CharacterKind::digit);
        if (auto grams = grams_of(digits); !grams.empty()) {
            terms.push_back({SearchField::phones, std::move(grams), false});
            terms.push_back({SearchField::ids, id_parts(word), true});
        }
        // A number alone is the whole number: 12 is not 1201. In a row of numbers the last may be unfinished.
        terms.push_back({SearchField::address, pieces, pieces.size() > 1});
        return terms;
    }
    if (all_of(runs, CharacterKind::letter)) {
        terms.push_back({SearchField::names, {joined(runs, CharacterKind::letter)}, true});
        terms.push_back({SearchField::ids, id_parts(word), true});
        terms.push_back({SearchField::address, pieces, true});
        return terms;
    }
    if (all_of(runs, CharacterKind::han)) {
        terms.push_back({SearchField::names, {joined(runs, CharacterKind::han)}, true});
    } else {
        terms.push_back({SearchField::ids, id_parts(word), true});
    }
    terms.push_back({SearchField::address, pieces, runs.back().kind != CharacterKind::han});
    return terms;
}

bool separates_words(char32_t c) {
    return u_isUWhiteSpace(static_cast<UChar32>(c)) != 0 || c == U',' || c == U';' || c == U'、' || c == U'。';
}

}  // namespace

store::SearchDocument document_of(const store::HomeCard& card, Pinyin& pinyin) {
    const auto& homes = store::table_of(store::TableId::homes);
    const auto& residents = store::table_of(store::TableId::residents);
    const auto& contacts = store::table_of(store::TableId::contacts);
    Tokens names;
    store::SearchDocument document;
    const auto add_people = [&](const store::Table& table, const std::vector<store::Row>& people) {
        for (const store::Row& person : people) {
            add_name(names, person.cells[column_at(table, "name")], pinyin);
            add_phone(document.phones, person.cells[column_at(table, "phone")]);
        }
    };
    add_people(residents, card.residents);
    add_people(contacts, card.contacts);
    document.home = card.home.cells.front();
    document.committee = card.home.committee.value_or("");
    document.names = names.text();
    document.address = address_of(card.home.cells[column_at(homes, "address")]);
    document.ids = ids_of(document.home, card.home.cells[column_at(homes, "gateway")]);
    return document;
}

store::SearchQuery query_of(std::string_view typed) {
    store::SearchQuery query;
    std::string word;
    const auto end_word = [&] {
        if (auto terms = terms_of(word); !terms.empty() && query.words.size() < kMostWords) {
            query.words.push_back(std::move(terms));
        }
        word.clear();
    };
    for (const char32_t c : characters_of(normal(typed))) {
        if (separates_words(c)) {
            end_word();
        } else {
            word += to_utf8(c);
        }
    }
    end_word();
    return query;
}

}  // namespace anju::alertd::registry
