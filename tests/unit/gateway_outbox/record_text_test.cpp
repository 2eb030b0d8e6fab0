#include "gateway/outbox/record_text.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace anju;
using namespace anju::gateway;
using namespace anju::gateway::outbox;

namespace {

Stamp stamp(std::int64_t millis) {
    return Stamp{~std::uint64_t{0} - 5, MonoTime{Millis{millis}}, UtcTime{Millis{1'772'330'400'000 + millis}}, true};
}

core::ConditionRecord condition() {
    core::ConditionRecord record;
    record.device = DeviceId{"客厅/smoke \"1\""};
    record.condition = Condition::smoke;
    record.test = true;
    record.kind = Kind::smoke;
    record.type = SignalType::prealarm;
    record.severity = Severity::critical;
    record.alarm_level = true;
    record.confirming = stamp(1);
    record.confirming_count = 3;
    record.alert.value.bytes.fill(0xAB);
    record.revision = 4'000'000'000;
    record.phase = AlertPhase::cleared;
    record.told_phase = AlertPhase::repeated;
    record.count = 3;
    record.told_count = 2;
    record.raised_again = true;
    record.first = stamp(2);
    record.last = stamp(3);
    record.told = stamp(4);
    record.ended = stamp(5);
    record.pressed = stamp(6);
    record.how = "emergency";
    record.values = {{"total", 20.015, "m3"}, {"tiny", 5e-324, ""}};
    record.evidence = "{\"a\":\"\\u0000\n\"}";
    record.seen_retained = true;
    record.registered = false;
    return record;
}

core::WaterRecord water() {
    core::WaterRecord record;
    record.device = DeviceId{"meter"};
    record.channel = "volume_2";
    record.total_m3 = 0.1 + 0.2;
    record.read = stamp(1);
    record.claimed_at = UtcTime{Millis{-5}};
    record.watched_since = stamp(2);
    record.uses = {{stamp(3), stamp(4), 1.0 / 3.0}, {stamp(5), stamp(6), 1e300}};
    record.flow_since = stamp(7);
    record.candidate = core::TotalCandidate{12345.678, stamp(8), 2};
    record.registered = false;
    return record;
}

core::VitalRecord vitals() {
    core::VitalRecord record;
    record.device = DeviceId{"cuff"};
    record.excesses = {{"systolic", Kind::blood_pressure, true, 180, 190.1, "mmHg", stamp(1)}};
    record.registered = false;
    return record;
}

core::RhythmRecord rhythm() {
    core::RhythmRecord record;
    record.device = DeviceId{"meter"};
    record.used = {1.0 / 3.0, 0};
    record.seen = {0.1 + 0.2, 2};
    record.recent_m3 = {0.001};
    record.peaks = {12.25};
    record.day_peak = 1e-9;
    record.score = 4.5;
    record.silent_hours = 7;
    record.told = true;
    record.told_bar = 1.0 / 7;
    record.hour = -3;
    return record;
}

core::TestModeRecord test_mode() {
    core::TestModeRecord record;
    record.since = stamp(1);
    record.lasts_ms = 7'200'000;
    record.held = {
        {DeviceId{"hall"}, Condition::gas, Kind::gas, SignalType::prealarm, Severity::critical, true, false}};
    return record;
}

void check_round_trip(const core::Record& record) {
    const auto text = to_text(record);
    CAPTURE(text);
    const auto back = parse_record(text);
    REQUIRE(back.has_value());
    CHECK(back.value() == record);
}

}  // namespace

TEST_CASE("every record comes back exactly as it was") {
    check_round_trip(condition());
    check_round_trip(core::ConditionRecord{});
    check_round_trip(water());
    check_round_trip(core::WaterRecord{});
    core::DeviceRecord device;
    device.device = DeviceId{"d"};
    device.kind = Kind::camera_ai;
    device.registered = false;
    device.enrolled = true;
    device.heard = stamp(9);
    device.battery_flag_low = true;
    device.battery_percent_low = true;
    device.battery_percent = 12.3;
    device.moves = true;
    device.says_clear = true;
    check_round_trip(device);
    check_round_trip(core::DeviceRecord{});
    check_round_trip(core::HomeRecord{true, UtcTime{Millis{9}}, stamp(1), stamp(2), stamp(3)});
    check_round_trip(vitals());
    check_round_trip(rhythm());
    check_round_trip(core::RhythmRecord{});
    check_round_trip(test_mode());
    check_round_trip(core::HomeRecord{});
}

TEST_CASE("a record of an older version keeps the defaults, and one of a newer version its known fields") {
    const auto old = parse_record(R"({"record":"device","device":"d","kind":"smoke"})");
    REQUIRE(old.has_value());
    CHECK(std::get<core::DeviceRecord>(old.value()).registered);
    const auto newer = parse_record(R"({"record":"device","device":"d","kind":"smoke","mood":"fine"})");
    REQUIRE(newer.has_value());
    CHECK(std::get<core::DeviceRecord>(newer.value()).kind == Kind::smoke);
}

TEST_CASE("a damaged record is refused with the field that is wrong") {
    for (const char* text : {"", "[]", "{}", R"({"record":7})", R"({"record":"cat"})", R"({"record":"device")"}) {
        CAPTURE(text);
        CHECK(parse_record(text).has_error());
    }
    const auto wrong = parse_record(R"({"record":"device","device":"d","heard":{"mono":"soon"}})");
    REQUIRE(wrong.has_error());
    CHECK(wrong.error().code == ErrorCode::corrupt);
    CHECK(wrong.error().message.find("'heard'") != std::string::npos);
}

TEST_CASE("a record cut short at any length is refused") {
    const auto text = to_text(condition());
    for (std::size_t length = 0; length < text.size(); ++length)
        CHECK(parse_record(text.substr(0, length)).has_error());
}
