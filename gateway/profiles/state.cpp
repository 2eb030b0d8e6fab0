#include "gateway/profiles/state.hpp"

#include "gateway/profiles/json.hpp"
#include "gateway/profiles/kinds.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

namespace anju::gateway::profiles {

namespace json = boost::json;

namespace {

// Composites of composites do not occur in states; deeper levels are not ours.
constexpr int kMaxStateDepth = 4;
constexpr std::size_t kMaxSaid = 240;

// The part of a meter's fault word -> what it says. First match; the rest is a fault.
struct MeterFault {
    std::string_view part;
    std::optional<SignalType> type;
};
constexpr std::array kMeterFaults{
    MeterFault{"leak", SignalType::leak},
    MeterFault{"burst", SignalType::burst},
    MeterFault{"overflow", SignalType::burst},
    MeterFault{"revflow", SignalType::reverse_flow},
    MeterFault{"reverse", SignalType::reverse_flow},
    MeterFault{"battery", SignalType::low_battery},
    MeterFault{"magnet", SignalType::tamper},
    MeterFault{"cover", SignalType::tamper},
    MeterFault{"meter_body", SignalType::tamper},
    MeterFault{"credit", std::nullopt},
    MeterFault{"arrearage", std::nullopt},
};
// Words of one property that speak of another kind than the rest of it.
struct AlsoSays {
    std::string_view property;
    std::string_view word;
    Kind kind;
    Level level;
};
constexpr std::array kAlsoSays{
    AlsoSays{"halo_alert_state", "carbon_monoxide", Kind::co, Level::alarm},
    AlsoSays{"halo_alert_state", "interconnect_carbon_monoxide", Kind::co, Level::alarm},
    AlsoSays{"halo_alert_state", "safe", Kind::co, Level::clear},
};
// Keys beside `water_consumed` that only watering valves have.
constexpr std::array kWateringParts{"irrigation", "watering", "timer", "schedule", "weather"};

/// A fault of a lamp or a curtain is nobody's business here; one of a device that guards is.
bool is_guard(Kind kind) { return is_hazard(kind) || kind == Kind::fall || kind == Kind::water_meter; }

SignalType type_of(Kind kind, Level level) {
    if (kind == Kind::door) return level == Level::alarm ? SignalType::open : SignalType::closed;
    if (kind == Kind::presence || kind == Kind::vibration) {
        return level == Level::alarm ? SignalType::detected : SignalType::clear;
    }
    if (level == Level::prealarm) return SignalType::prealarm;
    return level == Level::alarm ? SignalType::alarm : SignalType::clear;
}

/// Gathers what the keys of one state say, then writes the signals in a fixed order.
class StateReader {
public:
    explicit StateReader(const Speaker& speaker) : speaker_(speaker) {}

    StateReading read(const json::object& state);

private:
    void read_object(const json::object& object, int depth);
    void read_key(std::string_view key, const json::value& value);
    void read_rule(std::string_view key, const json::value& value, const Rule& rule);
    void read_level(std::string_view key, const json::value& value, const Rule& rule);
    void read_generic(std::string_view key, const json::value& value, const Rule& rule);
    void read_press(std::string_view key, const json::value& value, const Rule& rule);
    void read_action(std::string_view key, const json::value& value, const Rule& rule);
    void read_volume(std::string_view key, const json::value& value, const Rule& rule);
    void read_battery(const json::value& value);
    void read_fault(const json::value& value, const Rule& rule);
    void read_meter_faults(std::string_view text);
    void read_test(std::string_view key, const json::value& value, const Rule& rule);

    [[nodiscard]] bool is_described(std::string_view key) const {
        return speaker_.known != nullptr && speaker_.known->rules.contains(key);
    }
    void raise(Kind kind, Level level);
    void resolve_generic();
    void settle_tests();
    void emit(Kind kind, SignalType type, std::optional<double> value = {}, std::string unit = {});
    void emit_press(Kind kind, SignalType type, std::string how);
    void emit_condition(Level level, SignalType raised, SignalType cleared);
    void say(std::string_view key, const json::value& value);

    const Speaker& speaker_;
    StateReading reading_;
    Kind guess_ = Kind::unknown;
    std::map<Kind, Level> levels_;
    Level generic_ = Level::none;
    Level low_battery_ = Level::none;
    Level tamper_ = Level::none;
    Level fault_ = Level::none;
    Level test_ = Level::none;
    Level reachable_ = Level::none;
    bool under_test_ = false;  ///< a flag says that alarms in this message are a test
    std::optional<double> battery_;
    std::vector<Signal> events_;  ///< presses and readings, in the order of the keys
    bool watering_ = false;
};

StateReading StateReader::read(const json::object& state) {
    for (const auto& member : state) {
        const std::string_view key(member.key().data(), member.key().size());
        watering_ = watering_ || std::any_of(kWateringParts.begin(), kWateringParts.end(), [&](const char* part) {
                        return key.find(part) != std::string_view::npos;
                    });
        // A meter's fault words mean more than others', and may stand before its total.
        const auto* row = find_name(to_word(key));
        if (row != nullptr && row->meaning == Meaning::volume) guess_ = Kind::water_meter;
    }
    read_object(state, 0);
    resolve_generic();
    settle_tests();
    const Kind kind = kind_of(speaker_, guess_);
    for (const auto& [what, level] : levels_) {
        if (level != Level::none) emit(what, type_of(what, level));
    }
    if (test_ == Level::alarm && is_hazard(kind)) emit(kind, SignalType::test);
    for (auto& event : events_) reading_.signals.push_back(std::move(event));
    emit_condition(low_battery_, SignalType::low_battery, SignalType::battery_ok);
    if (battery_) emit(kind, SignalType::battery, battery_, "%");
    emit_condition(tamper_, SignalType::tamper, SignalType::tamper_clear);
    if (is_guard(kind)) emit_condition(fault_, SignalType::fault, SignalType::fault_clear);
    emit_condition(reachable_, SignalType::online, SignalType::offline);
    return std::move(reading_);
}

void StateReader::read_object(const json::object& object, int depth) {
    for (const auto& member : object) {
        const std::string_view key(member.key().data(), member.key().size());
        const auto& value = member.value();
        // The description of the device that some bridges add to each state is no report.
        if (key == "device" || key == "update") continue;
        if (const auto* nested = value.if_object()) {
            if (depth < kMaxStateDepth) read_object(*nested, depth + 1);
            continue;
        }
        read_key(key, value);
    }
}

void StateReader::read_key(std::string_view key, const json::value& value) {
    if (speaker_.known != nullptr) {
        if (const auto rule = speaker_.known->rules.find(key); rule != speaker_.known->rules.end()) {
            read_rule(key, value, rule->second);
            return;
        }
    }
    if (const auto* row = find_name(to_word(key))) read_rule(key, value, rule_of(*row));
}

void StateReader::read_rule(std::string_view key, const json::value& value, const Rule& rule) {
    if (rule.meaning == Meaning::level && rule.words != Words::posture) guess_ = main_kind(guess_, rule.kind);
    switch (rule.meaning) {
        case Meaning::nothing: return;
        case Meaning::level: return read_level(key, value, rule);
        case Meaning::generic_alarm: return read_generic(key, value, rule);
        case Meaning::press: return read_press(key, value, rule);
        case Meaning::action: return read_action(key, value, rule);
        case Meaning::volume: return read_volume(key, value, rule);
        case Meaning::battery: return read_battery(value);
        case Meaning::low_battery:
            low_battery_ = std::max(low_battery_, level_of(value, rule.words, rule.spelling));
            return;
        case Meaning::tamper: tamper_ = std::max(tamper_, level_of(value, rule.words, rule.spelling)); return;
        case Meaning::fault: return read_fault(value, rule);
        case Meaning::test:
        case Meaning::test_result: return read_test(key, value, rule);
        case Meaning::reachable: reachable_ = std::max(reachable_, level_of(value, rule.words, rule.spelling)); return;
    }
}

void StateReader::read_level(std::string_view key, const json::value& value, const Rule& rule) {
    const Level level = level_of(value, rule.words, rule.spelling);
    raise(rule.kind, level);
    if (level != Level::none) say(key, value);
    const auto word = word_of(value);
    for (const auto& row : kAlsoSays) {
        if (row.property != key || row.word != word) continue;
        raise(row.kind, row.level);
        if (level == Level::none) say(key, value);
    }
}

void StateReader::raise(Kind kind, Level level) {
    if (level == Level::none) return;
    guess_ = main_kind(guess_, kind);
    auto& known = levels_[kind];
    known = std::max(known, level);
}

void StateReader::read_generic(std::string_view key, const json::value& value, const Rule& rule) {
    // Where the exposes do not describe it, `alarm` may as well be a siren's switch; a state or a
    // status is none.
    if (!is_described(key) && key != "alarm_state" && key != "alarm_status") return;
    const Level level = level_of(value, rule.words, rule.spelling);
    generic_ = std::max(generic_, level);
    if (level != Level::none) say(key, value);
}

/// Gives the general alarm its kind: the described one, else that of the hazard beside it. While
/// one that has a name is at alarm, the general one only repeats it.
void StateReader::resolve_generic() {
    if (generic_ == Level::none) return;
    Kind named = is_hazard(guess_) ? guess_ : Kind::unknown;
    for (const auto& [kind, level] : levels_) {
        if (!is_hazard(kind)) continue;
        if (level == Level::alarm && generic_ != Level::clear) return;
        named = main_kind(named, kind);
    }
    const Kind described = speaker_.known != nullptr ? speaker_.known->generic_kind : Kind::unknown;
    Kind kind = described != Kind::unknown ? described : named;
    const Kind enrolled = speaker_.enrolled;
    if (kind == Kind::unknown && (is_hazard(enrolled) || enrolled == Kind::fall)) kind = enrolled;
    if (kind != Kind::unknown) return raise(kind, generic_);
    reading_.unplaced = generic_ >= Level::prealarm;
}

/// Alarms of a message that says it is a test become tests.
void StateReader::settle_tests() {
    if (!under_test_) return;
    for (auto& [kind, level] : levels_) {
        if (!is_hazard(kind) || level < Level::prealarm) continue;
        level = Level::none;
        emit(kind, SignalType::test);
        test_ = Level::none;
    }
}

/// A flag that stays true is sent again with every report of the device; the core tells a new press
/// from the old one, and a press too many is better than one too few.
void StateReader::read_press(std::string_view key, const json::value& value, const Rule& rule) {
    guess_ = main_kind(guess_, Kind::call_button);
    if (level_of(value, rule.words, rule.spelling) != Level::alarm) return;
    emit_press(Kind::call_button, SignalType::press, std::string(key));
    say(key, value);
}

void StateReader::read_action(std::string_view key, const json::value& value, const Rule& rule) {
    guess_ = main_kind(guess_, Kind::button);
    const auto* text = value.if_string();
    const std::string word = text != nullptr ? to_word({text->data(), text->size()}) : std::string{};
    if (word.empty()) return;
    const bool enrolled = speaker_.enrolled == Kind::call_button;
    const bool dedicated = speaker_.known != nullptr && speaker_.known->calls && speaker_.enrolled != Kind::button;
    const Kind kind = enrolled || dedicated ? Kind::call_button : Kind::button;
    say(key, value);
    switch (classify_action(word)) {
        case ActionWord::call: return emit_press(Kind::call_button, SignalType::press, word);
        case ActionWord::cancel:
            if (kind == Kind::call_button || has_word(word, "sos") || has_word(word, "emergency") ||
                has_word(word, "panic")) {
                emit_press(Kind::call_button, SignalType::cancel, word);
            }
            return;
        case ActionWord::release: return;
        case ActionWord::off:
            // A dedicated SOS button that says "off" is at rest; one that was enrolled may be a plain remote.
            if (!rule.has_off && (enrolled || !dedicated)) emit_press(kind, SignalType::press, word);
            return;
        case ActionWord::shaken:
            if (!enrolled) return raise(Kind::vibration, Level::alarm);
            return emit_press(kind, SignalType::press, word);
        case ActionWord::moved:
            if (enrolled) emit_press(kind, SignalType::press, word);
            return;
        case ActionWord::plain: return emit_press(kind, SignalType::press, word);
    }
}

void StateReader::read_volume(std::string_view key, const json::value& value, const Rule& rule) {
    if (!is_described(key) && watering_ && key == "water_consumed") return;
    const auto number = number_of(value);
    if (!number || rule.cubic_metres <= 0) return;
    // Dividing by the whole number of units keeps 1234 L at 1.234 m3 exactly as people write it.
    const double cubic_metres = rule.cubic_metres == 1e-3 ? *number / 1000.0 : *number * rule.cubic_metres;
    Signal signal = speaker_.blank;
    signal.kind = Kind::water_meter;
    signal.type = SignalType::reading;
    signal.value = cubic_metres;
    signal.unit = "m3";
    signal.channel = rule.numbered ? std::string(key) : std::string();
    events_.push_back(std::move(signal));
    say(key, value);
}

void StateReader::read_battery(const json::value& value) {
    const auto number = number_of(value);
    if (number && *number >= 0 && *number <= 100) battery_ = number;
}

void StateReader::read_fault(const json::value& value, const Rule& rule) {
    const bool meter = kind_of(speaker_, guess_) == Kind::water_meter;
    if (const auto* text = value.if_string(); meter && text != nullptr) {
        return read_meter_faults({text->data(), text->size()});
    }
    fault_ = std::max(fault_, level_of(value, rule.words, rule.spelling));
}

/// The list is complete: what it does not name is over, unless a word in it is strange to us.
void StateReader::read_meter_faults(std::string_view text) {
    const bool had_words = !text.empty();
    bool understood = true;
    bool pipe_is_well = true;
    while (!text.empty()) {
        const auto end = text.find_first_of(",;|");
        const std::string word = to_word(text.substr(0, end));
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        const Level level = level_of(json::value(word), Words::fault, {});
        const auto row = std::find_if(kMeterFaults.begin(), kMeterFaults.end(), [&](const MeterFault& fault) {
            return word.find(fault.part) != std::string::npos;
        });
        understood = understood && level != Level::none;
        if (level != Level::alarm || row == kMeterFaults.end()) {
            fault_ = std::max(fault_, level);
        } else if (row->type == SignalType::low_battery) {
            low_battery_ = Level::alarm;
        } else if (row->type == SignalType::tamper) {
            tamper_ = Level::alarm;
        } else if (row->type) {
            emit(Kind::water_meter, *row->type);
            pipe_is_well = false;
        }
    }
    if (!understood || !had_words) return;
    fault_ = std::max(fault_, Level::clear);
    low_battery_ = std::max(low_battery_, Level::clear);
    tamper_ = std::max(tamper_, Level::clear);
    if (pipe_is_well) emit(Kind::water_meter, SignalType::clear);
}

void StateReader::read_test(std::string_view key, const json::value& value, const Rule& rule) {
    const Level level = level_of(value, rule.words, rule.spelling);
    const auto word = word_of(value).value_or("");
    if (word.find("fail") != std::string::npos || word.find("fault") != std::string::npos) {
        fault_ = Level::alarm;
        return;
    }
    test_ = std::max(test_, level);
    // "checking" may be stale: its end is a message of its own that can be lost. A fire during it
    // must not pass as a test, so only a flag of the same report makes one.
    if (level == Level::alarm && word != "checking") under_test_ = true;
    if (level == Level::alarm) say(key, value);
}

void StateReader::emit(Kind kind, SignalType type, std::optional<double> value, std::string unit) {
    Signal signal = speaker_.blank;
    signal.kind = kind;
    signal.type = type;
    signal.value = value;
    signal.unit = std::move(unit);
    reading_.signals.push_back(std::move(signal));
}

void StateReader::emit_press(Kind kind, SignalType type, std::string how) {
    guess_ = main_kind(guess_, kind);
    Signal signal = speaker_.blank;
    signal.kind = kind;
    signal.type = type;
    signal.how = std::move(how);
    events_.push_back(std::move(signal));
}

void StateReader::emit_condition(Level level, SignalType raised, SignalType cleared) {
    if (level == Level::none || level == Level::prealarm) return;
    emit(kind_of(speaker_, guess_), level == Level::alarm ? raised : cleared);
}

void StateReader::say(std::string_view key, const json::value& value) {
    auto& said = reading_.said;
    if (said.size() >= kMaxSaid) return;
    if (!said.empty()) said += ", ";
    said += key;
    said += '=';
    std::string text = json::serialize(value);
    if (text.size() > 40) text = "...";  // Cutting text could cut a character in two.
    said += text;
}

}  // namespace

Kind kind_of(const Speaker& speaker, Kind guess) {
    if (speaker.enrolled != Kind::unknown) return speaker.enrolled;
    if (speaker.known != nullptr && speaker.known->kind != Kind::unknown) return speaker.known->kind;
    return guess;
}

StateReading read_state(const json::object& state, const Speaker& speaker) { return StateReader(speaker).read(state); }

}  // namespace anju::gateway::profiles
