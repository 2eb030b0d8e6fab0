// [cap], [[northbound]] and [channel.wecom_app.callback]: what alertd.toml says about the world outside.
#pragma once

#include "alertd/app/config.hpp"
#include "settings/settings.hpp"

namespace anju::alertd::app {

/// After read_channels(): language, time zone and links are those of messages.
void read_outward(settings::Table root, Config& config);
void read_wecom_callback(settings::Table callback, Config& config);

}  // namespace anju::alertd::app
