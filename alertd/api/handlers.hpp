// The endpoints: each file adds its routes to the router.
#pragma once

#include "alertd/api/metrics.hpp"
#include "alertd/api/router.hpp"
#include "alertd/api/server.hpp"

#include <cstddef>
#include <functional>

namespace anju::alertd::api {

/// Lists and details: incidents, gateways, streets, responders, journal, quarantine, counts.
void add_reading_routes(Router& router);

/// acknowledge, resolve, close and notes. `act` is Services::act.
void add_act_routes(Router& router, decltype(Services::act) act);

/// What the service routes ask besides Services; all of it outlives the router.
struct ServiceSources {
    const ApiOptions& options;
    const Services& services;
    const Metrics& metrics;
    std::function<std::size_t()> stream_clients;
    std::function<std::size_t()> connections;
};

/// /-/healthy, /-/ready, /metrics, the stream's upgrade, openapi.json and the page.
void add_service_routes(Router& router, ServiceSources sources);

}  // namespace anju::alertd::api
