// Whatever arrives, decoding ends with a value or an error; and what it accepts, it can say again.
#include "codec/codec.hpp"
#include "tests/unit/codec/examples.hpp"

#include <google/protobuf/stubs/logging.h>

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

using namespace anju;
using namespace anju::codec;

namespace {

/// Decodes as everything; returns how many readers accepted the bytes.
int accepted_by(std::string_view bytes) {
    int accepted = 0;
    if (const auto batch = decode_alert_batch(bytes)) {
        ++accepted;
        const auto again = decode_alert_batch(encode(batch.value()));
        REQUIRE(again.has_value());
        REQUIRE(again.value().updates == batch.value().updates);
    }
    if (const auto update = decode_update(bytes)) {
        ++accepted;
        REQUIRE(decode_update(encode_update(update.value())).value() == update.value());
    }
    if (const auto receipt = decode_receipt(bytes)) {
        ++accepted;
        REQUIRE(decode_receipt(encode(receipt.value())).value().numbers == receipt.value().numbers);
    }
    if (const auto status = decode_status(bytes)) {
        ++accepted;
        REQUIRE(decode_status(encode(status.value())).value().devices.size() == status.value().devices.size());
    }
    if (const auto readings = decode_readings(bytes)) {
        ++accepted;
        REQUIRE(decode_readings(encode(readings.value())).value().size() == readings.value().size());
    }
    if (const auto command = decode_command(bytes)) {
        ++accepted;
        REQUIRE(decode_command(encode(command.value())).value().id == command.value().id);
    }
    return accepted;
}

std::vector<std::string> samples() {
    Receipt receipt;
    receipt.epoch = OutboxEpoch{examples::ulid(3)};
    receipt.numbers = {1, 2, 900};
    receipt.refusals = {{7, "no"}};
    return {encode(examples::batch()),
            encode_update(examples::update()),
            encode(receipt),
            encode(examples::status()),
            encode(std::vector<Reading>{
                {HomeId{"h"}, DeviceId{"m"}, Kind::water_meter, "total", 20.015, "m3", examples::stamp(4)}}),
            encode(Command{examples::ulid(1), CaseClosed{{AlertId{examples::ulid(2)}}}})};
}

/// Protobuf writes a line per string that is not UTF-8; a fuzz run would drown the report.
const google::protobuf::LogSilencer quiet;

}  // namespace

TEST_CASE("a payload cut short at any length is answered") {
    for (const auto& sample : samples()) {
        for (std::size_t length = 0; length <= sample.size(); ++length)
            accepted_by(std::string_view(sample).substr(0, length));
        CHECK(accepted_by(sample) > 0);
    }
}

TEST_CASE("a payload with any byte changed is answered") {
    for (const auto& sample : samples()) {
        for (std::size_t at = 0; at < sample.size(); ++at) {
            for (const int flip : {0x01, 0x80, 0xFF}) {
                auto bytes = sample;
                bytes[at] = static_cast<char>(bytes[at] ^ flip);
                accepted_by(bytes);
            }
        }
    }
    CHECK(true);
}

TEST_CASE("random bytes are answered") {
    std::mt19937_64 random(20'260'301);
    int accepted = 0;
    for (int round = 0; round < 20'000; ++round) {
        std::string bytes(random() % 96, '\0');
        for (auto& c : bytes) c = static_cast<char>(random());
        accepted += accepted_by(bytes);
    }
    CHECK(accepted < 20'000 * 6);
}

TEST_CASE("spliced halves of two payloads are answered") {
    const auto all = samples();
    std::mt19937_64 random(3);
    for (int round = 0; round < 5'000; ++round) {
        const auto& left = all[random() % all.size()];
        const auto& right = all[random() % all.size()];
        accepted_by(left.substr(0, random() % left.size()) + right.substr(random() % right.size()));
    }
    CHECK(true);
}
