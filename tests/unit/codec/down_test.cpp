#include "codec/codec.hpp"
#include "tests/unit/codec/examples.hpp"

#include "anju/v1/gateway.pb.h"

#include <doctest/doctest.h>

#include <limits>

using namespace anju;
using namespace anju::codec;

TEST_CASE("a receipt reads the same after a trip over the wire") {
    Receipt sent;
    sent.epoch = OutboxEpoch{examples::ulid(3)};
    sent.numbers = {1, 2, 900, ~std::uint64_t{0}};
    sent.refusals = {{7, "alert_id: expected a ULID"}};
    const auto got = decode_receipt(encode(sent));
    REQUIRE(got.has_value());
    CHECK(got.value().epoch == sent.epoch);
    CHECK(got.value().numbers == sent.numbers);
    REQUIRE(got.value().refusals.size() == 1);
    CHECK(got.value().refusals[0].number == 7);
    CHECK(got.value().refusals[0].reason == sent.refusals[0].reason);
}

TEST_CASE("a receipt that names no epoch is refused, for it could remove the wrong rows") {
    anju::v1::Receipt message;
    message.add_numbers(1);
    CHECK(decode_receipt(message.SerializeAsString()).has_error());
}

TEST_CASE("a status reads the same after a trip over the wire") {
    const auto sent = examples::status();
    const auto result = decode_status(encode(sent));
    REQUIRE(result.has_value());
    const auto& got = result.value();
    CHECK(got.online);
    CHECK(got.version == sent.version);
    CHECK(got.sent == sent.sent);
    CHECK(got.home_claim == sent.home_claim);
    CHECK(got.street_claim == sent.street_claim);
    CHECK(got.epoch == sent.epoch);
    CHECK(got.last_number == 90);
    CHECK(got.oldest_pending == 88);
    CHECK(got.pending == 2);
    CHECK(got.quarantined == 4);
    CHECK(got.disk_free_bytes == 1'000'000);
    REQUIRE(got.devices.size() == 2);
    CHECK(got.devices[0].heard_ago == Millis{12});
    CHECK(got.devices[0].battery_percent == 55.5);
    CHECK(got.devices[0].battery_low);
    CHECK(got.devices[0].in_test);
    CHECK_FALSE(got.devices[1].in_test);
    CHECK_FALSE(got.devices[1].heard_ago.has_value());
    CHECK_FALSE(got.devices[1].battery_percent.has_value());
    CHECK_FALSE(got.devices[1].online);
    CHECK(got.devices[1].kind == Kind::fall);
}

TEST_CASE("a status tells the newest commands that were carried out, and an older gateway none") {
    auto sent = examples::status();
    CHECK(decode_status(encode(sent)).value().commands_done.empty());
    for (int i = 0; i < kMaxCommandsDone + 6; ++i) {
        sent.commands_done.emplace_back();
        sent.commands_done.back().bytes.fill(static_cast<std::uint8_t>(i + 1));
    }
    const auto got = decode_status(encode(sent)).value().commands_done;
    REQUIRE(got.size() == static_cast<std::size_t>(kMaxCommandsDone));
    CHECK(got.front() == sent.commands_done.front());
    CHECK(got.back() == sent.commands_done[kMaxCommandsDone - 1]);
}

TEST_CASE("a status whose commands have broken ids, or too many, is refused") {
    anju::v1::Status message;
    message.ParseFromString(encode(examples::status()));
    message.add_commands_done("short");
    CHECK(decode_status(message.SerializeAsString()).error().message.find("commands_done") != std::string::npos);
    message.clear_commands_done();
    for (int i = 0; i <= kMaxCommandsDone; ++i) message.add_commands_done(std::string(16, 'x'));
    CHECK(decode_status(message.SerializeAsString()).error().code == ErrorCode::invalid);
}

TEST_CASE("a will may leave the epoch out") {
    Status will;
    will.online = false;
    const auto got = decode_status(encode(will));
    REQUIRE(got.has_value());
    CHECK_FALSE(got.value().online);
    CHECK(got.value().epoch.is_nil());
    CHECK(decode_status("").has_value());
}

TEST_CASE("readings read the same after a trip over the wire, and a reading must be a number") {
    const std::vector<Reading> sent{
        {HomeId{"h"}, DeviceId{"m"}, Kind::water_meter, "total", 20.015, "m3", examples::stamp(4)}};
    const auto got = decode_readings(encode(sent));
    REQUIRE(got.has_value());
    REQUIRE(got.value().size() == 1);
    CHECK(got.value()[0].value == 20.015);
    CHECK(got.value()[0].unit == "m3");
    CHECK(got.value()[0].at == sent[0].at);

    auto wrong = sent;
    wrong[0].value = std::numeric_limits<double>::infinity();
    CHECK(decode_readings(encode(wrong)).has_error());
}

TEST_CASE("a status tells how the gateway fares without the centre, or nothing of it") {
    auto sent = examples::status();
    CHECK_FALSE(decode_status(encode(sent)).value().fallback.has_value());
    sent.fallback = FallbackHealth{3, 2, 1, true, true, 77};
    CHECK(decode_status(encode(sent)).value().fallback == sent.fallback);
}

TEST_CASE("every command reads the same after a trip over the wire") {
    const auto closed = decode_command(encode(Command{examples::ulid(1), CaseClosed{{AlertId{examples::ulid(2)}}}}));
    REQUIRE(closed.has_value());
    CHECK(closed.value().id == examples::ulid(1));
    CHECK(std::get<CaseClosed>(closed.value().what).alerts == std::vector{AlertId{examples::ulid(2)}});

    const auto announce = decode_command(encode(Command{examples::ulid(1), Announce{DeviceId{"lamp"}, "救援已出发"}}));
    REQUIRE(announce.has_value());
    CHECK(std::get<Announce>(announce.value().what).text == "救援已出发");
    CHECK(std::get<Announce>(announce.value().what).device == DeviceId{"lamp"});

    const auto prompt = decode_command(encode(Command{examples::ulid(1), Announce{DeviceId{}, "", "help_is_coming"}}));
    REQUIRE(prompt.has_value());
    CHECK(std::get<Announce>(prompt.value().what).prompt == "help_is_coming");

    const auto until = UtcTime{Millis{1'800'000'000'000}};
    const auto away = decode_command(encode(Command{examples::ulid(1), SetAway{HomeId{"h"}, true, until}}));
    REQUIRE(away.has_value());
    CHECK(std::get<SetAway>(away.value().what).away);
    CHECK(std::get<SetAway>(away.value().what).until == until);
    const auto tested =
        decode_command(encode(Command{examples::ulid(1), SetTestMode{DeviceId{"hall"}, Millis{1'800'000}}}));
    REQUIRE(tested.has_value());
    CHECK(std::get<SetTestMode>(tested.value().what).device == DeviceId{"hall"});
    CHECK(std::get<SetTestMode>(tested.value().what).lasts == Millis{1'800'000});
    const auto forever = decode_command(encode(Command{examples::ulid(1), SetAway{HomeId{"h"}, true, {}}}));
    CHECK_FALSE(std::get<SetAway>(forever.value().what).until.has_value());
}

TEST_CASE("commands for hubs keep their homes") {
    const auto through = [](auto what) {
        const auto command = decode_command(encode(Command{examples::ulid(1), what}));
        REQUIRE(command.has_value());
        return std::get<decltype(what)>(command.value().what);
    };
    CHECK(through(Announce{DeviceId{}, "", "help_is_coming", HomeId{"h-7"}}).home == HomeId{"h-7"});
    CHECK(through(SetTestMode{DeviceId{}, Millis{1'000}, HomeId{"h-7"}}).home == HomeId{"h-7"});
    CHECK(through(TakeOutDevice{DeviceId{"hall"}}).device == DeviceId{"hall"});
    const SetHomeTable table{
        77, 1, 3, {{DeviceId{"烟感"}, HomeId{"h-7"}, Kind::smoke}, {DeviceId{"b"}, HomeId{"h-8"}, Kind::unknown}}};
    const auto back = through(table);
    CHECK(back.version == 77);
    CHECK(back.part == 1);
    CHECK(back.parts == 3);
    CHECK(back.devices == table.devices);
}

TEST_CASE("a full part of a table of homes fits a payload") {
    SetHomeTable table{1, 0, 1, {}};
    const std::string longest(kMaxNameBytes, 'n');
    table.devices.assign(kMaxHomesPerPart, {DeviceId{longest}, HomeId{longest}, Kind::call_button});
    const auto bytes = encode(Command{examples::ulid(1), table});
    CHECK(bytes.size() <= kMaxPayloadBytes);
    CHECK(decode_command(bytes).has_value());
}

TEST_CASE("a table of homes that no hub could go by is refused, with the field") {
    anju::v1::Command message;
    message.set_command_id(std::string(16, 'i'));
    auto& table = *message.mutable_set_home_table();
    const auto refused = [&](const std::string& field) {
        CAPTURE(field);
        const auto command = decode_command(message.SerializeAsString());
        REQUIRE(command.has_error());
        CHECK(command.error().message.starts_with("set_home_table." + field + ": "));
    };
    refused("version");
    table.set_version(5);
    refused("parts");
    table.set_parts(2);
    table.set_part(2);
    refused("part");
    table.set_part(1);
    CHECK(decode_command(message.SerializeAsString()).has_value());
    auto& device = *table.add_devices();
    refused("devices.device");
    device.set_device("hall");
    refused("devices.home");
    device.set_home("h-7");
    device.set_kind("a kind of the future");
    CHECK(decode_command(message.SerializeAsString()).has_value());
    for (std::size_t i = 0; i < kMaxHomesPerPart; ++i) *table.add_devices() = device;
    refused("devices");
    message.mutable_take_out_device();
    CHECK(decode_command(message.SerializeAsString()).has_error());
}

TEST_CASE("a command that cannot be told apart from its repeat, or says nothing known, is refused") {
    anju::v1::Command message;
    message.mutable_announce()->set_text("x");
    CHECK(decode_command(message.SerializeAsString()).has_error());
    message.Clear();
    message.set_command_id(std::string(16, 'i'));
    CHECK(decode_command(message.SerializeAsString()).has_error());
    message.mutable_set_away()->set_until_utc_ms(-5);
    CHECK(decode_command(message.SerializeAsString()).has_error());
    message.mutable_set_test_mode()->set_duration_ms(-1);
    CHECK(decode_command(message.SerializeAsString()).has_error());
    message.mutable_announce()->set_text(std::string(5'000, 'x'));
    CHECK(decode_command(message.SerializeAsString()).has_error());
    message.mutable_case_closed()->add_alert_ids("short");
    CHECK(decode_command(message.SerializeAsString()).has_error());
}
