#include "codec/fields.hpp"

#include "base/check.hpp"

#include "base/text.hpp"
#include "codec/codec.hpp"

#include <algorithm>

namespace anju::codec {

namespace {

constexpr std::int64_t kLastUtcMillis = 253'402'300'799'999;     // 9999-12-31T23:59:59.999Z
constexpr std::int64_t kLastMonoMillis = 36'500LL * 86'400'000;  // nothing stays up for a century

}  // namespace

Error wrong_field(std::string_view field, std::string_view expected) {
    return fail(ErrorCode::invalid, std::string(field) + ": expected " + std::string(expected));
}

Result<void> check_payload_size(std::string_view bytes) {
    if (bytes.size() <= kMaxPayloadBytes) return success();
    return fail(ErrorCode::invalid, "the payload has " + std::to_string(bytes.size()) + " bytes, at most " +
                                        std::to_string(kMaxPayloadBytes) + " are read");
}

Result<Ulid> read_optional_ulid(std::string_view field, std::string_view bytes) {
    if (bytes.empty()) return Ulid{};
    if (bytes.size() != 16) {
        return wrong_field(field, "a ULID of 16 bytes, got " + std::to_string(bytes.size()));
    }
    return Ulid::from_bytes(bytes);
}

Result<Ulid> read_ulid(std::string_view field, std::string_view bytes) {
    ANJU_TRY(const auto id, read_optional_ulid(field, bytes));
    if (id.is_nil()) return wrong_field(field, "a ULID of 16 bytes that is not zero");
    return id;
}

Result<std::string> read_name(std::string_view field, std::string_view text) {
    if (text.size() > kMaxNameBytes) {
        return wrong_field(field,
                           "at most " + std::to_string(kMaxNameBytes) + " bytes, got " + std::to_string(text.size()));
    }
    if (!is_utf8(text)) return wrong_field(field, "UTF-8");
    if (text.find('\0') != std::string_view::npos) return wrong_field(field, "text without NUL characters");
    return std::string(text);
}

std::string mend_text(std::string_view text, std::size_t max_bytes) {
    auto mended = to_valid_utf8(text, max_bytes);
    std::replace(mended.begin(), mended.end(), '\0', ' ');
    return mended;
}

std::string write_name(std::string_view text) { return mend_text(text, kMaxNameBytes); }

std::optional<UtcTime> read_utc(std::int64_t millis) {
    if (millis < 0 || millis > kLastUtcMillis) return std::nullopt;
    return UtcTime{Millis{millis}};
}

Stamp read_stamp(const pb::Stamp& from) {
    const auto utc = std::clamp<std::int64_t>(from.utc_ms(), 0, kLastUtcMillis);
    const auto mono = std::clamp<std::int64_t>(from.mono_ms(), 0, kLastMonoMillis);
    const bool plausible = utc == from.utc_ms() && mono == from.mono_ms();
    return Stamp{from.boot(), MonoTime{Millis{mono}}, UtcTime{Millis{utc}}, from.synced() && plausible};
}

void write_stamp(pb::Stamp& to, const Stamp& stamp) {
    to.set_boot(stamp.boot);
    to.set_mono_ms(stamp.mono.time_since_epoch().count());
    to.set_utc_ms(stamp.utc.time_since_epoch().count());
    to.set_synced(stamp.synced);
}

void write_ulid(std::string& field, const Ulid& id) {
    field.assign(reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size());
}

std::string serialize(const google::protobuf::MessageLite& message) {
    std::string bytes;
    ANJU_CHECK(message.SerializeToString(&bytes));
    return bytes;
}

Result<void> check_count(std::string_view field, int count, int most) {
    if (count <= most) return success();
    return wrong_field(field, "at most " + std::to_string(most) + " entries, got " + std::to_string(count));
}

}  // namespace anju::codec
