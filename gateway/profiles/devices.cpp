#include "gateway/profiles/devices.hpp"

#include "gateway/profiles/json.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace anju::gateway::profiles {

namespace json = boost::json;

namespace {

// A composite within a list within a composite is the deepest in use.
constexpr int kMaxExposeDepth = 6;

constexpr std::array kUrgency{Kind::smoke,       Kind::co,         Kind::gas,         Kind::fall,
                              Kind::call_button, Kind::water_leak, Kind::water_meter, Kind::button,
                              Kind::bed,         Kind::door,       Kind::vibration,   Kind::presence};

/// What the definition says in words, where the exposes say too little.
struct Definition {
    std::string text;  ///< model and description
    bool sleeping_pad = false;
};

Expose read_expose(const json::object& object) {
    Expose expose;
    expose.property = text_at(object, "property");
    expose.name = text_at(object, "name");
    expose.type = text_at(object, "type");
    expose.unit = text_at(object, "unit");
    expose.description = text_at(object, "description");
    expose.config = text_at(object, "category") == "config";
    if (expose.property.empty()) expose.property = expose.name;
    if (const auto* access = object.if_contains("access"); access != nullptr && access->if_int64() != nullptr) {
        expose.access = *access->if_int64();
    }
    if (const auto* on = object.if_contains("value_on")) expose.on = word_of(*on).value_or("");
    if (const auto* off = object.if_contains("value_off")) expose.off = word_of(*off).value_or("");
    const auto* values = object.if_contains("values");
    if (const auto* array = values != nullptr ? values->if_array() : nullptr) {
        for (const auto& value : *array) expose.values.push_back(word_of(value).value_or(""));
    }
    return expose;
}

bool offers(const Expose& expose, std::string_view value) {
    return std::find(expose.values.begin(), expose.values.end(), value) != expose.values.end();
}

/// Whether `water_consumed` counts one watering and starts again, as garden valves do.
bool counts_per_run(const Expose& expose, const Definition& definition) {
    const std::string text = definition.text + ' ' + expose.description;
    constexpr std::array kTotals{"total", "cumulative", "meter"};
    constexpr std::array kRuns{"irrigation", "sprinkler", "watering", "valve", "last"};
    const auto has = [&](const char* word) { return has_word(text, word); };
    if (std::any_of(kTotals.begin(), kTotals.end(), has)) return false;
    return std::any_of(kRuns.begin(), kRuns.end(), has);
}

void refine_volume(Rule& rule, const Expose& expose, const Definition& definition) {
    const bool named_total = has_word(expose.property, "total");
    if (!expose.unit.empty()) {
        const auto factor = cubic_metres_per(expose.unit);
        rule.cubic_metres = factor.value_or(0);
        if (!factor) rule.meaning = Meaning::nothing;  // a flow or a percentage under a volume's name
    }
    if (!named_total && counts_per_run(expose, definition)) rule.meaning = Meaning::nothing;
}

/// A setting repeats what somebody chose and is no report. A door contact and a meter's total may
/// be corrected from outside, and stay reports.
bool is_setting(const Rule& rule, const Expose& expose) {
    if ((expose.access & kPublished) == 0) return true;
    if (rule.kind == Kind::door || rule.meaning == Meaning::volume) return false;
    return expose.config || (expose.access & kSettable) != 0;
}

Rule refine(const NameRow& row, const Expose& expose, const Definition& definition) {
    Rule rule = rule_of(row);
    if (is_setting(rule, expose)) return Rule{};
    if (expose.type == "binary") {
        rule.spelling.on = expose.on;
        rule.spelling.off = expose.off;
        rule.spelling.inverted = rule.spelling.inverted && expose.on.empty();
    }
    if (expose.type == "numeric") rule.spelling.measured = true;
    if (rule.meaning == Meaning::volume) refine_volume(rule, expose, definition);
    if (rule.words == Words::posture && !expose.values.empty() && !offers(expose, "falling")) return Rule{};
    if (rule.kind == Kind::door && definition.sleeping_pad) return Rule{};
    rule.has_off = offers(expose, "off") && !offers(expose, "on");
    return rule;
}

const NameRow* row_of(const Expose& expose) {
    if (const auto* row = find_name(to_word(expose.property))) return row;
    // `smoke_kitchen` is `smoke` at the endpoint "kitchen"; the name stays without it.
    if (const auto* row = find_name(to_word(expose.name))) return row;
    static constexpr NameRow kLeak{.name = "leak", .meaning = Meaning::level, .kind = Kind::water_leak};
    return expose.type == "binary" && expose.on == "leak" ? &kLeak : nullptr;
}

void collect(std::vector<Expose>& into, const json::value& exposes, int depth) {
    const auto* array = exposes.if_array();
    if (array == nullptr || depth > kMaxExposeDepth) return;
    for (const auto& element : *array) {
        const auto* object = element.if_object();
        if (object == nullptr) continue;
        Expose expose = read_expose(*object);
        if (!expose.property.empty()) {
            expose.row = row_of(expose);
            into.push_back(std::move(expose));
        }
        if (const auto* features = object->if_contains("features")) collect(into, *features, depth + 1);
    }
}

void add(KnownDevice& device, const Expose& expose, const Definition& definition) {
    if (expose.row == nullptr) return;
    Rule rule = refine(*expose.row, expose, definition);
    // Two endpoints may describe one property; a report wins over a setting.
    auto& known = device.rules[expose.property];
    if (known.meaning == Meaning::nothing) known = std::move(rule);
    // A `status` without its values may be anybody's.
    const bool guess = known.words == Words::posture && expose.values.empty();
    if (!guess && (known.meaning == Meaning::level || known.meaning == Meaning::volume)) {
        device.kind = main_kind(device.kind, known.kind);
    }
    if (!expose.property.starts_with("action")) return;
    const bool calls = std::any_of(expose.values.begin(), expose.values.end(),
                                   [](const std::string& v) { return classify_action(v) == ActionWord::call; });
    device.kind = main_kind(device.kind, calls ? Kind::call_button : Kind::button);
}

struct TextKind {
    std::string_view word;
    std::string_view also;  ///< a second word that has to be there, or empty
    Kind kind;
};

/// What a device called "alarm" is an alarm of. A device for smoke and CO tells smoke under its
/// own name, so its general alarm adds the CO: that row stands first.
Kind kind_in_words(std::string_view text) {
    static constexpr std::array kTexts{
        TextKind{"co", {}, Kind::co},
        TextKind{"carbon", "monoxide", Kind::co},
        TextKind{"smoke", {}, Kind::smoke},
        TextKind{"fire", {}, Kind::smoke},
        TextKind{"heat", "alarm", Kind::smoke},
        TextKind{"gas", {}, Kind::gas},
        TextKind{"water", "leak", Kind::water_leak},
        TextKind{"water", "leakage", Kind::water_leak},
        TextKind{"flood", {}, Kind::water_leak},
        TextKind{"vibration", {}, Kind::vibration},
    };
    for (const auto& row : kTexts) {
        if (has_word(text, row.word) && (row.also.empty() || has_word(text, row.also))) return row.kind;
    }
    return Kind::unknown;
}

KnownDevice read_definition(const json::object& object) {
    std::vector<Expose> exposes;
    if (const auto* member = object.if_contains("exposes")) collect(exposes, *member, 0);
    return describe(exposes, std::string(text_at(object, "model")) + ' ' + std::string(text_at(object, "description")));
}

}  // namespace

Rule rule_of(const NameRow& row) {
    Rule rule{.meaning = row.meaning, .kind = row.kind, .words = row.words, .spelling = {}};
    rule.numbered = row.name.find('#') != std::string_view::npos;
    rule.spelling.inverted = row.inverted;
    rule.spelling.measured = row.measured;
    if (!row.unit.empty()) rule.cubic_metres = cubic_metres_per(row.unit).value_or(0);
    return rule;
}

Kind main_kind(Kind one, Kind other) {
    const auto rank = [](Kind kind) { return std::find(kUrgency.begin(), kUrgency.end(), kind); };
    return rank(other) < rank(one) ? other : one;
}

bool says_sos(std::string_view text) {
    constexpr std::array kWords{"sos", "emergency", "panic"};
    return std::any_of(kWords.begin(), kWords.end(), [&](const char* word) { return has_word(text, word); }) ||
           (has_word(text, "call") && (has_word(text, "button") || has_word(text, "nurse")));
}

KnownDevice describe(const std::vector<Expose>& exposes, const std::string& text) {
    Definition definition{.text = text};
    definition.sleeping_pad = has_word(text, "sleeping") || has_word(text, "bed") || has_word(text, "mattress");
    KnownDevice device;
    for (const auto& expose : exposes) add(device, expose, definition);
    bool general = false;
    for (const auto& [property, rule] : device.rules) {
        if (rule.meaning == Meaning::press) device.kind = main_kind(device.kind, Kind::call_button);
        general = general || rule.meaning == Meaning::generic_alarm;
    }
    device.calls = says_sos(text) && (device.kind == Kind::button || device.kind == Kind::call_button);
    if (device.calls) device.kind = Kind::call_button;
    device.generic_kind = kind_in_words(text);
    if (general) device.kind = main_kind(device.kind, device.generic_kind);
    if (definition.sleeping_pad) device.kind = Kind::bed;
    return device;
}

KnownDevices read_bridge_devices(const json::array& devices) {
    KnownDevices known;
    for (const auto& element : devices) {
        const auto* object = element.if_object();
        if (object == nullptr) continue;
        const auto name = text_at(*object, "friendly_name");
        if (name.empty() || text_at(*object, "type") == "Coordinator") continue;
        const auto* definition = object->if_contains("definition");
        const auto* described = definition != nullptr ? definition->if_object() : nullptr;
        known.insert_or_assign(std::string(name), described != nullptr ? read_definition(*described) : KnownDevice{});
    }
    return known;
}

}  // namespace anju::gateway::profiles
