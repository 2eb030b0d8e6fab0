#include "gateway/outbox/record_text.hpp"

#include <boost/json.hpp>

#include <array>
#include <charconv>
#include <concepts>
#include <limits>
#include <type_traits>
#include <utility>

namespace anju::gateway::outbox {

namespace {

namespace json = boost::json;

// ---- The fields of each record, named once for both directions.

template <class Archive, class Value>
void visit_fields(Archive& archive, Value& value) requires std::same_as<std::remove_const_t<Value>, Stamp> {
    archive("boot", value.boot);
    archive("mono", value.mono);
    archive("utc", value.utc);
    archive("synced", value.synced);
}

template <class Archive, class Value>
void visit_fields(Archive& archive, Value& value) requires std::same_as<std::remove_const_t<Value>, NamedValue> {
    archive("name", value.name);
    archive("value", value.value);
    archive("unit", value.unit);
}

template <class Archive, class Value>
void visit_fields(Archive& archive, Value& value) requires std::same_as<std::remove_const_t<Value>, core::WaterUse> {
    archive("opened", value.opened);
    archive("at", value.at);
    archive("used_m3", value.used_m3);
}

template <class Archive, class Value>
void visit_fields(Archive& archive,
                  Value& value) requires std::same_as<std::remove_const_t<Value>, core::TotalCandidate> {
    archive("total_m3", value.total_m3);
    archive("at", value.at);
    archive("seen", value.seen);
}

template <class Archive, class Value>
void visit_fields(Archive& archive,
                  Value& value) requires std::same_as<std::remove_const_t<Value>, core::ConditionRecord> {
    archive("device", value.device);
    archive("condition", value.condition);
    archive("test", value.test);
    archive("kind", value.kind);
    archive("type", value.type);
    archive("severity", value.severity);
    archive("alarm_level", value.alarm_level);
    archive("confirming", value.confirming);
    archive("confirming_count", value.confirming_count);
    archive("resting", value.resting);
    archive("alert", value.alert);
    archive("revision", value.revision);
    archive("phase", value.phase);
    archive("told_phase", value.told_phase);
    archive("count", value.count);
    archive("told_count", value.told_count);
    archive("raised_again", value.raised_again);
    archive("first", value.first);
    archive("last", value.last);
    archive("told", value.told);
    archive("ended", value.ended);
    archive("pressed", value.pressed);
    archive("how", value.how);
    archive("values", value.values);
    archive("evidence", value.evidence);
    archive("seen_retained", value.seen_retained);
    archive("registered", value.registered);
}

template <class Archive, class Value>
void visit_fields(Archive& archive,
                  Value& value) requires std::same_as<std::remove_const_t<Value>, core::DeviceRecord> {
    archive("device", value.device);
    archive("kind", value.kind);
    archive("registered", value.registered);
    archive("enrolled", value.enrolled);
    archive("heard", value.heard);
    archive("battery_flag_low", value.battery_flag_low);
    archive("battery_percent_low", value.battery_percent_low);
    archive("battery_percent", value.battery_percent);
    archive("moves", value.moves);
    archive("says_clear", value.says_clear);
}

template <class Archive, class Value>
void visit_fields(Archive& archive, Value& value) requires std::same_as<std::remove_const_t<Value>, core::WaterRecord> {
    archive("device", value.device);
    archive("channel", value.channel);
    archive("total_m3", value.total_m3);
    archive("read", value.read);
    archive("claimed_at", value.claimed_at);
    archive("watched_since", value.watched_since);
    archive("uses", value.uses);
    archive("flow_since", value.flow_since);
    archive("flow_at", value.flow_at);
    archive("candidate", value.candidate);
    archive("registered", value.registered);
}

template <class Archive, class Value>
void visit_fields(Archive& archive, Value& value) requires std::same_as<std::remove_const_t<Value>, core::HomeRecord> {
    archive("away", value.away);
    archive("away_until", value.away_until);
    archive("away_changed", value.away_changed);
    archive("alive", value.alive);
    archive("moved", value.moved);
}

template <class Archive, class Value>
void visit_fields(Archive& archive,
                  Value& value) requires std::same_as<std::remove_const_t<Value>, core::RhythmRecord> {
    archive("device", value.device);
    archive("used", value.used);
    archive("seen", value.seen);
    archive("recent_m3", value.recent_m3);
    archive("peaks", value.peaks);
    archive("day_peak", value.day_peak);
    archive("score", value.score);
    archive("silent_hours", value.silent_hours);
    archive("told", value.told);
    archive("told_bar", value.told_bar);
    archive("hour", value.hour);
}

template <class Archive, class Value>
void visit_fields(Archive& archive, Value& value) requires std::same_as<std::remove_const_t<Value>, core::VitalExcess> {
    archive("reading", value.reading);
    archive("kind", value.kind);
    archive("above", value.above);
    archive("limit", value.limit);
    archive("worst", value.worst);
    archive("unit", value.unit);
    archive("since", value.since);
}

template <class Archive, class Value>
void visit_fields(Archive& archive, Value& value) requires std::same_as<std::remove_const_t<Value>, core::VitalRecord> {
    archive("device", value.device);
    archive("excesses", value.excesses);
    archive("registered", value.registered);
}

template <class Archive, class Value>
void visit_fields(Archive& archive, Value& value) requires std::same_as<std::remove_const_t<Value>, core::HeldLevel> {
    archive("device", value.device);
    archive("condition", value.condition);
    archive("kind", value.kind);
    archive("type", value.type);
    archive("severity", value.severity);
    archive("retained", value.retained);
    archive("registered", value.registered);
}

template <class Archive, class Value>
void visit_fields(Archive& archive,
                  Value& value) requires std::same_as<std::remove_const_t<Value>, core::TestModeRecord> {
    archive("device", value.device);
    archive("since", value.since);
    archive("lasts_ms", value.lasts_ms);
    archive("held", value.held);
}

constexpr const char* kRecordField = "record";

const char* name_of(const core::ConditionRecord&) { return "condition"; }
const char* name_of(const core::DeviceRecord&) { return "device"; }
const char* name_of(const core::WaterRecord&) { return "water"; }
const char* name_of(const core::HomeRecord&) { return "home"; }
const char* name_of(const core::RhythmRecord&) { return "rhythm"; }
const char* name_of(const core::VitalRecord&) { return "vital"; }
const char* name_of(const core::TestModeRecord&) { return "test_mode"; }

// ---- Values to JSON

template <class T>
concept Word = requires(T value) {
    { to_string(value) } -> std::same_as<std::string_view>;
}
&&std::is_enum_v<T>;

class Writer {
public:
    template <class T>
    void operator()(const char* name, const T& value) {
        object_[name] = to_json(value);
    }
    [[nodiscard]] json::object take() { return std::move(object_); }

private:
    static json::value to_json(bool value) { return value; }
    static json::value to_json(std::integral auto value) { return value; }
    static json::value to_json(double value) {
        std::array<char, 32> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
        return json::string(digits.data(), static_cast<std::size_t>(end - digits.data()));
    }
    static json::value to_json(const std::string& value) { return json::string(value); }
    static json::value to_json(Word auto value) { return json::string(to_string(value)); }
    static json::value to_json(MonoTime value) { return value.time_since_epoch().count(); }
    static json::value to_json(UtcTime value) { return value.time_since_epoch().count(); }
    template <class Tag>
    static json::value to_json(const NameId<Tag>& id) {
        return json::string(id.value);
    }
    template <class Tag>
    static json::value to_json(const MadeId<Tag>& id) {
        return json::string(id.to_string());
    }
    template <class T>
    static json::value to_json(const std::optional<T>& value) {
        return value ? to_json(*value) : json::value(nullptr);
    }
    template <class T>
    static json::value to_json(const std::vector<T>& values) {
        json::array array;
        for (const auto& value : values) array.push_back(to_json(value));
        return array;
    }
    template <class T>
    static json::value to_json(const T& value) requires requires(Writer& writer) {
        visit_fields(writer, value);
    }
    {
        Writer inner;
        visit_fields(inner, value);
        return inner.take();
    }

    json::object object_;
};

// ---- JSON to values

class Reader {
public:
    explicit Reader(const json::object& object) : object_(object) {}

    template <class T>
    void operator()(const char* name, T& value) {
        const auto* found = object_.if_contains(name);
        if (found != nullptr && !from_json(*found, value) && wrong_.empty()) wrong_ = name;
    }
    /// The first field of a wrong type; empty when all were right.
    [[nodiscard]] const std::string& wrong() const { return wrong_; }

private:
    static bool from_json(const json::value& from, bool& to) {
        if (!from.is_bool()) return false;
        to = from.get_bool();
        return true;
    }
    static bool from_json(const json::value& from, std::integral auto& to) {
        json::error_code error;
        to = from.to_number<std::remove_reference_t<decltype(to)>>(error);
        return !error;
    }
    static bool from_json(const json::value& from, double& to) {
        if (!from.is_string()) return false;
        const auto& text = from.get_string();
        const auto* const end = text.data() + text.size();
        const auto result = std::from_chars(text.data(), end, to);
        return result.ec == std::errc{} && result.ptr == end;
    }
    static bool from_json(const json::value& from, std::string& to) {
        if (!from.is_string()) return false;
        to = std::string(from.get_string());
        return true;
    }
    static bool from_json(const json::value& from, Word auto& to) {
        if (!from.is_string()) return false;
        const auto word = parse_word<std::remove_reference_t<decltype(to)>>(std::string_view(from.get_string()));
        if (word) to = *word;
        return word.has_value();
    }
    template <class Clock>
    static bool from_json(const json::value& from, std::chrono::time_point<Clock, Millis>& to) {
        std::int64_t millis = 0;
        if (!from_json(from, millis)) return false;
        to = std::chrono::time_point<Clock, Millis>{Millis{millis}};
        return true;
    }
    template <class Tag>
    static bool from_json(const json::value& from, NameId<Tag>& to) {
        return from_json(from, to.value);
    }
    template <class Tag>
    static bool from_json(const json::value& from, MadeId<Tag>& to) {
        if (!from.is_string()) return false;
        const auto id = Ulid::parse(std::string_view(from.get_string()));
        if (id) to = MadeId<Tag>{id.value()};
        return id.has_value();
    }
    template <class T>
    static bool from_json(const json::value& from, std::optional<T>& to) {
        to.reset();
        if (from.is_null()) return true;
        return from_json(from, to.emplace());
    }
    template <class T>
    static bool from_json(const json::value& from, std::vector<T>& to) {
        if (!from.is_array()) return false;
        to.clear();
        for (const auto& item : from.get_array()) {
            if (!from_json(item, to.emplace_back())) return false;
        }
        return true;
    }
    template <class T>
    static bool from_json(const json::value& from, T& to) requires requires(Reader& reader) {
        visit_fields(reader, to);
    }
    {
        if (!from.is_object()) return false;
        Reader inner(from.get_object());
        visit_fields(inner, to);
        return inner.wrong().empty();
    }

    const json::object& object_;
    std::string wrong_;
};

template <class RecordType>
Result<core::Record> read_record(const json::object& object) {
    RecordType record;
    Reader reader(object);
    visit_fields(reader, record);
    if (reader.wrong().empty()) return core::Record{std::move(record)};
    return fail(ErrorCode::corrupt, "record " + std::string(name_of(record)) + ": the field '" + reader.wrong() +
                                        "' has a value of the wrong type");
}

}  // namespace

std::string to_text(const core::Record& record) {
    return std::visit(
        [](const auto& value) {
            Writer writer;
            visit_fields(writer, value);
            auto object = writer.take();
            object[kRecordField] = name_of(value);
            return json::serialize(object);
        },
        record);
}

Result<core::Record> parse_record(std::string_view text) {
    json::error_code error;
    const auto value = json::parse(json::string_view(text.data(), text.size()), error);
    if (error || !value.is_object()) return fail(ErrorCode::corrupt, "a record is no JSON object");
    const auto& object = value.get_object();
    const auto* const name = object.if_contains(kRecordField);
    if (name != nullptr && name->is_string()) {
        if (name->get_string() == "condition") return read_record<core::ConditionRecord>(object);
        if (name->get_string() == "device") return read_record<core::DeviceRecord>(object);
        if (name->get_string() == "water") return read_record<core::WaterRecord>(object);
        if (name->get_string() == "home") return read_record<core::HomeRecord>(object);
        if (name->get_string() == "rhythm") return read_record<core::RhythmRecord>(object);
        if (name->get_string() == "vital") return read_record<core::VitalRecord>(object);
        if (name->get_string() == "test_mode") return read_record<core::TestModeRecord>(object);
    }
    return fail(ErrorCode::corrupt, "a record is of no known sort");
}

}  // namespace anju::gateway::outbox
