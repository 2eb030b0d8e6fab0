// What the centre asks of a gateway.
#include "base/check.hpp"
#include "codec/codec.hpp"
#include "codec/fields.hpp"

#include <algorithm>
#include <utility>

namespace anju::codec {

namespace {

constexpr int kMaxClosedAlerts = 1'024;
constexpr std::size_t kMaxAnnouncementBytes = 1'024;

Result<CaseClosed> read_case_closed(const pb::CaseClosed& from) {
    ANJU_TRY(check_count("case_closed.alert_ids", from.alert_ids_size(), kMaxClosedAlerts));
    CaseClosed closed;
    for (const auto& bytes : from.alert_ids()) {
        ANJU_TRY(const auto id, read_ulid("case_closed.alert_ids", bytes));
        closed.alerts.emplace_back(id);
    }
    return closed;
}

Result<Announce> read_announce(const pb::Announce& from) {
    ANJU_TRY(auto device, read_name("announce.device", from.device()));
    if (from.text().size() > kMaxAnnouncementBytes) {
        return wrong_field("announce.text", "at most " + std::to_string(kMaxAnnouncementBytes) + " bytes");
    }
    ANJU_TRY(auto prompt, read_name("announce.prompt", from.prompt()));
    ANJU_TRY(auto home, read_name("announce.home", from.home()));
    return Announce{DeviceId{std::move(device)}, mend_text(from.text(), kMaxAnnouncementBytes), std::move(prompt),
                    HomeId{std::move(home)}};
}

Result<SetAway> read_set_away(const pb::SetAway& from) {
    ANJU_TRY(auto home, read_name("set_away.home", from.home()));
    SetAway set{HomeId{std::move(home)}, from.away(), std::nullopt};
    if (from.until_utc_ms() != 0) {
        set.until = read_utc(from.until_utc_ms());
        if (!set.until) return wrong_field("set_away.until_utc_ms", "milliseconds since 1970 in UTC, or 0");
    }
    return set;
}

Result<SetTestMode> read_set_test_mode(const pb::SetTestMode& from) {
    ANJU_TRY(auto device, read_name("set_test_mode.device", from.device()));
    if (from.duration_ms() < 0) return wrong_field("set_test_mode.duration_ms", "0 or more");
    ANJU_TRY(auto home, read_name("set_test_mode.home", from.home()));
    return SetTestMode{DeviceId{std::move(device)}, Millis{from.duration_ms()}, HomeId{std::move(home)}};
}

Result<HomeOfDevice> read_home_of_device(const pb::HomeOfDevice& from) {
    ANJU_TRY(auto device, read_name("set_home_table.devices.device", from.device()));
    ANJU_TRY(auto home, read_name("set_home_table.devices.home", from.home()));
    if (device.empty()) return wrong_field("set_home_table.devices.device", "a name");
    if (home.empty()) return wrong_field("set_home_table.devices.home", "a name");
    if (from.kind().empty()) return HomeOfDevice{DeviceId{std::move(device)}, HomeId{std::move(home)}, Kind::unknown};
    const auto kind = parse_word<Kind>(from.kind());
    // A newer centre may know kinds that this version does not; the device is of this home all the same.
    return HomeOfDevice{DeviceId{std::move(device)}, HomeId{std::move(home)}, kind.value_or(Kind::unknown)};
}

Result<SetHomeTable> read_set_home_table(const pb::SetHomeTable& from) {
    ANJU_TRY(check_count("set_home_table.devices", from.devices_size(), static_cast<int>(kMaxHomesPerPart)));
    if (from.version() == 0) return wrong_field("set_home_table.version", "a number that is not 0");
    if (from.parts() == 0 || from.parts() > kMaxHomeTableParts) {
        return wrong_field("set_home_table.parts", "1 to " + std::to_string(kMaxHomeTableParts));
    }
    if (from.part() >= from.parts()) return wrong_field("set_home_table.part", "less than set_home_table.parts");
    SetHomeTable table{from.version(), from.part(), from.parts(), {}};
    table.devices.reserve(static_cast<std::size_t>(from.devices_size()));
    for (const auto& one : from.devices()) {
        ANJU_TRY(auto device, read_home_of_device(one));
        table.devices.push_back(std::move(device));
    }
    return table;
}

Result<TakeOutDevice> read_take_out_device(const pb::TakeOutDevice& from) {
    ANJU_TRY(auto device, read_name("take_out_device.device", from.device()));
    if (device.empty()) return wrong_field("take_out_device.device", "a name");
    return TakeOutDevice{DeviceId{std::move(device)}};
}

void write_what(pb::Command& to, const CaseClosed& closed) {
    auto& message = *to.mutable_case_closed();
    for (const auto& alert : closed.alerts) write_ulid(*message.add_alert_ids(), alert.value);
}

void write_what(pb::Command& to, const Announce& announce) {
    to.mutable_announce()->set_device(write_name(announce.device.value));
    to.mutable_announce()->set_text(mend_text(announce.text, kMaxAnnouncementBytes));
    to.mutable_announce()->set_prompt(write_name(announce.prompt));
    to.mutable_announce()->set_home(write_name(announce.home.value));
}

void write_what(pb::Command& to, const SetAway& set) {
    to.mutable_set_away()->set_home(write_name(set.home.value));
    to.mutable_set_away()->set_away(set.away);
    to.mutable_set_away()->set_until_utc_ms(set.until ? set.until->time_since_epoch().count() : 0);
}

void write_what(pb::Command& to, const SetTestMode& set) {
    to.mutable_set_test_mode()->set_device(write_name(set.device.value));
    to.mutable_set_test_mode()->set_duration_ms(std::max(set.lasts, Millis{}).count());
    to.mutable_set_test_mode()->set_home(write_name(set.home.value));
}

void write_what(pb::Command& to, const SetHomeTable& table) {
    ANJU_CHECK(table.devices.size() <= kMaxHomesPerPart);
    auto& message = *to.mutable_set_home_table();
    message.set_version(table.version);
    message.set_part(table.part);
    message.set_parts(table.parts);
    for (const auto& one : table.devices) {
        auto& device = *message.add_devices();
        device.set_device(write_name(one.device.value));
        device.set_home(write_name(one.home.value));
        if (one.kind != Kind::unknown) device.set_kind(std::string(to_string(one.kind)));
    }
}

void write_what(pb::Command& to, const TakeOutDevice& gone) {
    to.mutable_take_out_device()->set_device(write_name(gone.device.value));
}

}  // namespace

std::string encode(const Command& command) {
    pb::Command message;
    write_ulid(*message.mutable_command_id(), command.id);
    std::visit([&](const auto& what) { write_what(message, what); }, command.what);
    return serialize(message);
}

Result<Command> decode_command(std::string_view bytes) {
    ANJU_TRY(const auto message, parse_message<pb::Command>(bytes, "Command"));
    Command command;
    ANJU_TRY(command.id, read_ulid("command_id", message.command_id()));
    switch (message.what_case()) {
        case pb::Command::kCaseClosed: {
            ANJU_TRY(command.what, read_case_closed(message.case_closed()));
            return command;
        }
        case pb::Command::kAnnounce: {
            ANJU_TRY(command.what, read_announce(message.announce()));
            return command;
        }
        case pb::Command::kSetAway: {
            ANJU_TRY(command.what, read_set_away(message.set_away()));
            return command;
        }
        case pb::Command::kSetTestMode: {
            ANJU_TRY(command.what, read_set_test_mode(message.set_test_mode()));
            return command;
        }
        case pb::Command::kSetHomeTable: {
            ANJU_TRY(command.what, read_set_home_table(message.set_home_table()));
            return command;
        }
        case pb::Command::kTakeOutDevice: {
            ANJU_TRY(command.what, read_take_out_device(message.take_out_device()));
            return command;
        }
        case pb::Command::WHAT_NOT_SET: break;
    }
    return wrong_field("what",
                       "a command that this version knows (case_closed, announce, set_away, "
                       "set_test_mode, set_home_table, take_out_device)");
}

}  // namespace anju::codec
