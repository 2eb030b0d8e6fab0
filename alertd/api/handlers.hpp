// The endpoints: each file adds its routes to the router.
#pragma once

#include "alertd/api/guard.hpp"
#include "alertd/api/metrics.hpp"
#include "alertd/api/outward.hpp"
#include "alertd/api/page_files.hpp"
#include "alertd/api/router.hpp"
#include "alertd/api/server.hpp"

#include <cstddef>
#include <functional>
#include <memory>

namespace anju::alertd::api {

/// Lists and details: incidents, gateways, streets, responders, journal, quarantine, counts.
void add_reading_routes(Router& router);

/// acknowledge, resolve, close and notes. `act` is Services::act.
/// Within which scope this account may act; nothing: there is none of this name that may.
using Colleague = std::function<std::optional<core::Scope>(const std::string& name)>;
void add_act_routes(Router& router, decltype(Services::act) act, Colleague colleague);

/// What became of an act: the case as it is now, or why not.
[[nodiscard]] Response answer_of(const Result<ingest::ActResult>& result);

/// A responder's phone: opening a link, the case, how to get in, acts. Uses phone_links, act, change and clock.
void add_phone_routes(Router& router, const Services& services);

/// Follow-up tasks, callback records and held alerts.
void add_aftercare_routes(Router& router, const Services& services);

/// What the routes of accounts ask; all of it outlives the router.
struct AccessSources {
    access::Accounts* accounts = nullptr;
    const Guard* guard = nullptr;
    decltype(Services::change) change;
    std::shared_ptr<const core::Zone> zone;
};

/// Logging in and out, one's own password, reveals.
void add_session_routes(Router& router, AccessSources sources);
/// Accounts and API tokens.
void add_account_routes(Router& router, AccessSources sources);

/// Rows of the registry: list, get, create or replace, remove. `change` is Services::change.
void add_registry_routes(Router& router, const decltype(Services::change)& change);
/// The part of the registry that lies in a scope.
[[nodiscard]] store::RowScope row_scope_of(const core::Scope& scope);

/// CSV files: imports, whose files may have `max_file_bytes`, and exports.
void add_import_routes(Router& router, const Services& services, std::size_t max_file_bytes);

void add_search_routes(Router& router);

/// The CAP feed, the log of deliveries, platforms' write-back and WeCom's callback. `outward` outlives the
/// router; `change` is Services::change.
void add_outward_routes(Router& router, const Outward& outward, decltype(Services::change) change);

/// Silences: list, make, end.
void add_silence_routes(Router& router, const Services& services);

/// Handovers of the shift. Uses change and clock.
void add_handover_routes(Router& router, const Services& services);

/// Absences, test modes, devices that are taken out; what gateways were asked; which tests are due.
void add_home_routes(Router& router, const Services& services, const core::TestIntervals& intervals);

/// What the devices of a home measured. Uses readings and clock.
void add_readings_routes(Router& router, const Services& services);

/// Drills. `change` is Services::change.
void add_drill_routes(Router& router, decltype(Services::change) change);

/// Rosters, policies and silences as CSV files. Uses change and clock.
void add_plan_routes(Router& router, const Services& services);

/// Policies: what holds, what a case would go by, set them, take that back. Uses change, clock and zone.
void add_policy_routes(Router& router, const Services& services);

/// Rosters, gaps, and rosters as iCalendar. Uses open_reader's readers, change, clock and zone.
void add_roster_routes(Router& router, const Services& services);
/// Who is on duty, and who can be called for a case. Uses open_reader's readers, clock and zone.
void add_duty_routes(Router& router, const Services& services);

/// What the figures' routes ask besides the store.
struct FiguresSources {
    std::shared_ptr<const Clock> clock;
    std::int64_t seats = 3;
};
/// Statistics as JSON and CSV, and the month's report as a page.
void add_figures_routes(Router& router, const FiguresSources& from);

/// The journal's hash chain, piece by piece.
void add_verify_routes(Router& router);

/// Export and erasure of what is known about one resident. Uses change, readings and clock.
void add_personal_routes(Router& router, const Services& services);

/// Legal holds.
void add_hold_routes(Router& router, decltype(Services::change) change);

/// What the service routes ask besides Services; all of it outlives the router.
struct ServiceSources {
    const ApiOptions& options;
    const Services& services;
    const Metrics& metrics;
    const PageFiles& files;
    const std::string& district_map;  ///< GeoJSON; empty: none
    std::function<std::size_t()> stream_clients;
    std::function<std::size_t()> connections;
    /// Whether what somebody was let in with still stands for the same.
    std::function<bool(const Principal&)> still_stands;
};

/// /-/healthy, /-/ready, /metrics, the stream's upgrade, openapi.json and the page.
void add_service_routes(Router& router, ServiceSources sources);

}  // namespace anju::alertd::api
