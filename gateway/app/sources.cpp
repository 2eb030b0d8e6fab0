#include "gateway/app/sources.hpp"

namespace anju::gateway::app {

link::SessionOptions session_options(const BrokerConfig& broker) {
    link::SessionOptions options;
    options.host = broker.host;
    options.port = broker.port;
    options.username = broker.username;
    options.password = broker.password;
    options.tls = broker.tls;
    return options;
}

std::vector<SourceConfig> sources_of(const Config& config) {
    std::vector<SourceConfig> sources{
        {"home", config.home_broker, config.zigbee2mqtt_topics, config.plain_topics, config.discovery_prefix, ""}};
    sources.insert(sources.end(), config.sources.begin(), config.sources.end());
    return sources;
}

local::ListenerOptions listener_options(const Config& config, const SourceConfig& source,
                                        const profiles::ProfileSettings& added, const Clock& clock) {
    local::ListenerOptions listener;
    listener.name = source.name;
    listener.prefix = source.prefix;
    listener.broker = session_options(source.broker);
    listener.broker.client_id = config.gateway.value + "-" + source.name + "-in";
    listener.profiles.zigbee2mqtt_bases = source.zigbee2mqtt_topics;
    listener.profiles.plain_bases = source.plain_topics;
    listener.profiles.discovery_prefix = source.discovery_prefix;
    listener.profiles.profiles = added;
    for (const auto& device : config.devices) listener.profiles.enrolled.push_back({device.id, device.kind});
    listener.clock = &clock;
    listener.own_topics = {config.announce_topic};
    for (const auto& route : config.announce_routes) listener.own_topics.push_back(route.topic);
    for (const auto& command : config.fallback.commands) listener.own_topics.push_back(command.topic);
    return listener;
}

}  // namespace anju::gateway::app
