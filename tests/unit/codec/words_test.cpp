#include "codec/codec.hpp"
#include "tests/unit/codec/examples.hpp"

#include "anju/v1/gateway.pb.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace anju;
using namespace anju::codec;

namespace {

template <class Spoil>
AlertUpdate with(Spoil spoil) {
    anju::v1::AlertUpdate message;
    REQUIRE(message.ParseFromString(encode_update(examples::update())));
    spoil(message);
    auto update = decode_update(message.SerializeAsString());
    REQUIRE(update.has_value());
    return update.value();
}

bool remembers(const AlertUpdate& update, const NamedValue& value) {
    return std::find(update.values.begin(), update.values.end(), value) != update.values.end();
}

}  // namespace

TEST_CASE("a critical condition that nobody here knows stays an emergency, and its word is kept") {
    const auto smoke = with([](auto& m) { m.set_condition("smoke_and_heat"); });
    CHECK(smoke.key.condition == Condition::smoke);
    CHECK(remembers(smoke, {"unknown_condition", 0, "smoke_and_heat"}));

    const auto other = with([](auto& m) {
        m.set_condition("drowning");
        m.set_kind("pool_watch");
    });
    CHECK(other.kind == Kind::unknown);
    CHECK(class_of(other.key.condition) == IncidentClass::emergency);
    CHECK(other.severity == Severity::critical);
    CHECK(remembers(other, {"unknown_condition", 0, "drowning"}));
    CHECK(remembers(other, {"unknown_kind", 0, "pool_watch"}));
}

TEST_CASE("an unknown condition of every kind opens an emergency when critical and a fault when minor") {
    for (int i = 0; i <= static_cast<int>(Kind::unknown); ++i) {
        const std::string kind(to_string(static_cast<Kind>(i)));
        CAPTURE(kind);
        const auto critical = with([&](auto& m) { m.set_condition("new"), m.set_kind(kind); });
        CHECK(class_of(critical.key.condition) == IncidentClass::emergency);
        const auto minor = with([&](auto& m) { m.set_condition("new"), m.set_kind(kind), m.set_severity("minor"); });
        CHECK(minor.key.condition == Condition::fault);
    }
    const auto vital = with([](auto& m) { m.set_condition("new"), m.set_kind("spo2"), m.set_severity("major"); });
    CHECK(class_of(vital.key.condition) == IncidentClass::welfare);
}

TEST_CASE("an unknown severity is critical") {
    const auto update = with([](auto& m) { m.set_severity("catastrophic"); });
    CHECK(update.severity == Severity::critical);
    CHECK(remembers(update, {"unknown_severity", 0, "catastrophic"}));
}

TEST_CASE("an unknown phase keeps the case open") {
    CHECK(with([](auto& m) { m.set_phase("echo"); }).phase == AlertPhase::repeated);
    CHECK(with([](auto& m) { m.set_phase("echo"), m.set_revision(1); }).phase == AlertPhase::raised);
}

TEST_CASE("an unknown type says what the phase implies") {
    CHECK(with([](auto& m) { m.set_type("hum"), m.set_phase("cleared"); }).type == SignalType::clear);
    CHECK(with([](auto& m) { m.set_type("hum"), m.set_phase("cancelled"); }).type == SignalType::cancel);
    CHECK(with([](auto& m) { m.set_type("hum"); }).type == SignalType::alarm);
}
