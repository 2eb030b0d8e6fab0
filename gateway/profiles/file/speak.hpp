// What one value says under one rule: words, bits and numbers -> a type. Pure; no memory.
#pragma once

#include "base/vocabulary.hpp"
#include "gateway/profiles/file/profile.hpp"

#include <boost/json.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace anju::gateway::profiles::file {

struct Spoken {
    std::optional<SignalType> type;  ///< nothing: see `silence`
    std::string how;                 ///< of a press
    std::optional<double> number;    ///< of a reading or a battery, scaled, not yet in m3
    std::string_view silence;        ///< why it says nothing
};

/// `value` is null for a rule that has no pointer: the message itself says it.
[[nodiscard]] Spoken speak(const Rule& rule, Kind kind, const boost::json::value* value);

/// Whether the condition on a value holds; null: it is not there.
[[nodiscard]] bool holds(const Test& test, const boost::json::value* value);

/// A value as a word: numbers as they are written, booleans true and false, texts in lower case.
[[nodiscard]] std::string spelled(const boost::json::value& value);

/// The kind that the words of a device's or an entity's name tell; unknown when they tell none.
[[nodiscard]] Kind kind_of_words(std::string_view text);

/// The end of what `type` began: clear for alarm, closed for open; nothing where there is none.
[[nodiscard]] std::optional<SignalType> opposite_of(SignalType type);

}  // namespace anju::gateway::profiles::file
