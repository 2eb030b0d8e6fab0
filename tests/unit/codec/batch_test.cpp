#include "codec/codec.hpp"
#include "tests/unit/codec/examples.hpp"

#include "anju/v1/gateway.pb.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace anju;
using namespace anju::codec;

namespace {

anju::v1::AlertBatch parsed(const AlertBatch& batch) {
    anju::v1::AlertBatch message;
    REQUIRE(message.ParseFromString(encode(batch)));
    return message;
}

AlertBatch decoded(const anju::v1::AlertBatch& message) {
    auto batch = decode_alert_batch(message.SerializeAsString());
    REQUIRE(batch.has_value());
    return batch.value();
}

}  // namespace

TEST_CASE("a batch reads the same after a trip over the wire") {
    const auto sent = examples::batch();
    const auto got = decode_alert_batch(encode(sent));
    REQUIRE(got.has_value());
    CHECK(got.value().epoch == sent.epoch);
    CHECK(got.value().updates == sent.updates);
    CHECK(got.value().sent == sent.sent);
    CHECK(got.value().street_claim == sent.street_claim);
    CHECK(got.value().bad.empty());
}

TEST_CASE("an outbox row reads the same after a trip through its bytes") {
    CHECK(decode_update(encode_update(examples::update())).value() == examples::update());
}

TEST_CASE("one bad update does not cost its neighbours") {
    struct Case {
        const char* expected;
        void (*spoil)(anju::v1::AlertUpdate&);
    };
    const Case cases[] = {
        {"alert_id", [](auto& u) { u.set_alert_id("short"); }},
        {"alert_id", [](auto& u) { u.set_alert_id(std::string(16, '\0')); }},
        {"revision", [](auto& u) { u.set_revision(0); }},
        {"device", [](auto& u) { u.set_device(std::string(kMaxNameBytes + 1, 'd')); }},
        {"home", [](auto& u) { u.set_home(std::string("a\0b", 3)); }},
        {"condition", [](auto& u) { u.clear_condition(); }},
        {"severity", [](auto& u) { u.clear_severity(); }},
        {"outbox_number", [](auto& u) { u.set_outbox_number(0); }},
    };
    for (const auto& item : cases) {
        CAPTURE(item.expected);
        auto message = parsed(examples::batch());
        item.spoil(*message.mutable_updates(0));
        const auto number = message.updates(0).outbox_number();
        const auto batch = decoded(message);
        REQUIRE(batch.updates.size() == 1);
        CHECK(batch.updates[0].number == 42);
        REQUIRE(batch.bad.size() == 1);
        CHECK(batch.bad[0].number == number);
        CHECK(batch.bad[0].reason.find(item.expected) != std::string::npos);
    }
}

TEST_CASE("an update with a name that is not UTF-8 is refused by its number and its neighbour is kept") {
    auto bytes = encode(examples::batch());
    const auto at = bytes.find("kitchen/");
    REQUIRE(at != std::string::npos);
    bytes[at] = '\xFF';
    const auto batch = decode_alert_batch(bytes);
    REQUIRE(batch.has_value());
    REQUIRE(batch.value().updates.size() == 1);
    REQUIRE(batch.value().bad.size() == 1);
    CHECK(batch.value().bad[0].number == 41);
}

TEST_CASE("no alarm is refused for a bad decoration") {
    auto message = parsed(examples::batch());
    auto& update = *message.mutable_updates(0);
    update.set_evidence(std::string(5'000, 'e') + "\xFF");
    update.set_count(0);
    update.mutable_values(0)->set_value(std::numeric_limits<double>::quiet_NaN());
    update.mutable_first()->set_utc_ms(std::numeric_limits<std::int64_t>::max());
    update.mutable_last()->set_mono_ms(-1);
    for (int i = 0; i < 500; ++i) update.add_values()->set_value(i);
    const auto batch = decoded(message);
    REQUIRE(batch.updates.size() == 2);
    const auto& got = batch.updates[0].update;
    CHECK(got.evidence == std::string(kMaxEvidenceBytes, 'e'));
    CHECK(got.count == 1);
    CHECK(got.values.size() == 64);
    CHECK(got.values[0].name == "smoke_density");
    CHECK_FALSE(got.first.synced);
    CHECK(to_rfc3339(got.first.utc) == "9999-12-31T23:59:59.999Z");
    CHECK(got.last.mono == MonoTime{});
    CHECK_FALSE(got.last.synced);
}

TEST_CASE("a batch without an epoch, with too many updates or of too many bytes is refused") {
    auto message = parsed(examples::batch());
    message.clear_epoch();
    const auto no_epoch = decode_alert_batch(message.SerializeAsString());
    REQUIRE(no_epoch.has_error());
    CHECK(no_epoch.error().code == ErrorCode::invalid);
    CHECK(no_epoch.error().message.find("epoch") != std::string::npos);

    message = parsed(examples::batch());
    while (message.updates_size() <= static_cast<int>(kMaxUpdatesPerBatch)) message.add_updates();
    CHECK(decode_alert_batch(message.SerializeAsString()).has_error());
    CHECK(decode_alert_batch(std::string(kMaxPayloadBytes + 1, 'x')).has_error());
    CHECK(decode_alert_batch("").has_error());
}

TEST_CASE("a field that a newer gateway added is passed over") {
    auto bytes = encode(examples::batch());
    bytes += "\xFA\x3F\x05hello";  // field 127, five bytes
    const auto batch = decode_alert_batch(bytes);
    REQUIRE(batch.has_value());
    CHECK(batch.value().updates.size() == 2);
}

TEST_CASE("what is encoded is valid even when the value is not") {
    auto update = examples::update();
    update.key.device = DeviceId{std::string(300, 'd') + "\xFF"};
    update.how = std::string("a\0b", 3);
    update.evidence = "\xC0\xAF";
    const auto got = decode_update(encode_update(update));
    REQUIRE(got.has_value());
    CHECK(got.value().key.device.value == std::string(kMaxNameBytes, 'd'));
    CHECK(got.value().how == "a b");
}
