// The kind that a name tells: "kitchen_smoke_detector", "SOS bedroom", "客厅烟感".
#include "gateway/profiles/file/speak.hpp"
#include "gateway/profiles/words.hpp"

#include <array>
#include <string_view>

namespace anju::gateway::profiles::file {

namespace {

struct KindWord {
    std::string_view word;
    Kind kind;
};

// The first that stands in the text. The more urgent kinds first, and a word that others contain
// ("water meter" and "water") only where it cannot be misread.
constexpr std::array kKindWords{
    KindWord{"sos", Kind::call_button},
    KindWord{"panic", Kind::call_button},
    KindWord{"emergency", Kind::call_button},
    KindWord{"call_button", Kind::call_button},
    KindWord{"callbutton", Kind::call_button},
    KindWord{"呼救", Kind::call_button},
    KindWord{"一键通", Kind::call_button},
    KindWord{"紧急", Kind::call_button},
    KindWord{"smoke", Kind::smoke},
    KindWord{"smokedetector", Kind::smoke},
    KindWord{"rauch", Kind::smoke},
    KindWord{"rauchmelder", Kind::smoke},
    KindWord{"fire", Kind::smoke},
    KindWord{"烟感", Kind::smoke},
    KindWord{"烟雾", Kind::smoke},
    KindWord{"carbon_monoxide", Kind::co},
    KindWord{"monoxide", Kind::co},
    KindWord{"co", Kind::co},
    KindWord{"一氧化碳", Kind::co},
    KindWord{"water_meter", Kind::water_meter},
    KindWord{"watermeter", Kind::water_meter},
    KindWord{"水表", Kind::water_meter},
    KindWord{"gas", Kind::gas},
    KindWord{"methane", Kind::gas},
    KindWord{"lpg", Kind::gas},
    KindWord{"燃气", Kind::gas},
    KindWord{"leak", Kind::water_leak},
    KindWord{"leakage", Kind::water_leak},
    KindWord{"flood", Kind::water_leak},
    KindWord{"waterleak", Kind::water_leak},
    KindWord{"moisture", Kind::water_leak},
    KindWord{"水浸", Kind::water_leak},
    KindWord{"漏水", Kind::water_leak},
    KindWord{"fall", Kind::fall},
    KindWord{"跌倒", Kind::fall},
    KindWord{"door", Kind::door},
    KindWord{"window", Kind::door},
    KindWord{"门磁", Kind::door},
    KindWord{"motion", Kind::presence},
    KindWord{"occupancy", Kind::presence},
    KindWord{"presence", Kind::presence},
    KindWord{"pir", Kind::presence},
    KindWord{"人体", Kind::presence},
    KindWord{"vibration", Kind::vibration},
    KindWord{"button", Kind::button},
    KindWord{"doorbell", Kind::button},
    KindWord{"remote", Kind::button},
    KindWord{"按钮", Kind::button},
};
// A name with one of these is about the sensor, its settings or something else, not about the danger.
constexpr std::array kOtherWords{
    std::string_view{"test"},        std::string_view{"mute"},      std::string_view{"silence"},
    std::string_view{"muted"},       std::string_view{"silenced"},  std::string_view{"armed"},
    std::string_view{"sensitivity"}, std::string_view{"hush"},      std::string_view{"enable"},
    std::string_view{"enabled"},     std::string_view{"threshold"}, std::string_view{"setting"},
    std::string_view{"settings"},    std::string_view{"led"},       std::string_view{"siren"},
    std::string_view{"relay"},       std::string_view{"fan"},       std::string_view{"valve"},
    std::string_view{"light"},       std::string_view{"battery"},   std::string_view{"tamper"},
    std::string_view{"fault"},       std::string_view{"error"},     std::string_view{"problem"},
    std::string_view{"status"},      std::string_view{"calibrate"}, std::string_view{"calibration"},
    std::string_view{"restart"},     std::string_view{"tv"},        std::string_view{"meter"},
};

bool has_phrase(std::string_view text, std::string_view phrase) {
    // In a script without blanks a word stands inside others.
    const bool latin = static_cast<unsigned char>(phrase.front()) < 0x80;
    return latin ? has_word(text, phrase) : text.find(phrase) != std::string_view::npos;
}

}  // namespace

Kind kind_of_words(std::string_view text) {
    const auto word = to_word(text);
    if (has_word(word, "water_meter") || has_word(word, "watermeter")) return Kind::water_meter;
    for (const auto other : kOtherWords) {
        if (has_word(word, other)) return Kind::unknown;
    }
    // A bell at the door is neither a door nor a call.
    if (has_word(word, "doorbell") || has_word(word, "door_bell")) return Kind::button;
    for (const auto& row : kKindWords) {
        if (has_phrase(word, row.word)) return row.kind;
    }
    return Kind::unknown;
}

}  // namespace anju::gateway::profiles::file
