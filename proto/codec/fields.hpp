// Checks on single fields, shared by the messages of this folder. Private to proto/codec.
//
// Two strengths: identity (ULIDs, ids, words) is refused with a reason when it is wrong, because a
// guess would name another alert; description (values, times, evidence, free text) is mended,
// because no alarm may be refused for a bad decoration.
#pragma once

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

#include "anju/v1/gateway.pb.h"

#include <optional>
#include <string>
#include <string_view>

namespace anju::codec {

namespace pb = ::anju::v1;

/// A ULID of 16 bytes that is not nil.
[[nodiscard]] Result<Ulid> read_ulid(std::string_view field, std::string_view bytes);
/// As read_ulid, and empty bytes mean nil.
[[nodiscard]] Result<Ulid> read_optional_ulid(std::string_view field, std::string_view bytes);
/// Text of at most `kMaxNameBytes` of UTF-8 without NUL; may be empty.
[[nodiscard]] Result<std::string> read_name(std::string_view field, std::string_view text);
/// `text` made valid UTF-8 without NUL and cut to `max_bytes`.
[[nodiscard]] std::string mend_text(std::string_view text, std::size_t max_bytes);
/// A time as sent; what no clock can have shown is moved into range and marked as not in step.
[[nodiscard]] Stamp read_stamp(const pb::Stamp& from);

void write_ulid(std::string& field, const Ulid& id);
void write_stamp(pb::Stamp& to, const Stamp& stamp);
[[nodiscard]] std::string write_name(std::string_view text);

/// UTC milliseconds that a four-digit year can express, or nothing.
[[nodiscard]] std::optional<UtcTime> read_utc(std::int64_t millis);

[[nodiscard]] Error wrong_field(std::string_view field, std::string_view expected);
/// Whether a list is short enough.
[[nodiscard]] Result<void> check_count(std::string_view field, int count, int most);
[[nodiscard]] std::string serialize(const google::protobuf::MessageLite& message);
/// Whether `bytes` may be parsed at all.
[[nodiscard]] Result<void> check_payload_size(std::string_view bytes);

template <class Message>
[[nodiscard]] Result<Message> parse_message(std::string_view bytes, const char* name) {
    ANJU_TRY(check_payload_size(bytes));
    Message message;
    if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
        return fail(ErrorCode::invalid, std::string("the payload is no protobuf message ") + name);
    }
    return message;
}

}  // namespace anju::codec
