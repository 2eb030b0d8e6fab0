// How these tests write signals: "smoke alarm", "battery" with its value, presses with how.
#pragma once

#include "gateway/profiles/translator.hpp"

#include <doctest/doctest.h>

#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace anju::gateway::profiles {

inline std::string in_words(const Signal& signal) {
    std::ostringstream text;
    text << to_string(signal.kind) << ' ' << to_string(signal.type);
    if (!signal.how.empty()) text << ' ' << signal.how;
    if (signal.value) text << ' ' << *signal.value << signal.unit;
    return text.str();
}

/// All signals of a translation in order, joined by "; ".
inline std::string in_words(const Translation& translation) {
    std::string text;
    for (const auto& signal : translation.signals) text += (text.empty() ? "" : "; ") + in_words(signal);
    return text;
}

inline Translation translate(Translator& translator, std::string_view topic, std::string_view payload,
                             bool retain = false) {
    return translator.translate({.topic = topic, .payload = payload, .retain = retain, .qos = 0});
}

/// What a fresh translator, which knows no device list, makes of a state.
inline std::string said_alone(std::string_view payload) {
    Translator translator{Settings{}};
    return in_words(translate(translator, "zigbee2mqtt/thing", payload));
}

}  // namespace anju::gateway::profiles
