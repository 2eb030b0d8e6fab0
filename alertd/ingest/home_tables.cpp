#include "alertd/ingest/home_tables.hpp"

#include <sodium.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <string_view>

namespace anju::alertd::ingest {

namespace {

constexpr Millis kLookAgain{60'000};   // a hub has thousands of devices; the registry changes rarely
constexpr Millis kSendAgain{120'000};  // a hub needs a while to take a table over and to say so

std::uint64_t version_of(const std::vector<codec::HomeOfDevice>& devices) {
    crypto_generichash_state state;
    crypto_generichash_init(&state, nullptr, 0, crypto_generichash_BYTES);
    const auto add = [&state](std::string_view text) {
        crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(text.data()), text.size());
        crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(""), 1);  // no name has a NUL
    };
    for (const auto& one : devices) {
        add(one.device.value);
        add(one.home.value);
        add(to_string(one.kind));
    }
    unsigned char hash[crypto_generichash_BYTES];
    crypto_generichash_final(&state, hash, sizeof(hash));
    std::uint64_t version = 0;
    std::memcpy(&version, hash, sizeof(version));
    return version == 0 ? 1 : version;
}

/// `doubled`: how many were left out because they are registered in another home as well.
Result<HomeTable> table_of(Turn& turn, const GatewayId& gateway, std::size_t& doubled) {
    ANJU_TRY(const auto placed, turn.writer().devices_of(gateway));
    HomeTable table{gateway, 0, {}};
    table.devices.reserve(placed.size());
    for (const auto& one : placed) {
        if (!table.devices.empty() && table.devices.back().device == one.device) {
            ++doubled;
            continue;
        }
        table.devices.push_back({one.device, one.home, one.kind});
    }
    table.version = version_of(table.devices);
    return table;
}

}  // namespace

Result<void> HomeTables::on_status(Turn& turn, const GatewayId& gateway, const codec::Status& status) {
    if (!status.online || !status.hub) return success();
    const MonoTime now = turn.now().mono;
    Known& known = known_[gateway];
    std::optional<HomeTable> table;
    std::size_t doubled = 0;
    const auto look = [&]() -> Result<void> {
        ANJU_TRY(table, table_of(turn, gateway, doubled));
        known.version = table->version;
        known.looked = now;
        return success();
    };
    if (known.version == 0 || now - known.looked >= kLookAgain) {
        ANJU_TRY(look());
    }
    if (known.version == status.hub->table_version) return success();
    if (known.sent_version == known.version && now - known.sent < kSendAgain) return success();
    if (!table) {
        ANJU_TRY(look());
    }
    known.sent = now;
    known.sent_version = table->version;
    spdlog::info("hub {}: sending the table of its {} devices", gateway.value, table->devices.size());
    if (doubled > 0) {
        // No names: they may be a person's.
        spdlog::warn("hub {}: {} devices are registered in two of its homes and count for the first", gateway.value,
                     doubled);
    }
    turn.send_table(std::move(*table));
    return success();
}

std::vector<codec::SetHomeTable> in_parts(const HomeTable& table) {
    const std::size_t count =
        std::max<std::size_t>(1, (table.devices.size() + codec::kMaxHomesPerPart - 1) / codec::kMaxHomesPerPart);
    std::vector<codec::SetHomeTable> parts;
    for (std::size_t i = 0; i < count; ++i) {
        const auto from = table.devices.begin() + static_cast<std::ptrdiff_t>(i * codec::kMaxHomesPerPart);
        const auto left = static_cast<std::size_t>(table.devices.end() - from);
        const auto to = from + static_cast<std::ptrdiff_t>(std::min(left, codec::kMaxHomesPerPart));
        parts.push_back({table.version, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(count), {from, to}});
    }
    return parts;
}

}  // namespace anju::alertd::ingest
