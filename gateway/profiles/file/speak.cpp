#include "gateway/profiles/file/speak.hpp"

#include "gateway/profiles/json.hpp"
#include "gateway/profiles/names.hpp"
#include "gateway/profiles/words.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace anju::gateway::profiles::file {

namespace json = boost::json;

namespace {

constexpr std::array kIdleWords{
    std::string_view{"none"},     std::string_view{"idle"},      std::string_view{"inactive"},
    std::string_view{"clear"},    std::string_view{"0"},         std::string_view{"no"},
    std::string_view{"false"},    std::string_view{"ok"},        std::string_view{"normal"},
    std::string_view{"unknown"},  std::string_view{"null"},      std::string_view{"n/a"},
    std::string_view{"no_press"}, std::string_view{"unpressed"}, std::string_view{"unavailable"},
};
constexpr std::array kOnlineWords{std::string_view{"online"}, std::string_view{"connected"}, std::string_view{"ready"},
                                  std::string_view{"true"},   std::string_view{"on"},        std::string_view{"1"},
                                  std::string_view{"alive"}};
constexpr std::array kOfflineWords{std::string_view{"offline"}, std::string_view{"disconnected"},
                                   std::string_view{"lost"},    std::string_view{"false"},
                                   std::string_view{"off"},     std::string_view{"0"}};

template <std::size_t N>
bool is_among(std::string_view word, const std::array<std::string_view, N>& words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// What "active" means for a device of this kind.
SignalType active_type(Kind kind) {
    switch (kind) {
        case Kind::door: return SignalType::open;
        case Kind::presence:
        case Kind::vibration: return SignalType::detected;
        case Kind::call_button:
        case Kind::button: return SignalType::press;
        case Kind::water_meter: return SignalType::leak;
        default: return SignalType::alarm;
    }
}

Words words_of(SignalType type, Kind kind) {
    switch (type) {
        case SignalType::open:
        case SignalType::closed: return Words::door;
        case SignalType::detected: return Words::presence;
        case SignalType::low_battery:
        case SignalType::battery_ok: return Words::battery;
        case SignalType::fault:
        case SignalType::fault_clear: return Words::fault;
        case SignalType::test: return Words::test;
        default: return kind == Kind::fall ? Words::fall : Words::hazard;
    }
}

Level online_level(const json::value& value) {
    const auto word = spelled(value);
    if (is_among(word, kOnlineWords)) return Level::alarm;
    return is_among(word, kOfflineWords) ? Level::clear : Level::none;
}

Spoken silent(std::string_view why) { return {.type = {}, .how = {}, .number = {}, .silence = why}; }

Spoken spoken(std::optional<SignalType> type, std::string how = {}) {
    if (!type) return silent("its off has no word of its own");
    return {.type = type, .how = std::move(how), .number = {}, .silence = {}};
}

/// on, off and prealarm of the built-in words -> the rule's type, or the end of it.
Spoken from_level(Level level, SignalType says, bool invert) {
    if (level == Level::none) return silent("a word or number that is not known");
    if (level == Level::prealarm) {
        return spoken(says == SignalType::alarm && !invert ? SignalType::prealarm : says);
    }
    const bool on = (level == Level::alarm) != invert;
    return spoken(on ? std::optional(says) : opposite_of(says));
}

/// A press, by the word that tells how; the end of a press and an idle state are none.
Spoken press_of(const Rule& rule, Kind kind, const json::value& value) {
    const auto word = spelled(value);
    if (word.empty() || is_among(word, kIdleWords)) return silent("no press");
    for (const auto& [pattern, how] : rule.how_words) {
        if (matches_glob(word, pattern)) return spoken(SignalType::press, how);
    }
    if (word == "true" || word == "1" || word == "on") return spoken(SignalType::press);
    switch (classify_action(word)) {
        case ActionWord::release: return silent("the end of a press");
        case ActionWord::off: return silent("no press");
        case ActionWord::cancel:
            return kind == Kind::call_button ? spoken(SignalType::cancel, word) : silent("only a call is cancelled");
        default: return spoken(SignalType::press, word);
    }
}

Spoken number_of_rule(const Rule& rule, SignalType type, const json::value& value) {
    const auto number = number_of(value);
    if (!number) return silent("no number");
    // Dividing by a whole number keeps 1234 thousandths at 1.234 exactly.
    const double inverse = 1 / rule.scale;
    const bool divides = rule.scale < 1 && rule.scale > 0 && std::abs(inverse - std::round(inverse)) < 1e-9;
    const double scaled = divides ? *number / std::round(inverse) : *number * rule.scale;
    if (!std::isfinite(scaled)) return silent("a number beyond all numbers");
    if (type == SignalType::battery && (scaled < 0 || scaled > 100)) return silent("no percentage");
    auto result = spoken(type);
    result.number = scaled;
    return result;
}

/// Whether one of the bits is set, in a number or in bytes written as hex ("0100FF", the first byte first).
std::optional<bool> bits_of(const Rule& rule, const json::value& value) {
    std::string bytes;
    if (const auto* text = value.if_string()) {
        for (std::size_t i = 0; i + 1 < text->size(); i += 2) {
            unsigned byte = 0;
            const auto [end, error] = std::from_chars(text->data() + i, text->data() + i + 2, byte, 16);
            if (error != std::errc{} || end != text->data() + i + 2) return std::nullopt;
            bytes += static_cast<char>(byte);
        }
        if (bytes.empty() || text->size() % 2 != 0) return std::nullopt;
    } else {
        const auto number = number_of(value);
        if (!number || *number < 0 || *number > 9e15) return std::nullopt;
        for (auto rest = static_cast<std::uint64_t>(*number); bytes.size() < 8; rest >>= 8) {
            bytes += static_cast<char>(rest & 0xFF);
        }
    }
    return std::any_of(rule.bits.begin(), rule.bits.end(), [&](int bit) {
        const auto at = static_cast<std::size_t>(bit / 8);
        return at < bytes.size() && ((static_cast<unsigned char>(bytes[at]) >> (bit % 8)) & 1U) != 0;
    });
}

Spoken from_meaning(const Meaning& meaning, std::optional<SignalType> says, const std::string& word) {
    switch (meaning.sort) {
        case Meaning::Sort::nothing: return silent("a word that says nothing");
        case Meaning::Sort::on: return spoken(says, says == SignalType::press ? word : std::string());
        case Meaning::Sort::off: return spoken(opposite_of(*says));
        case Meaning::Sort::type: break;
    }
    const bool pressed = meaning.type == SignalType::press || meaning.type == SignalType::cancel;
    return spoken(meaning.type, pressed ? word : std::string());
}

const Meaning* find_meaning(const Rule& rule, std::string_view word) {
    const auto entry =
        std::find_if(rule.map.begin(), rule.map.end(), [&](const auto& e) { return matches_glob(word, e.first); });
    return entry == rule.map.end() ? nullptr : &entry->second;
}

/// The how of a press that map made: how_words has the last word on it.
Spoken with_how(Spoken result, const Rule& rule) {
    for (const auto& [pattern, how] : rule.how_words) {
        if (result.how.empty() || !matches_glob(result.how, pattern)) continue;
        result.how = how;
        break;
    }
    if (result.how == "true" || result.how == "1" || result.how == "on") result.how.clear();
    return result;
}

/// A list of words: the highest meaning wins; `*` holds when none of them is listed.
Spoken from_list(const Rule& rule, std::optional<SignalType> says, const json::value& value) {
    std::vector<std::string> words;
    const auto take = [&](std::string_view text) {
        while (!text.empty() && words.size() < kMaxPlaces) {
            const auto end = text.find_first_of(" ,;|&\t");
            if (auto word = to_word(text.substr(0, end)); !word.empty()) words.push_back(std::move(word));
            text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        }
    };
    if (const auto* array = value.if_array()) {
        for (const auto& element : *array) {
            if (const auto* text = element.if_string()) take({text->data(), text->size()});
        }
    } else if (const auto* text = value.if_string()) {
        take({text->data(), text->size()});
    }
    if (words.empty()) return silent("no words");
    for (const auto& word : words) {
        const auto* meaning = find_meaning(rule, word);
        if (meaning != nullptr && meaning->sort != Meaning::Sort::nothing) return from_meaning(*meaning, says, word);
    }
    if (rule.other) return from_meaning(*rule.other, says, words.front());
    return silent("none of its words is listed");
}

}  // namespace

std::optional<SignalType> opposite_of(SignalType type) {
    switch (type) {
        case SignalType::alarm:
        case SignalType::prealarm:
        case SignalType::detected: return SignalType::clear;
        case SignalType::open: return SignalType::closed;
        case SignalType::closed: return SignalType::open;
        case SignalType::low_battery: return SignalType::battery_ok;
        case SignalType::battery_ok: return SignalType::low_battery;
        case SignalType::tamper: return SignalType::tamper_clear;
        case SignalType::fault: return SignalType::fault_clear;
        case SignalType::online: return SignalType::offline;
        case SignalType::offline: return SignalType::online;
        default: return std::nullopt;
    }
}

std::string spelled(const json::value& value) {
    if (const auto* flag = value.if_bool()) return *flag ? "true" : "false";
    if (const auto* text = value.if_string()) return to_word({text->data(), text->size()});
    if (const auto* whole = value.if_int64()) return std::to_string(*whole);
    if (const auto* large = value.if_uint64()) return std::to_string(*large);
    if (const auto* real = value.if_double()) {
        std::array<char, 40> buffer{};
        const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), *real);
        return error == std::errc{} ? std::string(buffer.data(), end) : std::string();
    }
    return {};
}

Spoken speak(const Rule& rule, Kind kind, const json::value* value) {
    if (rule.active && kind == Kind::unknown) return silent("active, but nothing tells its kind; enrol the device");
    const auto says = rule.active ? std::optional(active_type(kind)) : rule.says;
    if (value == nullptr) return says ? spoken(says) : silent("no says");
    if (value->is_null()) return silent("null says nothing");
    if (const auto* text = value->if_string(); text != nullptr && text->empty()) {
        return silent("an empty text says nothing");
    }
    if (!rule.bits.empty()) {
        const auto set = bits_of(rule, *value);
        if (!set) return silent("no number and no bytes in hex");
        return spoken(*set != rule.invert ? says : opposite_of(*says));
    }
    if (rule.split) return with_how(from_list(rule, says, *value), rule);
    if (says == SignalType::reading || says == SignalType::battery) return number_of_rule(rule, *says, *value);
    if (value->is_structured() && !value->is_array()) return silent("an object says nothing");
    const auto word = spelled(*value);
    if (const auto* meaning = find_meaning(rule, word)) return with_how(from_meaning(*meaning, says, word), rule);
    if (rule.other) return with_how(from_meaning(*rule.other, says, word), rule);
    if (!says) return silent("a word that is not in map");
    if (*says == SignalType::press) return press_of(rule, kind, *value);
    if (*says == SignalType::cancel) {
        return from_level(level_of(*value, Words::hazard, {}), SignalType::cancel, rule.invert);
    }
    if (*says == SignalType::online || *says == SignalType::offline) {
        return from_level(online_level(*value), SignalType::online, rule.invert);
    }
    // The built-in words tell open, alarm and low from their opposites; a rule that says the
    // opposite end (closed, clear, battery_ok) means the same words.
    const bool ends = *says == SignalType::closed || *says == SignalType::battery_ok;
    const auto type = ends ? *opposite_of(*says) : *says;
    return from_level(level_of(*value, words_of(type, kind), {}), type, rule.invert);
}

bool holds(const Test& test, const json::value* value) {
    const bool there = value != nullptr && !value->is_null();
    if (test.exists && *test.exists != there) return false;
    const auto word = there ? spelled(*value) : std::string();
    const auto equals = [&](const settings::Scalar& scalar) {
        if (!there) return false;
        if (const auto* flag = std::get_if<bool>(&scalar)) return word == (*flag ? "true" : "false");
        if (const auto* number = std::get_if<double>(&scalar)) return number_of(*value) == *number;
        return matches_glob(word, to_word(std::get<std::string>(scalar)));
    };
    if (!test.in.empty() && std::none_of(test.in.begin(), test.in.end(), equals)) return false;
    if (std::any_of(test.not_in.begin(), test.not_in.end(), equals)) return false;
    const auto has = [&](const std::string& part) { return has_word(word, to_word(part)); };
    if (!test.has_word.empty() && std::none_of(test.has_word.begin(), test.has_word.end(), has)) return false;
    if (std::any_of(test.lacks_word.begin(), test.lacks_word.end(), has)) return false;
    if (!test.above && !test.below) return true;
    const auto number = there ? number_of(*value) : std::nullopt;
    return number && (!test.above || *number > *test.above) && (!test.below || *number < *test.below);
}

}  // namespace anju::gateway::profiles::file
