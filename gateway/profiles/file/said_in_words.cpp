#include "gateway/profiles/file/said_in_words.hpp"

#include <array>
#include <cstdio>

namespace anju::gateway::profiles::file {

std::string in_words(const Signal& signal) {
    std::string text = signal.device.value + ": ";
    text += to_string(signal.kind);
    text += ' ';
    text += to_string(signal.type);
    if (!signal.how.empty()) text += ' ' + signal.how;
    if (signal.value) {
        // Nine digits: what a person writes down, without the last bits of a conversion.
        std::array<char, 40> number{};
        std::snprintf(number.data(), number.size(), " %.9g", *signal.value);
        text += number.data() + signal.unit;
    }
    return text;
}

}  // namespace anju::gateway::profiles::file
