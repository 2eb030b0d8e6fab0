#include "gateway/profiles/words.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace anju::gateway::profiles {

namespace json = boost::json;

namespace {

struct Word {
    std::string_view word;
    Level level;
};

// Yes and no as devices spell them, whatever is asked.
constexpr std::array kYesNo{
    Word{"true", Level::alarm},      Word{"on", Level::alarm},       Word{"yes", Level::alarm},
    Word{"1", Level::alarm},         Word{"active", Level::alarm},   Word{"detected", Level::alarm},
    Word{"triggered", Level::alarm}, Word{"false", Level::clear},    Word{"off", Level::clear},
    Word{"no", Level::clear},        Word{"0", Level::clear},        Word{"none", Level::clear},
    Word{"normal", Level::clear},    Word{"clear", Level::clear},    Word{"inactive", Level::clear},
    Word{"idle", Level::clear},      Word{"ok", Level::clear},       Word{"not_detected", Level::clear},
    Word{"cleared", Level::clear},   Word{"no_alarm", Level::clear}, Word{"normal_state", Level::clear},
};
constexpr std::array kHazardWords{
    Word{"alarm", Level::alarm},
    Word{"alarmed", Level::alarm},
    Word{"alarm_active", Level::alarm},
    Word{"warning_alarm", Level::alarm},
    Word{"critical_alarm", Level::alarm},
    Word{"smoke", Level::alarm},
    Word{"interconnect_smoke", Level::alarm},
    Word{"fire", Level::alarm},
    Word{"gas", Level::alarm},
    Word{"co", Level::alarm},
    Word{"leak", Level::alarm},
    Word{"leaking", Level::alarm},
    Word{"wet", Level::alarm},
    Word{"flood", Level::alarm},
    Word{"water_leak", Level::alarm},
    Word{"water_leakage", Level::alarm},
    Word{"water_leakage_yes", Level::alarm},
    Word{"prealarm", Level::prealarm},
    Word{"pre_alarm", Level::prealarm},
    Word{"pre_smoke", Level::prealarm},
    Word{"dry", Level::clear},
    Word{"safe", Level::clear},
    Word{"water_leakage_no", Level::clear},
    Word{"water_shortage", Level::clear},
    Word{"water_shortage_channel_#", Level::clear},
    Word{"fail_safe", Level::clear},
    Word{"fail_safe_channel_#", Level::clear},
};
constexpr std::array kFallWords{
    Word{"fall", Level::alarm},           Word{"falling", Level::alarm},       Word{"fall_alarm", Level::alarm},
    Word{"fallen", Level::alarm},         Word{"fall_down", Level::alarm},     Word{"alarm", Level::alarm},
    Word{"fall_confirmed", Level::alarm}, Word{"maybe_fall", Level::prealarm}, Word{"fall_warning", Level::prealarm},
    Word{"prealarm", Level::prealarm},    Word{"suspected", Level::prealarm},  Word{"no_fall", Level::clear},
};
constexpr std::array kPostureWords{
    Word{"falling", Level::alarm}, Word{"unoccupied", Level::clear}, Word{"occupied", Level::clear},
    Word{"sitting", Level::clear}, Word{"on_the_bed", Level::clear}, Word{"low_posture", Level::clear},
};
constexpr std::array kPresenceWords{
    Word{"presence", Level::alarm},   Word{"present", Level::alarm},        Word{"occupied", Level::alarm},
    Word{"motion", Level::alarm},     Word{"move", Level::alarm},           Word{"moving", Level::alarm},
    Word{"movement", Level::alarm},   Word{"no_movement", Level::alarm},    Word{"stationary", Level::alarm},
    Word{"static", Level::alarm},     Word{"peaceful", Level::alarm},       Word{"small", Level::alarm},
    Word{"medium", Level::alarm},     Word{"large", Level::alarm},          Word{"near", Level::alarm},
    Word{"far", Level::alarm},        Word{"small_movement", Level::alarm}, Word{"large_movement", Level::alarm},
    Word{"vibration", Level::alarm},  Word{"alarm", Level::alarm},          Word{"absence", Level::clear},
    Word{"unoccupied", Level::clear}, Word{"no_presence", Level::clear},
};
constexpr std::array kDoorWords{
    Word{"open", Level::alarm},   Word{"opened", Level::alarm}, Word{"tilted", Level::alarm},
    Word{"closed", Level::clear}, Word{"close", Level::clear},  Word{"shut", Level::clear},
};
constexpr std::array kBatteryWords{
    Word{"low", Level::alarm},    Word{"very_low", Level::alarm}, Word{"critical", Level::alarm},
    Word{"medium", Level::clear}, Word{"middle", Level::clear},   Word{"high", Level::clear},
    Word{"full", Level::clear},   Word{"good", Level::clear},
};
// `"test":"test"` is the echo of the command that starts a test, and stays in the state for ever.
constexpr std::array kTestWords{
    Word{"test", Level::none},     Word{"testing", Level::alarm}, Word{"checking", Level::alarm},
    Word{"running", Level::alarm}, Word{"co_test", Level::alarm}, Word{"check_failure", Level::none},
};
// A fault is named in countless ways, its absence in few: what is not listed is a fault.
constexpr std::array kNoFaultWords{
    Word{"no_fault", Level::clear},      Word{"no_faults", Level::clear}, Word{"no_error", Level::clear},
    Word{"check_success", Level::clear}, Word{"success", Level::clear},   Word{"others", Level::none},
    Word{"checking", Level::none},       Word{"self_test", Level::none},  Word{"self_test_alarm", Level::none},
};
constexpr std::array kNoInformation{
    std::string_view{"unknown"},    std::string_view{"detecting"}, std::string_view{"unavailable"},
    std::string_view{"undefined"},  std::string_view{"null"},      std::string_view{"n/a"},
    std::string_view{"preheating"},
};

std::span<const Word> own_words(Words words) {
    switch (words) {
        case Words::hazard: return kHazardWords;
        case Words::fall: return kFallWords;
        case Words::posture: return kPostureWords;
        case Words::presence: return kPresenceWords;
        case Words::door: return kDoorWords;
        case Words::battery: return kBatteryWords;
        case Words::fault: return kNoFaultWords;
        case Words::test: return kTestWords;
    }
    return {};
}

std::optional<Level> find(std::span<const Word> table, std::string_view word) {
    const auto row = std::find_if(table.begin(), table.end(), [&](const Word& w) { return matches(word, w.word); });
    return row == table.end() ? std::nullopt : std::optional(row->level);
}

Level level_of_word(std::string_view word, Words words) {
    if (word.empty() || std::find(kNoInformation.begin(), kNoInformation.end(), word) != kNoInformation.end()) {
        return Level::none;
    }
    if (const auto level = find(own_words(words), word)) return *level;
    if (words == Words::posture) return Level::none;
    if (const auto level = find(kYesNo, word)) return *level;
    return words == Words::fault ? Level::alarm : Level::none;
}

/// "water_shortage & water_leakage" lists several states at once; the highest counts.
Level level_of_list(std::string_view text, Words words) {
    Level highest = Level::none;
    while (!text.empty()) {
        const auto end = text.find_first_of(",&|;");
        const std::string word = to_word(text.substr(0, end));
        highest = std::max(highest, level_of_word(word, words));
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    }
    return highest;
}

Level opposite(Level level) {
    if (level == Level::alarm) return Level::clear;
    return level == Level::clear ? Level::alarm : level;
}

Level level_of_number(double number, Words words, const Spelling& spelling) {
    if (number == 0 && !spelling.measured) return Level::clear;
    if (words == Words::fault) return number == 0 ? Level::clear : Level::alarm;
    return number == 1 && !spelling.measured ? Level::alarm : Level::none;
}

Level level_of_array(const json::array& array, Words words, const Spelling& spelling) {
    if (array.empty()) return words == Words::fault ? Level::clear : Level::none;
    Level highest = Level::none;
    for (const auto& element : array) {
        if (!element.is_structured()) highest = std::max(highest, level_of(element, words, spelling));
    }
    return highest;
}

}  // namespace

std::string to_word(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    text = text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
    std::string word(text);
    for (char& c : word) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        if (c == ' ' || c == '-') c = '_';
    }
    return word;
}

std::optional<std::string> word_of(const json::value& value) {
    if (const auto* flag = value.if_bool()) return *flag ? "true" : "false";
    if (const auto* text = value.if_string()) {
        auto word = to_word({text->data(), text->size()});
        if (!word.empty()) return word;
    }
    if (value.is_number()) {
        // A number is a word only where it can stand for yes and no.
        const double number = value.to_number<double>();
        if (number == 0) return "0";
        if (number == 1) return "1";
    }
    return std::nullopt;
}

Level level_of(const json::value& value, Words words, const Spelling& spelling) {
    if (const auto* array = value.if_array()) return level_of_array(*array, words, spelling);
    if (const auto word = word_of(value)) {
        if (!spelling.on.empty() && *word == spelling.on) return Level::alarm;
        if (!spelling.off.empty() && *word == spelling.off) return Level::clear;
    }
    if (value.is_number()) return level_of_number(value.to_number<double>(), words, spelling);
    if (const auto* flag = value.if_bool()) {
        const Level level = *flag ? Level::alarm : Level::clear;
        return spelling.inverted ? opposite(level) : level;
    }
    if (const auto* text = value.if_string()) {
        const std::string word = to_word({text->data(), text->size()});
        if (spelling.measured && (word == "1" || word == "0")) return Level::none;
        // Text that spells a JSON boolean has the polarity of the boolean.
        if (spelling.inverted && (word == "true" || word == "false")) return opposite(level_of_word(word, words));
        return level_of_list({text->data(), text->size()}, words);
    }
    return Level::none;
}

bool has_word(std::string_view text, std::string_view part) {
    const auto is_part = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; };
    for (std::size_t begin = 0; begin + part.size() <= text.size(); ++begin) {
        if (begin > 0 && is_part(text[begin - 1])) continue;
        const std::size_t end = begin + part.size();
        if (end < text.size() && is_part(text[end])) continue;
        if (std::equal(part.begin(), part.end(), text.begin() + static_cast<std::ptrdiff_t>(begin),
                       [&](char p, char t) { return same(t, p); })) {
            return true;
        }
    }
    return false;
}

std::optional<double> cubic_metres_per(std::string_view unit) {
    struct Unit {
        std::string_view name;
        double cubic_metres;
    };
    // US gallons: the meters that count in gallons are sold in the United States.
    static constexpr std::array kUnits{
        Unit{"m3", 1},
        Unit{"m³", 1},
        Unit{"m^3", 1},
        Unit{"cbm", 1},
        Unit{"l", 1e-3},
        Unit{"liter", 1e-3},
        Unit{"liters", 1e-3},
        Unit{"litre", 1e-3},
        Unit{"litres", 1e-3},
        Unit{"dm3", 1e-3},
        Unit{"dm³", 1e-3},
        Unit{"ml", 1e-6},
        Unit{"gal", 0.003785411784},
        Unit{"gallon", 0.003785411784},
        Unit{"gallons", 0.003785411784},
        Unit{"ft3", 0.028316846592},
        Unit{"ft³", 0.028316846592},
    };
    const std::string name = to_word(unit);
    for (const auto& row : kUnits) {
        if (row.name == name) return row.cubic_metres;
    }
    return std::nullopt;
}

bool matches(std::string_view text, std::string_view pattern) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    std::size_t at = 0;
    for (const char p : pattern) {
        if (p != '#') {
            if (at >= text.size() || text[at] != p) return false;
            ++at;
            continue;
        }
        if (at >= text.size() || !is_digit(text[at])) return false;
        while (at < text.size() && is_digit(text[at])) ++at;
    }
    return at == text.size();
}

}  // namespace anju::gateway::profiles
