// The name table: what a property is about, by its name. Where bridge/devices describes the
// property too, that refines the row (polarity, unit, setting); without it the row stands alone.
#pragma once

#include "base/vocabulary.hpp"
#include "gateway/profiles/words.hpp"

#include <string_view>

namespace anju::gateway::profiles {

enum class Meaning {
    nothing,        ///< a setting, a measurement that is not ours, or described away by the exposes
    level,          ///< `kind` is at a level: hazards, fall, presence, vibration, door
    generic_alarm,  ///< "alarm": of what, only the device's definition or the other keys tell
    press,          ///< a flag that is true after the button was pressed
    action,         ///< how a button was pressed, or what happened to the device
    volume,         ///< a water meter's total
    battery,
    low_battery,
    tamper,
    fault,
    test,
    test_result,
    reachable,  ///< whether the device is within reach; only descriptions tell, no name does
};

struct NameRow {
    std::string_view name;  ///< `#` stands for digits
    Meaning meaning = Meaning::nothing;
    Kind kind = Kind::unknown;
    Words words = Words::hazard;
    std::string_view unit = {};  ///< a volume's unit where the exposes do not say
    bool inverted = false;
    bool measured = false;
};

/// The row for a property, or null when the name says nothing to us.
[[nodiscard]] const NameRow* find_name(std::string_view property);

/// What a press or an event on a device was.
enum class ActionWord {
    call,     ///< emergency, panic, sos: a call whatever the device is
    cancel,   ///< takes a call back
    release,  ///< the end of a press that was reported before
    off,      ///< a button on some remotes, the idle state on others
    moved,    ///< the object was moved, dropped or hit: no button, and no person
    shaken,   ///< `vibration`, which we do report
    plain,
};
[[nodiscard]] ActionWord classify_action(std::string_view word);

}  // namespace anju::gateway::profiles
