#include "gateway/app/explain_command.hpp"

#include "gateway/app/config.hpp"
#include "gateway/app/profile_files.hpp"
#include "gateway/profiles/explain.hpp"

#include <utility>

namespace anju::gateway::app {

namespace {

void enrol(profiles::Settings& settings, const std::vector<DeviceConfig>& devices) {
    for (const auto& device : devices) settings.enrolled.push_back({device.id, device.kind});
}

}  // namespace

Result<void> explain(const ExplainOptions& options, std::istream& in, std::ostream& out) {
    profiles::Settings settings;
    if (options.config) {
        ANJU_TRY(const auto config, load_config(*options.config));
        settings.zigbee2mqtt_bases = config.zigbee2mqtt_topics;
        settings.plain_bases = config.plain_topics;
        settings.discovery_prefix = config.discovery_prefix;
        enrol(settings, config.devices);
        settings.profiles = read_profiles(config.profiles_dir, config.profiles_disabled).settings;
    }
    if (options.devices) {
        ANJU_TRY(const auto devices, load_devices(*options.devices));
        enrol(settings, devices);
    }
    for (const auto& file : options.profiles) {
        ANJU_TRY(auto profile, read_profile(file));
        ANJU_TRY(profiles::check_profile(profile, settings.profiles.added));
        settings.profiles.added.push_back(std::move(profile));
    }
    profiles::Explainer(std::move(settings), options.why).run(in, out);
    return success();
}

Result<void> check_profile_file(const std::filesystem::path& file) {
    ANJU_TRY(const auto profile, read_profile(file));
    return profiles::check_profile(profile);
}

}  // namespace anju::gateway::app
