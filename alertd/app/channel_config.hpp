// The [channel] tables of alertd.toml. A channel whose table is there is set up; the others are not.
//
// Secrets stand in the file as `name = "..."`, or in a file of their own as `name_file = "..."`, for
// example one that systemd's LoadCredential provides.
#pragma once

#include "alertd/app/config.hpp"
#include "settings/settings.hpp"

namespace anju::alertd::app {

void read_channels(settings::Table channels, Config& config);

/// The value of `key`, or what stands in the file that `<key>_file` names, without the last line's end.
[[nodiscard]] std::string read_secret(settings::Table& table, const std::string& key);

/// Broker connection settings that [broker] and [channel.mqtt] share; `defaults` hold the port without TLS.
void read_broker(settings::Table& broker, std::string_view whose, link::SessionOptions& options);

}  // namespace anju::alertd::app
