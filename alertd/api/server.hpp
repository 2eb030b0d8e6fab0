// ApiServer: what people and programs of the operations centre talk to. HTTP/1.1 and WebSocket.
//
//   /api/v1/...      incidents, acts, registry, journal, live stream   (alertd/api/openapi.json)
//   /-/healthy       the process answers            /-/ready   it can do its work
//   /metrics         Prometheus text                /          the page in alertd/web
//
// Who may ask: guard.hpp. In short: a token of the options or one made through the API, or an account
// that has logged in; and, on a loopback address as long as there is neither, everybody on this machine.
// What he may do: principal.hpp; whose data he sees: alertd/core/access.hpp.
//
// Threads: `io_threads` serve sockets and never touch the database; `reader_threads` own one
// store::Reader each and answer everything that reads. Acts go straight to the engine and wait behind
// no read. on_committed() may be called from any one thread at a time and never blocks.
//
// Ownership: Services' functions must stay callable until stop() has returned. The engine may still
// call back after that (a late act, a late commit): such calls are ignored.
#pragma once

#include "alertd/access/accounts.hpp"
#include "alertd/access/phone_links.hpp"
#include "alertd/api/outward.hpp"
#include "alertd/core/core.hpp"
#include "alertd/core/testing.hpp"
#include "alertd/ingest/engine.hpp"
#include "alertd/store/store.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace anju::alertd::registry {
class ImportJobs;
}
namespace anju::alertd::readings {
class Archive;
}

namespace anju::alertd::api {

/// A program's or person's key to the API. Exactly one of `secret` and `sha256` is given.
struct Token {
    std::string name;    ///< becomes the actor "user:<name>"; letters, digits, '.', '_' and '-'
    std::string secret;  ///< the token itself, at least 16 characters
    std::string sha256;  ///< or its SHA-256 in hex, so that the configuration need not hold it
    core::Role role = core::Role::administrator;
    core::Scope scope = core::Scope::district();
};

struct ApiOptions {
    std::string address = "127.0.0.1";  ///< an IP address, not a host name
    std::uint16_t port = 8088;          ///< 0: any free one, see ApiServer::port()
    std::vector<Token> tokens;
    /// Where people's browsers find us when TLS stands in front: "https://anju.example". Cookies are then Secure.
    std::string public_origin;
    /// The address of that proxy as it reaches us; its X-Forwarded-For says who asks (the login's throttle).
    std::string trusted_proxy;
    access::SessionTimes session;
    access::PasswordCost password_cost;

    std::size_t max_connections = 1024;
    std::size_t max_connections_per_address = 256;
    std::size_t io_threads = 1;
    std::size_t reader_threads = 2;

    Millis request_timeout{15'000};  ///< to send a whole request, head and body (also the idle limit between requests)
    Millis answer_timeout{30'000};   ///< for the engine or a reader to answer before the caller hears 503
    std::size_t max_body_bytes = 64 * 1024;
    std::size_t max_file_bytes = 128 * 1024 * 1024;  ///< of one CSV file of an import
    std::size_t max_large_bodies = 2;                ///< that are received at a time; each is held in memory
    Millis large_body_timeout{600'000};              ///< to send one

    std::size_t stream_queue_frames = 4096;      ///< a socket that lets more wait is closed with 4001
    std::uint64_t stream_replay_limit = 10'000;  ///< who is further behind gets a snapshot
    std::size_t stream_snapshot_limit = 20'000;  ///< open incidents in one snapshot
    Millis stream_heartbeat{4'000};              ///< so that a page can show a lost connection within 10 s
    Millis stream_idle_timeout{30'000};          ///< a silent peer is pinged after half of it, dropped after all of it

    std::string web_folder;    ///< the page's files, beside the binary; empty: those that are part of it
    std::string district_map;  ///< GeoJSON with the streets' outlines, for the wallboard; empty: none

    core::TestIntervals test_intervals = core::default_test_intervals();

    std::int64_t seats = 3;            ///< of operators, among whom the alarms are shared out in the figures
    Millis engine_stuck_after{5'000};  ///< /-/ready fails when the engine's loop has not gone round for so long
};

/// One condition of readiness besides the engine and the store ("broker"). Called on a reader thread.
struct Probe {
    std::string name;
    std::function<Result<void>()> check;  ///< the error's message is shown
};

/// A value that another part of alertd contributes to /metrics.
struct MetricSample {
    std::string name;  ///< "alertd_notifications_sent_total"
    std::string help;
    bool counter = false;  ///< otherwise a gauge
    std::vector<std::pair<std::string, std::string>> labels;
    double value = 0;
};

/// What the server needs from the rest of alertd. Every function is called from several threads.
struct Services {
    std::function<void(core::OperatorAct, std::function<void(Result<ingest::ActResult>)>)> act;
    std::function<void(ingest::Change, std::function<void(Result<void>)>)> change;
    std::function<ingest::EngineCounters()> engine_counters;
    std::function<Millis()> since_last_round;
    /// Called once for each reader thread, and again after a reader failed.
    std::function<Result<std::unique_ptr<store::Reader>>()> open_reader;
    std::shared_ptr<const Clock> clock;
    /// Reads the links with which responders come from their phones; none: there are no such links.
    std::shared_ptr<const access::PhoneLinks> phone_links;
    /// Of the district, for rosters and the hours of policies.
    std::shared_ptr<const core::Zone> zone = std::make_shared<core::FixedZone>("UTC", std::chrono::minutes{0});
    std::vector<Probe> probes;
    std::function<std::vector<MetricSample>()> metrics;  ///< may be empty
    std::shared_ptr<registry::ImportJobs> imports;       ///< null: no imports and exports over the API
    std::shared_ptr<readings::Archive> readings;         ///< null: nobody keeps what devices measured
    Outward outward;
};

/// Services whose act, change, counters, liveness and first probe come from `engine`; the caller adds the rest.
/// `engine` must outlive the server's stop().
[[nodiscard]] Services services_of(ingest::Engine& engine);

class ApiServer {
public:
    ApiServer(ApiOptions options, Services services);
    ~ApiServer();  ///< stops
    ApiServer(const ApiServer&) = delete;
    ApiServer& operator=(const ApiServer&) = delete;

    /// What start() would refuse of the options, without doing anything: invalid, and the message names it.
    [[nodiscard]] static Result<void> check(const ApiOptions& options);
    /// Checks the options, opens the readers, binds and serves. invalid: an option is wrong (the
    /// message names it); unavailable: the address is taken or the store cannot be opened.
    [[nodiscard]] Result<void> start();
    /// The bound port; 0 before start().
    [[nodiscard]] std::uint16_t port() const;
    /// Says goodbye to every socket (WebSocket 1001), ends all threads. Waits at most about 2 s.
    void stop();

    /// Feeds the live stream and the metrics.
    void on_committed(const ingest::Committed& committed);
    /// The same as a hook for Engine::on_committed(), harmless after this server is gone.
    [[nodiscard]] std::function<void(const ingest::Committed&)> commit_hook();

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace anju::alertd::api
