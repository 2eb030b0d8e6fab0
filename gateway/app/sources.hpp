// Sources: how to listen at each broker that the configuration names.
//
// Threads: none. Errors: none.
#pragma once

#include "gateway/app/config.hpp"
#include "gateway/local/listener.hpp"

#include <vector>

namespace anju::gateway::app {

/// Where and as whom to connect; client id, topics and the rest are the caller's.
[[nodiscard]] link::SessionOptions session_options(const BrokerConfig& broker);

/// The home's broker, then each `[[source]]`.
[[nodiscard]] std::vector<SourceConfig> sources_of(const Config& config);

/// `added` is what the user has changed about the profiles; `clock` must outlive the listener.
[[nodiscard]] local::ListenerOptions listener_options(const Config& config, const SourceConfig& source,
                                                      const profiles::ProfileSettings& added, const Clock& clock);

}  // namespace anju::gateway::app
