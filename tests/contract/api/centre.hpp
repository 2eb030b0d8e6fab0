// ApiCentre: an operations centre without a broker: real database, real engine, real API server.
#pragma once

#include "alertd/api/server.hpp"
#include "alertd/readings/keeper.hpp"
#include "alertd/registry/import_jobs.hpp"
#include "alertd/registry/indexer.hpp"
#include "base/system.hpp"
#include "tests/support/temp_dir.hpp"

#include <boost/json/object.hpp>

#include <atomic>
#include <memory>
#include <string>

namespace anju::tests {

/// Options for tests: any free port, and more than one I/O thread, so that races can show.
[[nodiscard]] alertd::api::ApiOptions test_options();

/// The number of the home in another street; everything there has an id or word with "other-" in it.
inline constexpr int kElsewhere = 4;

class ApiCentre {
public:
    explicit ApiCentre(alertd::api::ApiOptions options = test_options(), std::vector<alertd::api::Probe> probes = {},
                       alertd::api::Outward outward = {});
    ~ApiCentre();

    /// Reports smoke from home "h<number>" of the registry (1 to 3, in street "s1"), from kElsewhere, or from a gateway
    /// nobody knows, and waits until the API shows the incident.
    std::string raise(int home);
    /// Without waiting; each call is a new alert of its own device.
    void report(int home, const std::string& device);
    void act(const std::string& incident, alertd::core::Act act, const std::string& actor,
             const std::string& note = "");
    [[nodiscard]] std::unique_ptr<alertd::store::Reader> reader() const;
    [[nodiscard]] alertd::ingest::Engine& engine() { return *engine_; }
    [[nodiscard]] alertd::readings::Keeper& readings() { return *readings_; }
    [[nodiscard]] alertd::api::ApiServer& server() { return *server_; }
    /// A new server on the same database, at another port; the stream does not hear of what is committed.
    void restart_server();
    [[nodiscard]] std::uint16_t port() const { return server_->port(); }
    /// With which its responders' links are signed.
    [[nodiscard]] static std::string link_key() { return std::string(32, 'k'); }
    [[nodiscard]] std::string token() const { return "a-token-of-the-test"; }

private:
    void fill_registry(alertd::store::Writer& writer);
    [[nodiscard]] alertd::api::Services services() const;

    TempDir directory_{"api"};
    std::shared_ptr<SystemClock> clock_ = std::make_shared<SystemClock>();
    UlidFactory ids_{system_random64};
    OutboxEpoch epoch_;
    alertd::api::ApiOptions options_;
    std::vector<alertd::api::Probe> probes_;
    alertd::api::Outward outward_;
    std::uint64_t number_ = 0;
    std::unique_ptr<alertd::ingest::Engine> engine_;
    std::unique_ptr<alertd::registry::Indexer> indexer_;
    std::shared_ptr<alertd::registry::ImportJobs> imports_;
    std::shared_ptr<alertd::readings::Keeper> readings_;
    std::unique_ptr<alertd::api::ApiServer> server_;
};

}  // namespace anju::tests
