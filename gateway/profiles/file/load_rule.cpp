#include "gateway/profiles/file/load_rule.hpp"

#include "gateway/profiles/kinds.hpp"
#include "gateway/profiles/words.hpp"

#include <algorithm>
#include <cmath>

namespace anju::gateway::profiles::file {

namespace {

using settings::Table;

constexpr int kMostBits = 1024;

/// The types that a rule may name, where a person may write one for two.
std::optional<SignalType> type_of(const std::string& word) { return parse_word<SignalType>(word); }

bool is_measure(SignalType type) { return type == SignalType::reading || type == SignalType::battery; }

std::string type_list() {
    std::string list;
    for (int i = 0; i <= static_cast<int>(SignalType::offline); ++i) {
        list += (list.empty() ? "" : ", ") + std::string(to_string(static_cast<SignalType>(i)));
    }
    return list;
}

Test read_test(Table& table, const Names& names) {
    Test test;
    test.ptr = read_pointer(table, "ptr");
    test.text = read_filled(table, "text", names);
    if (test.ptr.has_value() == test.text.has_value()) table.problem("ptr", "either ptr or text");
    if (table.has("exists")) test.exists = table.boolean("exists", true);
    if (auto value = table.scalar("eq")) test.in.push_back(std::move(*value));
    for (auto& value : table.scalars("in")) test.in.push_back(std::move(value));
    for (auto& value : table.scalars("not_in")) test.not_in.push_back(std::move(value));
    test.has_word = table.one_or_more("has_word");
    test.lacks_word = table.one_or_more("lacks_word");
    if (table.has("above")) test.above = table.number("above", 0, -1e15, 1e15);
    if (table.has("below")) test.below = table.number("below", 0, -1e15, 1e15);
    const bool says_something = test.exists || !test.in.empty() || !test.not_in.empty() || !test.has_word.empty() ||
                                !test.lacks_word.empty() || test.above || test.below;
    if (!says_something) table.problem("eq", "one of eq, in, not_in, exists, has_word, lacks_word, above, below");
    test.in_words = test.ptr ? test.ptr->text() : test.text ? test.text->text() : std::string();
    return test;
}

/// The kind: fixed, by enrolment, or by words. Some types need none, they are the device's whatever it is.
void read_kind(Table& table, const Names& names, Rule& rule) {
    const auto word = table.text("kind", "");
    rule.enrolled_kind = word == "enrolled";
    if (table.has("kind") && !rule.enrolled_kind) {
        rule.kind = parse_word<Kind>(word).value_or(Kind::unknown);
        if (!is_device_kind(rule.kind)) table.problem("kind", "a kind such as \"smoke\", or \"enrolled\"");
    }
    rule.kind_from = read_filled(table, "kind_from", names);
    if (rule.enrolled_kind && rule.kind_from) table.problem("kind_from", "no kind_from beside kind = \"enrolled\"");
}

void check_kind(Table& table, std::string_view key, const Rule& rule, SignalType type) {
    const bool open = rule.enrolled_kind || rule.kind_from;
    if (rule.kind != Kind::unknown && !can_say(rule.kind, type)) {
        table.problem(key, "for kind " + std::string(to_string(rule.kind)) + " one of " + types_in_words(rule.kind));
    } else if (rule.kind == Kind::unknown && !open && !is_common_type(type) && type != SignalType::detected) {
        table.problem("kind", "the kind of the device that says " + std::string(to_string(type)) + ", or kind_from");
    }
}

void read_says(Table& table, Rule& rule) {
    const auto word = table.text("says", "");
    rule.active = word == "active";
    if (table.has("says") && !rule.active) {
        rule.says = type_of(word);
        if (rule.says) {
            check_kind(table, "says", rule, *rule.says);
        } else {
            table.problem("says", "\"active\", or one of " + type_list());
        }
    }
    if (rule.active && rule.kind == Kind::unknown && !rule.enrolled_kind && !rule.kind_from) {
        table.problem("kind", "the kind of which something is active, or kind_from");
    }
    if (!table.has("says") && !table.has("map")) table.problem("says", "says, map or both");
}

std::optional<Meaning> meaning_of(const std::string& word) {
    if (word == "nothing") return Meaning{};
    if (word == "on") return Meaning{Meaning::Sort::on, SignalType::clear};
    if (word == "off") return Meaning{Meaning::Sort::off, SignalType::clear};
    if (const auto type = type_of(word)) return Meaning{Meaning::Sort::type, *type};
    return std::nullopt;
}

void read_map(Table& table, Rule& rule) {
    for (const auto& [word, text] : table.pairs("map")) {
        const auto meaning = meaning_of(text);
        if (!meaning) {
            table.problem("map", "for \"" + word + "\": on, off, nothing, or one of " + type_list());
            continue;
        }
        if (meaning->sort == Meaning::Sort::type) {
            check_kind(table, "map", rule, meaning->type);
            if (is_measure(meaning->type))
                table.problem("map", "for \"" + word + "\" no " + text + ": a word has no number");
        }
        const bool relative = meaning->sort == Meaning::Sort::on || meaning->sort == Meaning::Sort::off;
        if (relative && !table.has("says")) table.problem("says", "what on and off in map mean");
        if (word == "*") {
            rule.other = meaning;
        } else {
            rule.map.emplace_back(to_word(word), *meaning);
        }
    }
    // The narrower pattern first: `low*` must not hide `low_battery_ok`.
    std::stable_sort(rule.map.begin(), rule.map.end(),
                     [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
}

void read_unit(Table& table, Rule& rule) {
    rule.scale = table.number("scale", 1, -1e9, 1e9);
    rule.unit = table.text("unit", "");
    rule.unit_ptr = read_pointer(table, "unit_ptr");
    const bool meters = rule.kind == Kind::water_meter && rule.says == SignalType::reading;
    if (meters && !rule.unit.empty() && !cubic_metres_per(rule.unit)) {
        table.problem("unit", "a unit of volume (m3, L, gal)");
    }
    if (meters && rule.unit.empty() && !rule.unit_ptr) table.problem("unit", "the unit of the meter, or unit_ptr");
}

/// A reading is the number at a place; one that a word, a bit or a counter said would have none.
void check_measure(Table& table, const Rule& rule) {
    if (!rule.says || !is_measure(*rule.says)) return;
    const auto says = std::string(to_string(*rule.says));
    if (!rule.ptr) table.problem("ptr", "the place of the number of a " + says);
    if (rule.split) table.problem("split", "no split beside says = \"" + says + "\"");
    if (!rule.bits.empty()) table.problem("bits", "no bits beside says = \"" + says + "\"");
    if (rule.mode == Mode::counter) table.problem("mode", "no counter beside says = \"" + says + "\"");
}

void read_manner(Table& table, const Names& names, Rule& rule) {
    rule.split = table.boolean("split", false);
    rule.invert = table.boolean("invert", false);
    for (const double bit : table.numbers("bits")) {
        if (bit < 0 || bit >= kMostBits || bit != std::floor(bit)) {
            table.problem("bits", "whole numbers from 0 to 1023");
        } else {
            rule.bits.push_back(static_cast<int>(bit));
        }
    }
    const auto mode = table.word("mode", "level", {"level", "edge", "counter", "pulse"});
    rule.mode = mode == "edge"      ? Mode::edge
                : mode == "counter" ? Mode::counter
                : mode == "pulse"   ? Mode::pulse
                                    : Mode::level;
    const bool on_only = rule.mode == Mode::counter || !rule.bits.empty();
    if (on_only && !rule.says && !rule.active) table.problem("says", "what a bit or a counter says");
    if (!rule.ptr && (rule.split || !rule.bits.empty() || rule.mode == Mode::counter)) {
        table.problem("ptr", "the place of what is split, counted or looked at in bits");
    }
    check_measure(table, rule);
    rule.how = read_filled(table, "how", names);
    rule.how_words = table.pairs("how_words");
    for (auto& [word, how] : rule.how_words) word = to_word(word);
    rule.zone = read_filled(table, "zone", names);
    rule.part = read_filled(table, "part", names);
    rule.changed = read_pointer(table, "changed");
}

}  // namespace

std::vector<Pointer> read_pointers(Table& table, std::string_view key) {
    std::vector<Pointer> pointers;
    for (const auto& text : table.one_or_more(key)) {
        auto pointer = Pointer::parse(text);
        if (pointer) {
            pointers.push_back(std::move(pointer).value());
        } else {
            table.problem(key, pointer.error().message);
        }
    }
    return pointers;
}

std::optional<Pointer> read_pointer(Table& table, std::string_view key) {
    if (!table.has(key)) return std::nullopt;
    auto pointer = Pointer::parse(table.text(key, ""));
    if (pointer) return std::move(pointer).value();
    table.problem(key, pointer.error().message);
    return std::nullopt;
}

std::optional<Filled> read_filled(Table& table, std::string_view key, const Names& names) {
    if (!table.has(key)) return std::nullopt;
    auto filled = Filled::parse(table.text(key, ""));
    if (filled.has_error()) {
        table.problem(key, filled.error().message);
        return std::nullopt;
    }
    for (const auto& name : filled.value().names()) {
        if (!names.contains(name))
            table.problem(key, "captures of the topic or of capture; there is no {" + name + "}");
    }
    return std::move(filled).value();
}

std::vector<Test> read_tests(Table& table, const Names& names) {
    std::vector<Test> tests;
    for (auto& test : table.tables("when")) tests.push_back(read_test(test, names));
    return tests;
}

Rule read_rule(Table& table, const Names& names) {
    Rule rule;
    rule.line = table.line();
    rule.when = read_tests(table, names);
    if (table.has("ptr")) rule.ptr = read_pointers(table, "ptr");
    if (rule.ptr && rule.ptr->empty()) table.problem("ptr", "at least one pointer");
    read_kind(table, names, rule);
    read_says(table, rule);
    read_map(table, rule);
    read_manner(table, names, rule);
    read_unit(table, rule);
    return rule;
}

}  // namespace anju::gateway::profiles::file
