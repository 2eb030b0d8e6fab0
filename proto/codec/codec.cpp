#include "codec/codec.hpp"

#include "base/check.hpp"
#include "codec/fields.hpp"
#include "codec/update.hpp"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace anju::codec {

namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

constexpr int kMaxReceiptNumbers = 65'536;
constexpr int kMaxRefusals = 4'096;
constexpr int kMaxDevices = 1'024;
constexpr int kMaxReadings = 4'096;
constexpr std::size_t kMaxReasonBytes = 512;

CodedInputStream stream_over(std::string_view bytes) {
    return CodedInputStream(reinterpret_cast<const std::uint8_t*>(bytes.data()), static_cast<int>(bytes.size()));
}

struct SplitBatch {
    std::vector<std::string_view> updates;
    std::string rest;  ///< the batch without its updates
};

/// Takes a batch apart without looking into its updates. Protobuf refuses a whole message for one
/// string that is not UTF-8; here that costs one update and not its neighbours.
Result<SplitBatch> split_batch(std::string_view bytes) {
    SplitBatch split;
    auto in = stream_over(bytes);
    const auto torn = [] { return fail(ErrorCode::invalid, "the payload is no protobuf message AlertBatch"); };
    for (;;) {
        const auto start = static_cast<std::size_t>(in.CurrentPosition());
        const auto tag = in.ReadTag();
        if (tag == 0) break;
        if (tag ==
            WireFormatLite::MakeTag(pb::AlertBatch::kUpdatesFieldNumber, WireFormatLite::WIRETYPE_LENGTH_DELIMITED)) {
            std::uint32_t length = 0;
            if (!in.ReadVarint32(&length)) return torn();
            const auto at = static_cast<std::size_t>(in.CurrentPosition());
            if (length > bytes.size() - at || !in.Skip(static_cast<int>(length))) return torn();
            if (split.updates.size() == kMaxUpdatesPerBatch) {
                return wrong_field("updates", "at most " + std::to_string(kMaxUpdatesPerBatch) + " entries");
            }
            split.updates.push_back(bytes.substr(at, length));
        } else {
            if (!WireFormatLite::SkipField(&in, tag)) return torn();
            split.rest += bytes.substr(start, static_cast<std::size_t>(in.CurrentPosition()) - start);
        }
    }
    if (!in.ConsumedEntireMessage()) return torn();
    return split;
}

/// The number of an update that cannot be parsed, so that it can be refused by its number; 0 when it is not there.
std::uint64_t salvage_number(std::string_view bytes) {
    auto in = stream_over(bytes);
    while (const auto tag = in.ReadTag()) {
        if (tag ==
            WireFormatLite::MakeTag(pb::AlertUpdate::kOutboxNumberFieldNumber, WireFormatLite::WIRETYPE_VARINT)) {
            std::uint64_t number = 0;
            return in.ReadVarint64(&number) ? number : 0;
        }
        if (!WireFormatLite::SkipField(&in, tag)) return 0;
    }
    return 0;
}

void read_numbered(std::string_view bytes, AlertBatch& batch) {
    pb::AlertUpdate message;
    if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
        batch.bad.push_back({salvage_number(bytes), "the update is no protobuf message AlertUpdate in UTF-8"});
        return;
    }
    const auto number = message.outbox_number();
    if (number == 0) {
        batch.bad.push_back({0, "outbox_number: expected 1 or more"});
        return;
    }
    auto update = read_update(message);
    if (update.has_error()) {
        batch.bad.push_back({number, std::move(update).error().message});
        return;
    }
    batch.updates.push_back({number, std::move(update).value()});
}

std::optional<double> read_percent(const pb::DeviceHealth& from) {
    if (!from.has_battery_percent() || !std::isfinite(from.battery_percent())) return std::nullopt;
    return std::clamp(from.battery_percent(), 0.0, 100.0);
}

Result<DeviceHealth> read_device(const pb::DeviceHealth& from) {
    DeviceHealth device;
    ANJU_TRY(auto id, read_name("devices.device", from.device()));
    device.device = DeviceId{std::move(id)};
    device.kind = parse_word<Kind>(from.kind()).value_or(Kind::unknown);
    if (from.heard_ms_ago() >= 0) device.heard_ago = Millis{from.heard_ms_ago()};
    device.online = from.online();
    device.battery_percent = read_percent(from);
    device.battery_low = from.battery_low();
    device.in_test = from.in_test();
    return device;
}

FallbackHealth read_fallback(const pb::FallbackHealth& from) {
    return {from.called(),   from.hooks_run(),        from.hooks_failed(),
            from.sounding(), from.second_connected(), from.second_updates()};
}

void write_fallback(pb::FallbackHealth& to, const FallbackHealth& health) {
    to.set_called(health.called);
    to.set_hooks_run(health.hooks_run);
    to.set_hooks_failed(health.hooks_failed);
    to.set_sounding(health.sounding);
    to.set_second_connected(health.second_connected);
    to.set_second_updates(health.second_updates);
}

Result<Reading> read_reading(const pb::Reading& from) {
    Reading reading;
    ANJU_TRY(auto home, read_name("readings.home", from.home()));
    reading.home = HomeId{std::move(home)};
    ANJU_TRY(auto device, read_name("readings.device", from.device()));
    reading.device = DeviceId{std::move(device)};
    reading.kind = parse_word<Kind>(from.kind()).value_or(Kind::unknown);
    ANJU_TRY(reading.name, read_name("readings.name", from.name()));
    if (!std::isfinite(from.value())) return wrong_field("readings.value", "a finite number");
    reading.value = from.value();
    ANJU_TRY(reading.unit, read_name("readings.unit", from.unit()));
    reading.at = read_stamp(from.at());
    return reading;
}

}  // namespace

std::string encode(const AlertBatch& batch) {
    ANJU_CHECK(batch.updates.size() <= kMaxUpdatesPerBatch);
    pb::AlertBatch message;
    write_ulid(*message.mutable_epoch(), batch.epoch.value);
    for (const auto& numbered : batch.updates) {
        auto& update = *message.add_updates();
        update.set_outbox_number(numbered.number);
        write_update(update, numbered.update);
    }
    write_stamp(*message.mutable_sent(), batch.sent);
    message.set_street_claim(write_name(batch.street_claim.value));
    return serialize(message);
}

std::string encode(const Receipt& receipt) {
    pb::Receipt message;
    write_ulid(*message.mutable_epoch(), receipt.epoch.value);
    for (const auto number : receipt.numbers) message.add_numbers(number);
    for (const auto& refused : receipt.refusals) {
        auto& refusal = *message.add_refusals();
        refusal.set_number(refused.number);
        refusal.set_reason(mend_text(refused.reason, kMaxReasonBytes));
    }
    return serialize(message);
}

std::string encode(const Status& status) {
    pb::Status message;
    message.set_online(status.online);
    message.set_version(write_name(status.version));
    write_stamp(*message.mutable_sent(), status.sent);
    message.set_home_claim(write_name(status.home_claim.value));
    message.set_street_claim(write_name(status.street_claim.value));
    write_ulid(*message.mutable_epoch(), status.epoch.value);
    message.set_last_number(status.last_number);
    message.set_oldest_pending(status.oldest_pending);
    message.set_pending(status.pending);
    message.set_quarantined(status.quarantined);
    message.set_disk_free_bytes(status.disk_free_bytes);
    for (const auto& health : status.devices) {
        if (message.devices_size() == kMaxDevices) break;
        auto& device = *message.add_devices();
        device.set_device(write_name(health.device.value));
        device.set_kind(std::string(to_string(health.kind)));
        device.set_heard_ms_ago(health.heard_ago ? health.heard_ago->count() : -1);
        device.set_online(health.online);
        if (health.battery_percent) device.set_battery_percent(*health.battery_percent);
        device.set_battery_low(health.battery_low);
        device.set_in_test(health.in_test);
    }
    if (status.fallback) write_fallback(*message.mutable_fallback(), *status.fallback);
    if (status.hub) {
        message.mutable_hub()->set_table_version(status.hub->table_version);
        message.mutable_hub()->set_homes(status.hub->homes);
        message.mutable_hub()->set_devices(status.hub->devices);
    }
    for (const auto& command : status.commands_done) {
        if (message.commands_done_size() == kMaxCommandsDone) break;
        write_ulid(*message.add_commands_done(), command);
    }
    return serialize(message);
}

std::string encode(const std::vector<Reading>& readings) {
    pb::ReadingBatch message;
    for (const auto& reading : readings) {
        auto& to = *message.add_readings();
        to.set_home(write_name(reading.home.value));
        to.set_device(write_name(reading.device.value));
        to.set_kind(std::string(to_string(reading.kind)));
        to.set_name(write_name(reading.name));
        to.set_value(reading.value);
        to.set_unit(write_name(reading.unit));
        write_stamp(*to.mutable_at(), reading.at);
    }
    return serialize(message);
}

std::string encode_update(const AlertUpdate& update) {
    pb::AlertUpdate message;
    write_update(message, update);
    return serialize(message);
}

Result<AlertBatch> decode_alert_batch(std::string_view bytes) {
    ANJU_TRY(check_payload_size(bytes));
    ANJU_TRY(const auto split, split_batch(bytes));
    ANJU_TRY(const auto message, parse_message<pb::AlertBatch>(split.rest, "AlertBatch"));
    AlertBatch batch;
    ANJU_TRY(const auto epoch, read_ulid("epoch", message.epoch()));
    batch.epoch = OutboxEpoch{epoch};
    batch.sent = read_stamp(message.sent());
    ANJU_TRY(auto street, read_name("street_claim", message.street_claim()));
    batch.street_claim = StreetId{std::move(street)};
    batch.updates.reserve(split.updates.size());
    for (const auto update : split.updates) read_numbered(update, batch);
    return batch;
}

Result<Receipt> decode_receipt(std::string_view bytes) {
    ANJU_TRY(const auto message, parse_message<pb::Receipt>(bytes, "Receipt"));
    ANJU_TRY(check_count("numbers", message.numbers_size(), kMaxReceiptNumbers));
    ANJU_TRY(check_count("refusals", message.refusals_size(), kMaxRefusals));
    Receipt receipt;
    ANJU_TRY(const auto epoch, read_ulid("epoch", message.epoch()));
    receipt.epoch = OutboxEpoch{epoch};
    receipt.numbers.assign(message.numbers().begin(), message.numbers().end());
    for (const auto& refusal : message.refusals()) {
        receipt.refusals.push_back({refusal.number(), mend_text(refusal.reason(), kMaxReasonBytes)});
    }
    return receipt;
}

Result<Status> decode_status(std::string_view bytes) {
    ANJU_TRY(const auto message, parse_message<pb::Status>(bytes, "Status"));
    ANJU_TRY(check_count("devices", message.devices_size(), kMaxDevices));
    Status status;
    status.online = message.online();
    ANJU_TRY(status.version, read_name("version", message.version()));
    status.sent = read_stamp(message.sent());
    ANJU_TRY(auto home, read_name("home_claim", message.home_claim()));
    status.home_claim = HomeId{std::move(home)};
    ANJU_TRY(auto street, read_name("street_claim", message.street_claim()));
    status.street_claim = StreetId{std::move(street)};
    ANJU_TRY(const auto epoch, read_optional_ulid("epoch", message.epoch()));
    status.epoch = OutboxEpoch{epoch};
    status.last_number = message.last_number();
    status.oldest_pending = message.oldest_pending();
    status.pending = message.pending();
    status.quarantined = message.quarantined();
    status.disk_free_bytes = message.disk_free_bytes();
    for (const auto& from : message.devices()) {
        ANJU_TRY(auto device, read_device(from));
        status.devices.push_back(std::move(device));
    }
    if (message.has_fallback()) status.fallback = read_fallback(message.fallback());
    if (message.has_hub()) {
        status.hub = HubHealth{message.hub().table_version(), message.hub().homes(), message.hub().devices()};
    }
    ANJU_TRY(check_count("commands_done", message.commands_done_size(), kMaxCommandsDone));
    for (const auto& done : message.commands_done()) {
        ANJU_TRY(const auto command, read_ulid("commands_done", done));
        status.commands_done.push_back(command);
    }
    return status;
}

Result<std::vector<Reading>> decode_readings(std::string_view bytes) {
    ANJU_TRY(const auto message, parse_message<pb::ReadingBatch>(bytes, "ReadingBatch"));
    ANJU_TRY(check_count("readings", message.readings_size(), kMaxReadings));
    std::vector<Reading> readings;
    for (const auto& from : message.readings()) {
        ANJU_TRY(auto reading, read_reading(from));
        readings.push_back(std::move(reading));
    }
    return readings;
}

Result<AlertUpdate> decode_update(std::string_view bytes) {
    ANJU_TRY(const auto message, parse_message<pb::AlertUpdate>(bytes, "AlertUpdate"));
    return read_update(message);
}

}  // namespace anju::codec
