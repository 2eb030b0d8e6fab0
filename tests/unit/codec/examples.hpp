// Values that use every field, for the tests of this folder.
#pragma once

#include "codec/codec.hpp"

#include <string>

namespace anju::codec::examples {

inline Ulid ulid(std::uint8_t last) {
    Ulid id;
    id.bytes.fill(0x11);
    id.bytes.back() = last;
    return id;
}

inline Stamp stamp(std::int64_t millis) {
    return Stamp{0xFEDCBA9876543210u, MonoTime{Millis{millis}}, UtcTime{Millis{1'772'330'400'000 + millis}}, true};
}

inline AlertUpdate update(std::uint8_t id = 1) {
    AlertUpdate value;
    value.id = AlertId{ulid(id)};
    value.revision = 3;
    value.key = {HomeId{"home-1"}, DeviceId{"kitchen/烟感 1"}, Condition::smoke};
    value.kind = Kind::smoke;
    value.type = SignalType::alarm;
    value.severity = Severity::critical;
    value.phase = AlertPhase::repeated;
    value.count = 7;
    value.first = stamp(1'000);
    value.last = stamp(9'000);
    value.values = {{"battery", 87, "%"}, {"smoke_density", 0.25, "dB/m"}};
    value.how = "emergency";
    value.evidence = R"({"smoke":true})";
    value.test = true;
    value.seen_retained = true;
    value.registered = false;
    return value;
}

inline AlertBatch batch() {
    AlertBatch value;
    value.epoch = OutboxEpoch{ulid(200)};
    value.updates = {{41, update(1)}, {42, update(2)}};
    value.sent = stamp(10'000);
    value.street_claim = StreetId{"laoximen"};
    return value;
}

inline Status status() {
    Status value;
    value.version = "0.1.0";
    value.sent = stamp(5);
    value.home_claim = HomeId{"home-1"};
    value.street_claim = StreetId{"laoximen"};
    value.epoch = OutboxEpoch{ulid(9)};
    value.last_number = 90;
    value.oldest_pending = 88;
    value.pending = 2;
    value.quarantined = 4;
    value.disk_free_bytes = 1'000'000;
    value.devices = {{DeviceId{"a"}, Kind::smoke, Millis{12}, true, 55.5, true, true},
                     {DeviceId{"b"}, Kind::fall, {}, false, {}, false}};
    return value;
}

}  // namespace anju::codec::examples
