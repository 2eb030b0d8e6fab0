#include "gateway/profiles/file/load.hpp"

#include "gateway/profiles/file/load_rule.hpp"
#include "gateway/profiles/file/said_in_words.hpp"
#include "gateway/profiles/kinds.hpp"
#include "gateway/profiles/words.hpp"

#include <algorithm>
#include <set>

namespace anju::gateway::profiles::file {

namespace {

using namespace std::chrono_literals;
using settings::Document;
using settings::Table;

constexpr std::size_t kMostMessages = 128;
constexpr std::size_t kMostRules = 128;

bool is_profile_name(std::string_view text) {
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

void read_topic(Table& table, MessageForm& message) {
    auto topic = TopicPattern::parse(table.required_text("topic", "the topic"));
    if (topic) {
        message.topic = std::move(topic).value();
    } else {
        table.problem("topic", topic.error().message);
    }
    for (const auto& text : table.one_or_more("skip")) {
        auto skip = TopicPattern::parse(text);
        if (skip) {
            message.skip.push_back(std::move(skip).value());
        } else {
            table.problem("skip", skip.error().message);
        }
    }
    const auto form = table.word("payload", "json", {"json", "text", "either"});
    message.payload = form == "text" ? PayloadForm::text : form == "either" ? PayloadForm::either : PayloadForm::json;
    const auto retained = table.word("retained", "apply", {"apply", "ignore"});
    message.ignore_retained = retained == "ignore";
    message.overhears = table.boolean("overhears", false);
}

/// `capture = { id = ["/Name", "/Device"] }`; what a topic captured is known already.
void read_captures(Table table, Names& names, MessageForm& message) {
    for (const auto& name : table.keys()) {
        auto pointers = read_pointers(table, name);
        if (pointers.empty()) table.problem(name, "at least one pointer");
        message.captures.emplace_back(name, std::move(pointers));
        names.insert(name);
    }
}

/// What only a message with a topic of its own has: who speaks, when, and what is a repeat.
void read_speaker(Table& table, const Names& names, MessageForm& message) {
    message.device = read_filled(table, "device", names).value_or(Filled{});
    if (!table.has("device")) {
        message.device = Filled::parse("{device}").value();
        if (!names.contains("device")) {
            table.problem("device", "the device, as a text with captures, where no {device} stands in the topic");
        }
    }
    for (const auto& [pattern, word] : table.pairs("kinds")) {
        const auto kind = parse_word<Kind>(word);
        if (!kind || !is_device_kind(*kind)) table.problem("kinds", R"(kinds such as {"shellysmoke*" = "smoke"})");
        message.kinds.emplace_back(to_word(pattern), kind.value_or(Kind::unknown));
    }
    message.time = read_pointers(table, "time");
    message.dedupe = read_pointers(table, "dedupe");
    message.window = table.duration("window", 10s, 1s, 24h);
    if (table.has("window") && message.dedupe.empty()) table.problem("window", "dedupe beside it");
}

/// `kind` of a message: what the device is for rules that need none of their own (battery, tamper).
void name_kind(Table& table, MessageForm& message) {
    if (!table.has("kind")) return;
    const auto kind = parse_word<Kind>(table.text("kind", "")).value_or(Kind::unknown);
    if (!is_device_kind(kind)) table.problem("kind", "a kind such as \"smoke\"");
    for (auto& rule : message.rules) {
        if (rule.kind == Kind::unknown && !rule.enrolled_kind && !rule.kind_from) rule.kind = kind;
    }
}

MessageForm read_message(Table& table) {
    MessageForm message;
    message.line = table.line();
    Names names{"key", "enrolled"};
    message.name = table.text("name", "");
    if (table.has("name") && !is_profile_name(message.name)) table.problem("name", "1 to 64 of a-z 0-9 - _");
    message.within = table.text("within", "");
    message.body = read_pointer(table, "body");
    if (table.has("within")) {
        message.within_place = table.where("within");
        names = Names::any();  // the envelope's captures; which they are, the set of profiles knows
        if (table.has("topic")) table.problem("topic", "no topic beside within: it is the envelope's");
    } else {
        read_topic(table, message);
        for (const auto& name : message.topic.names()) names.insert(name);
        message.wrap = read_filled(table, "wrap", names);
        read_captures(table.table("capture"), names, message);
        read_speaker(table, names, message);
    }
    message.when = read_tests(table, names);
    for (auto& rule : table.tables("rule")) message.rules.push_back(read_rule(rule, names));
    name_kind(table, message);
    if (message.rules.size() > kMostRules) table.problem("rule", "at most 128 rules in a message");
    if (message.rules.empty() && message.name.empty()) {
        table.problem("rule", "at least one [[message.rule]], or a name under which others add theirs");
    }
    return message;
}

std::string read_given(Table& table) {
    Signal signal;
    signal.device.value = table.required_text("device", "the device");
    const auto kind = parse_word<Kind>(table.required_text("kind", "the kind"));
    const auto type = parse_word<SignalType>(table.required_text("type", "the type"));
    if (!kind) table.problem("kind", "a kind such as \"smoke\"");
    if (!type) table.problem("type", "a type such as \"alarm\"");
    signal.kind = kind.value_or(Kind::unknown);
    signal.type = type.value_or(SignalType::reading);
    if (table.has("value")) signal.value = table.number("value", 0, -1e15, 1e15);
    signal.unit = table.text("unit", "");
    signal.how = table.text("how", "");
    return in_words(signal);
}

Example read_example(Table& table) {
    Example example;
    example.place = table.where("gives");
    example.topic = table.required_text("topic", "the topic");
    example.payloads = table.one_or_more("before");
    example.payloads.push_back(table.text("payload", ""));
    if (!table.has("payload")) table.problem("payload", "the payload as a text, but it is missing");
    example.retain = table.boolean("retain", false);
    for (auto& [device, word] : table.pairs("enrolled")) {
        const auto kind = parse_word<Kind>(word);
        if (!kind) table.problem("enrolled", R"(kinds such as {"bed/button" = "call_button"})");
        example.enrolled.emplace_back(device, kind.value_or(Kind::unknown));
    }
    for (auto& given : table.tables("gives")) example.gives.push_back(read_given(given));
    if (!table.has("gives")) table.problem("gives", "what it gives, [] for nothing");
    return example;
}

}  // namespace

Result<Profile> load_profile(std::string_view text, const std::string& file) {
    ANJU_TRY(const auto document, Document::read_text(text, file));
    auto root = document->root();
    Profile profile;
    profile.file = file;
    profile.name = root.required_text("name", "the profile's name");
    if (!profile.name.empty() && !is_profile_name(profile.name)) root.problem("name", "1 to 64 of a-z 0-9 - _");
    profile.about = root.text("about", "");
    for (auto& table : root.tables("message")) profile.messages.push_back(read_message(table));
    if (profile.messages.empty()) root.problem("message", "at least one [[message]]");
    if (profile.messages.size() > kMostMessages) root.problem("message", "at most 128 messages in a profile");
    for (auto& table : root.tables("example")) profile.examples.push_back(read_example(table));
    ANJU_TRY(document->finish());
    return profile;
}

}  // namespace anju::gateway::profiles::file
