#include "gateway/profiles/file/reading.hpp"

#include "gateway/profiles/devices.hpp"
#include "gateway/profiles/file/said_in_words.hpp"
#include "gateway/profiles/json.hpp"
#include "gateway/profiles/kinds.hpp"
#include "gateway/profiles/words.hpp"

#include <algorithm>

namespace anju::gateway::profiles::file {

namespace json = boost::json;

namespace {

constexpr std::size_t kMaxDeviceBytes = 256;
constexpr std::size_t kMaxSaid = 240;
constexpr std::size_t kMaxCaptureBytes = 256;

Kind enrolled_kind(const std::vector<EnrolledDevice>& enrolled, const std::string& device) {
    const auto entry =
        std::find_if(enrolled.begin(), enrolled.end(), [&](const EnrolledDevice& e) { return e.id.value == device; });
    return entry == enrolled.end() ? Kind::unknown : entry->kind;
}

bool is_enrolled(const std::vector<EnrolledDevice>& enrolled, const std::string& device) {
    return std::any_of(enrolled.begin(), enrolled.end(), [&](const EnrolledDevice& e) { return e.id.value == device; });
}

/// A time as text, or as seconds or milliseconds since 1970.
std::optional<UtcTime> time_of(const json::value& value) {
    if (const auto* text = value.if_string()) {
        const auto time = parse_rfc3339({text->data(), text->size()});
        return time ? std::optional(time.value()) : std::nullopt;
    }
    constexpr double kYear3000 = 32'503'680'000;
    const auto number = number_of(value);
    if (!number || *number <= 0) return std::nullopt;
    const double seconds = *number > kYear3000 ? *number / 1000 : *number;
    if (seconds > kYear3000) return std::nullopt;
    return UtcTime{Millis{static_cast<std::int64_t>(seconds * 1000)}};
}

/// A capture's text: as it is written, not as a word, because it may be a device's id.
std::optional<std::string> capture_text(const json::value& value) {
    std::string text;
    if (const auto* string = value.if_string()) {
        text.assign(string->data(), string->size());
    } else if (!value.is_structured() && !value.is_null()) {
        text = spelled(value);
    }
    if (text.empty() || text.size() > kMaxCaptureBytes) return std::nullopt;
    return text;
}

std::string brief(const json::value& value) {
    // Boost.JSON would write 20.015 as 2.0015E1.
    auto text = value.is_number() ? spelled(value) : json::serialize(value);
    return text.size() > 40 ? std::string("...") : text;  // cutting text could cut a character in two
}

}  // namespace

bool Reading::read(const Engine::Form& form) {
    const auto& shape = *form.message;
    Captures captures;
    if (!shape.topic.match(message_.topic, captures)) return false;
    for (const auto& skip : shape.skip) {
        Captures unused;
        if (!skip.match(message_.topic, unused)) continue;
        note(*form.profile, shape.line, [&] { return "topic \"" + shape.topic.text() + "\" fits, but is skipped"; });
        return false;
    }
    if (profile_.empty()) profile_ = form.profile->name;
    if (message_.retain && shape.ignore_retained) {
        note(*form.profile, shape.line, "retained messages are ignored here");
        understood_ = true;
        return true;
    }
    if (message_.payload.empty()) {
        understood_ = true;
        return true;
    }
    const auto* payload = payload_as(shape.payload);
    if (payload == nullptr) {
        note(*form.profile, shape.line, [&] { return "topic \"" + shape.topic.text() + "\" fits, but " + problem_; });
        return true;
    }
    understood_ = true;
    note(*form.profile, shape.line, [&] { return "topic \"" + shape.topic.text() + "\" fits"; });
    if (shape.wrap) {
        json::object object;
        object[shape.wrap->fill_what_is_there(captures)] = *payload;
        const json::value wrapped(std::move(object));
        read_body(form, wrapped, wrapped, std::move(captures));
        return true;
    }
    if (!shape.body) {
        read_body(form, *payload, *payload, std::move(captures));
        return true;
    }
    const auto bodies = shape.body->find(*payload, *payload);
    if (bodies.empty()) note(*form.profile, shape.line, [&] { return "body " + shape.body->text() + " is absent"; });
    for (const auto& place : bodies) {
        auto own = captures;
        own.set("key", place.key);
        read_body(form, *payload, *place.value, std::move(own));
    }
    return true;
}

const json::value* Reading::payload_as(PayloadForm form) {
    if (form != PayloadForm::text && !json_ && problem_.empty()) {
        auto parsed = parse_json(message_.payload, kMaxPayloadBytes);
        if (parsed) {
            json_ = std::move(parsed).value();
        } else {
            problem_ = parsed.error().message;
        }
    }
    if (form != PayloadForm::text && json_) return &*json_;
    if (form == PayloadForm::json) return nullptr;
    if (!text_) {
        if (const auto fine = check_text(message_.payload, kMaxPayloadBytes); !fine) {
            problem_ = fine.error().message;
            return nullptr;
        }
        text_ = json::value(json::string_view(message_.payload.data(), message_.payload.size()));
    }
    return &*text_;
}

void Reading::capture(const Engine::Form& form, Spot& spot) const {
    for (const auto& [name, pointers] : form.message->captures) {
        for (const auto& pointer : pointers) {
            const auto* value = pointer.first(spot.body, spot.payload);
            const auto text = value != nullptr ? capture_text(*value) : std::nullopt;
            if (!text) continue;
            spot.captures.set(name, *text);
            break;
        }
    }
}

void Reading::read_body(const Engine::Form& form, const json::value& payload, const json::value& body,
                        Captures captures) {
    const auto& shape = *form.message;
    Sheet sheet{DeviceId{}};
    Spot spot{form, payload, body, std::move(captures), sheet, {}, Kind::unknown};
    capture(form, spot);
    const auto device = shape.device.fill(spot.captures);
    if (!device || device->empty() || device->size() > kMaxDeviceBytes) {
        return note(*form.profile, shape.line, [&] { return "there is no device " + shape.device.text() + " in it"; });
    }
    sheet = Sheet{DeviceId(*device)};
    spot.enrolled = enrolled_kind(enrolled_, *device);
    if (spot.enrolled != Kind::unknown) spot.captures.set("enrolled", std::string(to_string(spot.enrolled)));
    spot.blank.device = sheet.device();
    spot.blank.retained = message_.retain;
    for (const auto& pointer : shape.time) {
        const auto* value = pointer.first(body, payload);
        if (value != nullptr && !spot.blank.claimed_at) spot.blank.claimed_at = time_of(*value);
    }
    if (!all_hold(shape.when, spot, *form.profile, shape.line)) return;
    apply_rules(form, spot);
    for (const auto& inner : form.inner) read_inner(inner, spot);
    take(sheet, spot);
}

/// What another profile adds: to the envelope's body, or to each of the places in it that `body` names.
void Reading::read_inner(const Engine::Form& form, Spot& spot) {
    const auto apply_to = [&](Spot& place) {
        if (!all_hold(form.message->when, place, *form.profile, form.message->line)) return;
        note(*form.profile, form.message->line,
             [&] { return "is within " + form.message->within + " and its when holds"; });
        apply_rules(form, place);
    };
    if (!form.message->body) return apply_to(spot);
    for (const auto& found : form.message->body->find(spot.body, spot.payload)) {
        Spot place{spot.form, spot.payload, *found.value, spot.captures, spot.sheet, spot.blank, spot.enrolled};
        place.captures.set("key", found.key);
        apply_to(place);
    }
}

bool Reading::all_hold(const std::vector<Test>& tests, const Spot& spot, const Profile& profile, std::uint32_t line) {
    for (const auto& test : tests) {
        bool held = false;
        if (test.text) {
            const auto text = test.text->fill(spot.captures);
            const auto value = text ? json::value(json::string_view(text->data(), text->size())) : json::value();
            held = holds(test, &value);
        } else {
            held = holds(test, test.ptr->first(spot.body, spot.payload));
        }
        if (held) continue;
        note(profile, line, [&] { return "when of " + test.in_words + " does not hold"; });
        return false;
    }
    return true;
}

void Reading::apply_rules(const Engine::Form& form, Spot& spot) {
    const auto& rules = form.message->rules;
    for (std::size_t i = 0; i < rules.size(); ++i) apply(form, rules[i], i, spot);
}

void Reading::apply(const Engine::Form& form, const Rule& rule, std::size_t number, Spot& spot) {
    if (!all_hold(rule.when, spot, *form.profile, rule.line)) return;
    if (!rule.ptr) return apply_at(form, rule, number, spot, {});
    bool any = false;
    for (const auto& pointer : *rule.ptr) {
        for (const auto& found : pointer.find(spot.body, spot.payload)) {
            any = true;
            apply_at(form, rule, number, spot, found);
        }
    }
    if (!any && trace_ != nullptr) {
        std::string list;
        for (const auto& pointer : *rule.ptr) list += (list.empty() ? "" : ", ") + pointer.text();
        note(*form.profile, rule.line, [&] { return "absent: " + list; });
    }
}

void Reading::apply_at(const Engine::Form& form, const Rule& rule, std::size_t number, Spot& spot, const Place& place) {
    if (place.value != nullptr && !place.key.empty()) spot.captures.set("key", place.key);
    Kind kind = kind_of(rule, spot);
    if (rule.enrolled_kind && kind == Kind::unknown) {
        return note(*form.profile, rule.line, "speaks only of devices that are enrolled with a kind");
    }
    const auto zone = rule.zone ? rule.zone->fill_what_is_there(spot.captures) : std::string();
    auto key = form.profile->name + '\n' + std::to_string(form.message->line) + '\n' + std::to_string(number) + '\n' +
               spot.sheet.device().value + '\n' + place.key + '\n' + zone;
    auto spoken = rule.mode == Mode::counter ? count(rule, key, *place.value, kind) : speak(rule, kind, place.value);
    const auto shown = [&] { return place.key + (place.value != nullptr ? "=" + brief(*place.value) : std::string()); };
    if (!spoken.type)
        return note(*form.profile, rule.line, [&] { return shown() + ": " + std::string(spoken.silence); });
    Signal signal = spot.blank;
    signal.type = *spoken.type;
    if (signal.type == SignalType::press || signal.type == SignalType::cancel) {
        signal.how = rule.how ? rule.how->fill_what_is_there(spot.captures) : spoken.how;
        const auto says_call = [&](std::string_view word) { return has_word(signal.how, word); };
        const bool calls = says_call("sos") || says_call("emergency") || says_call("panic");
        // Only buttons are pressed, whatever the words of its name would tell.
        if (kind != Kind::call_button) kind = Kind::button;
        if (calls || spot.enrolled == Kind::call_button || enrolled_as(rule, spot) == Kind::call_button)
            kind = Kind::call_button;
    }
    const bool seen_only = kind == Kind::unknown && signal.type == SignalType::detected;
    const bool common = is_common_type(signal.type);
    if (!common && !seen_only && !can_say(kind, signal.type)) {
        return note(*form.profile, rule.line, [&] {
            return shown() + ": a " + std::string(to_string(kind)) + " says no " + std::string(to_string(signal.type)) +
                   "; enrol the device";
        });
    }
    signal.kind = kind;
    signal.value = spoken.number;
    if (signal.type == SignalType::battery) signal.unit = "%";
    if (signal.type == SignalType::reading) {
        signal.unit = rule.unit;
        const auto* unit = rule.unit_ptr ? rule.unit_ptr->first(spot.body, spot.payload) : nullptr;
        if (unit != nullptr) signal.unit = capture_text(*unit).value_or(rule.unit);
        signal.channel = zone;
        if (kind == Kind::water_meter) {
            const auto factor = cubic_metres_per(signal.unit);
            if (!factor) return note(*form.profile, rule.line, [&] { return signal.unit + " is no unit of volume"; });
            signal.value = *factor == 1e-3 ? *signal.value / 1000.0 : *signal.value * *factor;
            signal.unit = "m3";
        }
    }
    if (const auto why = weigh(rule, key, spot, kind, signal.type); !why.empty()) {
        return note(*form.profile, rule.line, [&] { return shown() + ": " + std::string(why); });
    }
    note(*form.profile, rule.line, [&] { return shown() + " -> " + in_words(signal); });
    if (speaker_.empty() || &form != &spot.form) speaker_ = form.profile->name;
    say(place.key, place.value);
    spot.sheet.add(std::move(signal));
}

Kind Reading::kind_of(const Rule& rule, const Spot& spot) const {
    if (rule.enrolled_kind) return enrolled_as(rule, spot);
    if (rule.kind_from) {
        const Kind told = kind_of_words(rule.kind_from->fill_what_is_there(spot.captures));
        if (told != Kind::unknown) return told;
        if (const Kind enrolled = enrolled_as(rule, spot); enrolled != Kind::unknown) return enrolled;
    }
    return rule.kind;
}

Kind Reading::enrolled_as(const Rule& rule, const Spot& spot) const {
    return rule.part ? enrolled_kind(enrolled_, rule.part->fill_what_is_there(spot.captures)) : spot.enrolled;
}

Spoken Reading::count(const Rule& rule, const std::string& key, const json::value& value, Kind kind) {
    const auto number = number_of(value);
    if (!number) return {.type = {}, .how = {}, .number = {}, .silence = "no number"};
    auto* known = memory_.counters.find(key);
    const bool rose = known != nullptr && *number > *known;
    const bool first = known == nullptr;
    if (key.size() <= kMaxKeyBytes) memory_.counters.put(key, *number);
    if (rose) return speak(rule, kind, nullptr);
    return {.type = {}, .how = {}, .number = {}, .silence = first ? "a counter seen for the first time" : "not risen"};
}

std::string_view Reading::weigh(const Rule& rule, const std::string& key, const Spot& spot, Kind kind,
                                SignalType type) {
    const bool momentary = type == SignalType::press || type == SignalType::cancel || type == SignalType::test;
    const auto on = rule.active || !rule.says ? std::nullopt : std::optional(*rule.says);
    const bool is_off = type == SignalType::clear || type == SignalType::closed || (on && type == opposite_of(*on));
    if (rule.mode == Mode::pulse && is_off) return "a pulse has no end of its own";
    if (rule.changed && key.size() <= kMaxKeyBytes) {
        const auto* value = rule.changed->first(spot.body, spot.payload);
        auto now = value != nullptr ? brief(*value) : std::string();
        const auto* known = memory_.seen.find(key);
        const bool same = known != nullptr && *known == now;
        memory_.seen.put(key, std::move(now));
        if (same) return "sent again: what tells one from the next has not changed";
    }
    if (momentary && message_.retain) return "retained: the broker's replay is no press";
    if (rule.mode == Mode::edge && key.size() <= kMaxKeyBytes) {
        const auto* known = memory_.edges.find(key);
        const bool same = known != nullptr && *known == type;
        const bool unsure = known == nullptr && message_.retain;
        memory_.edges.put(key, type);
        if (same) return "no change";
        if (unsure) return "retained, and nothing to compare it with";
    }
    if (!rule.zone) return {};
    const bool raises = type == SignalType::alarm || type == SignalType::prealarm || type == SignalType::detected ||
                        type == SignalType::open;
    const bool ends = type == SignalType::clear || type == SignalType::closed;
    const auto shared = spot.sheet.device().value + '\n' + std::string(to_string(kind));
    const auto zone = rule.zone->fill_what_is_there(spot.captures);
    if ((!raises && !ends) || shared.size() + zone.size() > kMaxKeyBytes) return {};
    auto* zones = memory_.zones.find(shared);
    if (raises) {
        if (zones == nullptr) zones = &memory_.zones.put(shared, {});
        if (zones->size() < kMostZones) zones->insert(zone);
        return {};
    }
    if (zones != nullptr) zones->erase(zone);
    return zones != nullptr && !zones->empty() ? "another zone of the device is still at alarm" : std::string_view{};
}

bool Reading::was_said(const Engine::Form& form, const Spot& spot) {
    const auto& shape = *form.message;
    if (shape.dedupe.empty()) return false;
    auto key = form.profile->name + '\n' + std::to_string(shape.line);
    for (const auto& pointer : shape.dedupe) {
        const auto* value = pointer.first(spot.body, spot.payload);
        key += '\n' + (value != nullptr ? json::serialize(*value) : std::string());
    }
    if (key.size() > kMaxKeyBytes) return false;
    std::string what;
    for (const auto& signal : spot.sheet.signals()) what += in_words(signal) + '\n';
    const auto* known = memory_.said.find(key);
    // Without a time of arrival (explain) everything is one moment.
    const bool lately =
        known != nullptr && (!known->at || !message_.received || *message_.received - *known->at < shape.window);
    const bool same = lately && known->what == what;
    if (!same) memory_.said.put(key, {std::move(what), message_.received});
    return same;
}

void Reading::take(Sheet& sheet, const Spot& spot) {
    sheet.settle_tests();
    const auto& device = sheet.device();
    auto* remembered = memory_.kinds.find(device.value);
    Kind guess = sheet.main_kind();
    for (const auto& [pattern, kind] : spot.form.message->kinds) {
        if (guess == Kind::unknown && matches_glob(to_word(device.value), pattern)) guess = kind;
    }
    sheet.name_kind(spot.enrolled, guess != Kind::unknown  ? guess
                                   : remembered != nullptr ? *remembered
                                                           : Kind::unknown);
    auto& signals = sheet.signals();
    const bool enrolled = is_enrolled(enrolled_, device.value);
    const bool known = remembered != nullptr || enrolled;
    // Who said nothing of its kind may be anything, and who is overheard may live next door: what
    // they say counts, flagged, but their silence is no fault.
    const bool has_kind = guess != Kind::unknown || (remembered != nullptr && *remembered != Kind::unknown);
    const bool registered = enrolled || (has_kind && !spot.form.message->overhears);
    for (auto& signal : sheet.signals()) signal.registered = registered;
    const bool only_offline = !signals.empty() && std::all_of(signals.begin(), signals.end(), [](const Signal& s) {
        return s.type == SignalType::offline;
    });
    if (!message_.retain && !only_offline && (known || !signals.empty())) heard_.push_back(device);
    if (signals.empty()) return;
    memory_.kinds.put(device.value, remembered != nullptr ? main_kind(*remembered, guess) : guess);
    if (was_said(spot.form, spot)) {
        note(*spot.form.profile, spot.form.message->line, "the same was said by the same message before");
        return;
    }
    std::move(signals.begin(), signals.end(), std::back_inserter(signals_));
}

void Reading::say(const std::string& what, const json::value* value) {
    if (said_.size() >= kMaxSaid) return;
    const auto piece = value == nullptr ? std::string("the message itself")
                       : what.empty()   ? brief(*value)
                                        : what + "=" + brief(*value);
    if (said_.find(piece) != std::string::npos) return;
    said_ += (said_.empty() ? "" : ", ") + piece;
}

Translation Reading::finish() {
    Translation result;
    result.profile = !speaker_.empty() ? speaker_ : profile_;
    result.signals = std::move(signals_);
    result.heard = std::move(heard_);
    if (!result.signals.empty()) {
        result.outcome = Outcome::signals;
        result.reason = said_;
    } else if (!understood_) {
        result.outcome = Outcome::bad;
        result.reason = problem_;
    } else {
        result.outcome = Outcome::nothing;
        result.reason = message_.payload.empty() ? "the topic was cleared"
                        : !said_.empty()         ? "said before: " + said_
                                                 : "nothing in it that concerns safety";
    }
    return result;
}

}  // namespace anju::gateway::profiles::file
