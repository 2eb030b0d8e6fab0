#include "codec/update.hpp"

#include "codec/codec.hpp"

#include <cmath>
#include <utility>

namespace anju::codec {

namespace {

Condition emergency_of(Kind kind) {
    switch (kind) {
        case Kind::smoke: return Condition::smoke;
        case Kind::co: return Condition::co;
        case Kind::gas: return Condition::gas;
        case Kind::fall: return Condition::fall;
        default: return Condition::call;
    }
}

Condition warning_of(Kind kind) {
    switch (kind) {
        case Kind::smoke: return Condition::smoke_prealarm;
        case Kind::fall: return Condition::fall_suspected;
        case Kind::water_leak: return Condition::water_leak;
        case Kind::water_meter: return Condition::no_water_use;
        case Kind::bed:
        case Kind::badge:
        case Kind::blood_pressure:
        case Kind::spo2:
        case Kind::thermometer:
        case Kind::sleep: return Condition::vital_sign;
        case Kind::presence:
        case Kind::vibration:
        case Kind::door: return Condition::no_movement;
        default: return Condition::vital_sign;
    }
}

Condition condition_for(Severity severity, Kind kind) {
    switch (severity) {
        case Severity::critical: return emergency_of(kind);
        case Severity::major: return warning_of(kind);
        case Severity::minor: return Condition::fault;
    }
    return emergency_of(kind);
}

SignalType type_for(AlertPhase phase) {
    switch (phase) {
        case AlertPhase::cleared: return SignalType::clear;
        case AlertPhase::cancelled: return SignalType::cancel;
        case AlertPhase::raised:
        case AlertPhase::repeated: return SignalType::alarm;
    }
    return SignalType::alarm;
}

/// Reads the words of one update; unknown ones get their stand-in and are remembered in `unknown`.
class WordReader {
public:
    explicit WordReader(std::vector<NamedValue>& unknown) : unknown_(unknown) {}

    template <class Enum>
    Result<Enum> read(const char* field, const std::string& text, Enum stand_in) {
        ANJU_TRY(auto word, read_name(field, text));
        if (word.empty()) return wrong_field(field, "a word");
        if (const auto known = parse_word<Enum>(word)) return *known;
        unknown_.push_back({std::string("unknown_") + field, 0, std::move(word)});
        return stand_in;
    }

private:
    std::vector<NamedValue>& unknown_;
};

void read_values(const pb::AlertUpdate& from, std::vector<NamedValue>& values) {
    for (const auto& value : from.values()) {
        if (values.size() >= kMaxValues) break;
        // Not a number is no information, and no alarm is refused for a bad measurement.
        if (!std::isfinite(value.value())) continue;
        values.push_back({write_name(value.name()), value.value(), write_name(value.unit())});
    }
}

Result<void> read_words(const pb::AlertUpdate& from, AlertUpdate& update, std::vector<NamedValue>& unknown) {
    WordReader words(unknown);
    ANJU_TRY(update.kind, words.read("kind", from.kind(), Kind::unknown));
    ANJU_TRY(update.severity, words.read("severity", from.severity(), Severity::critical));
    const auto phase_stand_in = from.revision() == 1 ? AlertPhase::raised : AlertPhase::repeated;
    ANJU_TRY(update.phase, words.read("phase", from.phase(), phase_stand_in));
    ANJU_TRY(update.type, words.read("type", from.type(), type_for(update.phase)));
    ANJU_TRY(update.key.condition,
             words.read("condition", from.condition(), condition_for(update.severity, update.kind)));
    return success();
}

}  // namespace

void write_update(pb::AlertUpdate& to, const AlertUpdate& update) {
    write_ulid(*to.mutable_alert_id(), update.id.value);
    to.set_revision(update.revision);
    to.set_home(write_name(update.key.home.value));
    to.set_device(write_name(update.key.device.value));
    to.set_condition(std::string(to_string(update.key.condition)));
    to.set_kind(std::string(to_string(update.kind)));
    to.set_type(std::string(to_string(update.type)));
    to.set_severity(std::string(to_string(update.severity)));
    to.set_phase(std::string(to_string(update.phase)));
    to.set_count(update.count);
    write_stamp(*to.mutable_first(), update.first);
    write_stamp(*to.mutable_last(), update.last);
    for (const auto& value : update.values) {
        if (static_cast<std::size_t>(to.values_size()) >= kMaxValues) break;
        auto& written = *to.add_values();
        written.set_name(write_name(value.name));
        written.set_value(value.value);
        written.set_unit(write_name(value.unit));
    }
    to.set_how(write_name(update.how));
    to.set_evidence(mend_text(update.evidence, kMaxEvidenceBytes));
    to.set_test(update.test);
    to.set_seen_retained(update.seen_retained);
    to.set_registered(update.registered);
}

Result<AlertUpdate> read_update(const pb::AlertUpdate& from) {
    AlertUpdate update;
    ANJU_TRY(const auto id, read_ulid("alert_id", from.alert_id()));
    update.id = AlertId{id};
    if (from.revision() == 0) return wrong_field("revision", "1 or more");
    update.revision = from.revision();
    ANJU_TRY(auto home, read_name("home", from.home()));
    update.key.home = HomeId{std::move(home)};
    ANJU_TRY(auto device, read_name("device", from.device()));
    update.key.device = DeviceId{std::move(device)};
    ANJU_TRY(read_words(from, update, update.values));
    read_values(from, update.values);
    update.count = from.count() == 0 ? 1 : from.count();
    update.first = read_stamp(from.first());
    update.last = read_stamp(from.last());
    update.how = write_name(from.how());
    update.evidence = mend_text(from.evidence(), kMaxEvidenceBytes);
    update.test = from.test();
    update.seen_retained = from.seen_retained();
    update.registered = from.registered();
    return update;
}

}  // namespace anju::codec
