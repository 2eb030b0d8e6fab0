// Every decoder of the wire. The first byte chooses it. What was accepted can be written and read
// again, and then stays as it is: what decoding mends, it mends once.
#include "tests/fuzz/target.hpp"

#include "base/check.hpp"
#include "codec/codec.hpp"

#include <google/protobuf/stubs/logging.h>

#include <string>
#include <string_view>

using namespace anju;
using namespace anju::codec;

namespace {

/// Protobuf writes a line per string that is not UTF-8.
const google::protobuf::LogSilencer quiet;

template <typename Decode, typename Encode>
void check(std::string_view bytes, Decode decode, Encode encode) {
    const auto value = decode(bytes);
    if (!value) {
        ANJU_CHECK(!value.error().message.empty());
        return;
    }
    const std::string written = encode(value.value());
    const auto again = decode(written);
    ANJU_CHECK(again.has_value());
    ANJU_CHECK(encode(again.value()) == written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto encoded = [](const auto& value) { return encode(value); };
    switch (data[0]) {
        case 'a': check(bytes, decode_alert_batch, encoded); break;
        case 'r': check(bytes, decode_receipt, encoded); break;
        case 's': check(bytes, decode_status, encoded); break;
        case 'm': check(bytes, decode_readings, encoded); break;
        case 'c': check(bytes, decode_command, encoded); break;
        case 'u': check(bytes, decode_update, encode_update); break;
        default: break;
    }
    return 0;
}
