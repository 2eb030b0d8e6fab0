// Codec: MQTT payload bytes <-> domain values (wire schema: anju/v1/gateway.proto).
//
// Decoding checks everything a hostile or broken sender could get wrong and answers with
// ErrorCode::invalid that names the field; a batch keeps its good updates and lists the bad ones.
// Encoding cannot fail. Pure functions, thread-safe.
#pragma once

#include "base/alert.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace anju::codec {

inline constexpr std::size_t kMaxUpdatesPerBatch = 512;
inline constexpr std::size_t kMaxPayloadBytes = 1 << 20;
inline constexpr std::size_t kMaxHomesPerPart = 1'800;  ///< with names of 256 bytes a part fits a payload
inline constexpr std::uint32_t kMaxHomeTableParts = 200;
inline constexpr int kMaxCommandsDone = 64;
inline constexpr std::size_t kMaxNameBytes = 256;  ///< ids, words, `how`

/// A numbered update that could not be understood; `number` is 0 when even that is missing.
struct BadUpdate {
    std::uint64_t number = 0;
    std::string reason;
};

struct AlertBatch {
    OutboxEpoch epoch;
    std::vector<NumberedUpdate> updates;
    Stamp sent;
    StreetId street_claim;
    std::vector<BadUpdate> bad;  ///< filled by decode only
};

struct Receipt {
    OutboxEpoch epoch;
    std::vector<std::uint64_t> numbers;
    std::vector<BadUpdate> refusals;
};

struct DeviceHealth {
    DeviceId device;
    Kind kind = Kind::unknown;
    std::optional<Millis> heard_ago;
    bool online = true;
    std::optional<double> battery_percent;
    bool battery_low = false;
    bool in_test = false;
};

/// How the gateway fares when the centre does not answer; counts since its start.
struct FallbackHealth {
    std::uint64_t called = 0;
    std::uint64_t hooks_run = 0;
    std::uint64_t hooks_failed = 0;
    bool sounding = false;
    bool second_connected = false;
    std::uint64_t second_updates = 0;
    friend bool operator==(const FallbackHealth&, const FallbackHealth&) = default;
};

/// Of a gateway that serves many homes.
struct HubHealth {
    std::uint64_t table_version = 0;  ///< of the table of homes that it goes by; 0: it has none
    std::uint64_t homes = 0;
    std::uint64_t devices = 0;
    friend bool operator==(const HubHealth&, const HubHealth&) = default;
};

struct Status {
    bool online = true;
    std::string version;
    Stamp sent;
    HomeId home_claim;
    StreetId street_claim;
    OutboxEpoch epoch;
    std::uint64_t last_number = 0;
    std::uint64_t oldest_pending = 0;
    std::uint64_t pending = 0;
    std::uint64_t quarantined = 0;
    std::uint64_t disk_free_bytes = 0;
    std::vector<DeviceHealth> devices;
    std::optional<FallbackHealth> fallback;  ///< nothing: neither a second way nor a fallback
    std::optional<HubHealth> hub;            ///< nothing: it serves one home
    std::vector<Ulid> commands_done;         ///< the newest commands that were carried out; none: an older gateway
};

struct Reading {
    HomeId home;
    DeviceId device;
    Kind kind = Kind::unknown;
    std::string name;
    double value = 0;
    std::string unit;
    Stamp at;
};

struct CaseClosed {
    std::vector<AlertId> alerts;
};
struct Announce {
    DeviceId device;
    std::string text;
    std::string prompt = {};  ///< a word such as help_is_coming; the home has its own words for it
    HomeId home = {};         ///< for a hub, when `device` is empty
};
struct SetAway {
    HomeId home;
    bool away = false;
    std::optional<UtcTime> until;
};
struct SetTestMode {
    DeviceId device;   ///< empty: the whole home
    Millis lasts{};    ///< zero: it ends now
    HomeId home = {};  ///< for a hub, when `device` is empty
};
struct HomeOfDevice {
    DeviceId device;
    HomeId home;
    Kind kind = Kind::unknown;  ///< unknown: what the device says it is
    friend bool operator==(const HomeOfDevice&, const HomeOfDevice&) = default;
};
/// One part of the table of a hub; the hub takes it over when it has all of a version.
struct SetHomeTable {
    std::uint64_t version = 0;  ///< not 0
    std::uint32_t part = 0;     ///< from 0
    std::uint32_t parts = 1;
    std::vector<HomeOfDevice> devices;
};
struct TakeOutDevice {
    DeviceId device;
};
struct Command {
    Ulid id;
    std::variant<CaseClosed, Announce, SetAway, SetTestMode, SetHomeTable, TakeOutDevice> what;
};

[[nodiscard]] std::string encode(const AlertBatch& batch);
[[nodiscard]] std::string encode(const Receipt& receipt);
[[nodiscard]] std::string encode(const Status& status);
[[nodiscard]] std::string encode(const std::vector<Reading>& readings);
[[nodiscard]] std::string encode(const Command& command);
/// One update by itself: the form in which the outbox keeps its rows.
[[nodiscard]] std::string encode_update(const AlertUpdate& update);

[[nodiscard]] Result<AlertBatch> decode_alert_batch(std::string_view bytes);
[[nodiscard]] Result<Receipt> decode_receipt(std::string_view bytes);
[[nodiscard]] Result<Status> decode_status(std::string_view bytes);
[[nodiscard]] Result<std::vector<Reading>> decode_readings(std::string_view bytes);
[[nodiscard]] Result<Command> decode_command(std::string_view bytes);
[[nodiscard]] Result<AlertUpdate> decode_update(std::string_view bytes);

}  // namespace anju::codec
