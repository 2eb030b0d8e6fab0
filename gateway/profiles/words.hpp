// What a value says: `true`, "ON", "Leak", "fall_alarm", 1 -> a level. Tables, no state.
#pragma once

#include "base/vocabulary.hpp"

#include <boost/json.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace anju::gateway::profiles {

/// In rising order: of several keys that speak of the same thing in one message the highest wins,
/// so a second zone that is dry does not clear the first.
enum class Level {
    none,  ///< no information: null, "", "unknown", or a word we do not know
    clear,
    prealarm,
    alarm,  ///< also: detected, open, battery low, tampered, faulty, under test
};

/// Which words to expect.
enum class Words {
    hazard,
    fall,
    presence,
    door,
    battery,
    fault,
    test,
    posture,  ///< only what a fall radar calls a posture; yes and no mean nothing
};

/// What distinguishes one device's spelling: the exposes' value_on and value_off as words, or empty.
struct Spelling {
    std::string on;
    std::string off;
    bool measured = false;  ///< numbers are a concentration, a count or a volume, not yes and no
    bool inverted = false;  ///< JSON booleans only: true means closed (`contact`)
};

/// The value in one spelling: lower case, blanks as `_`; booleans as "true" and "false". Nothing
/// for null, "" and everything that is no word.
[[nodiscard]] std::optional<std::string> word_of(const boost::json::value& value);
[[nodiscard]] std::string to_word(std::string_view text);

[[nodiscard]] Level level_of(const boost::json::value& value, Words words, const Spelling& spelling);

/// Whether `part` is one of the words that make up `text` (split at everything but letters and digits).
[[nodiscard]] bool has_word(std::string_view text, std::string_view part);

/// How many m3 one of `unit` is ("L", "m³", "gal" ...); nothing when it is no unit of volume.
[[nodiscard]] std::optional<double> cubic_metres_per(std::string_view unit);

/// `text` against `pattern`, in which `#` stands for one or more digits.
[[nodiscard]] bool matches(std::string_view text, std::string_view pattern);

}  // namespace anju::gateway::profiles
