#include "gateway/app/explain_command.hpp"

#include "gateway/app/config.hpp"
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
        enrol(settings, config.devices);
    }
    if (options.devices) {
        ANJU_TRY(const auto devices, load_devices(*options.devices));
        enrol(settings, devices);
    }
    profiles::Explainer(std::move(settings)).run(in, out);
    return success();
}

}  // namespace anju::gateway::app
