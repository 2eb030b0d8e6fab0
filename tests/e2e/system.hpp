// System: everything as real processes on loopback, for end-to-end tests and benchmarks: the home's
// and the centre's broker, alertd, several gateways (each listening to its own base topic of the one
// home broker), and a receiver that stands for the responders' phones.
//
// Ownership: all processes and files belong to the object and end with it. Belongs to one thread,
// but for calls(), which may be read from any. Errors: what cannot be started throws std::runtime_error.
#pragma once

#include "link/session.hpp"
#include "tests/sim/peers.hpp"
#include "tests/support/broker.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

#include <boost/json/array.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace anju::tests {

struct SystemOptions {
    std::size_t gateways = 1;
    std::string gateway_rules = {};                             ///< further TOML for every gateway.toml
    std::string gateway_table = {};                             ///< further keys of its [gateway]
    std::string homes = {};                                     ///< further lines of homes.csv
    std::string devices = {};                                   ///< lines of devices.csv
    std::string alertd_extra = {};                              ///< further TOML for alertd.toml
    std::function<void(const sim::WebhookCall&)> on_call = {};  ///< besides the count
    bool tls = false;  ///< the centre's broker as deploy/mosquitto/centre.conf has it: mutual TLS and its access list
};

class System {
public:
    explicit System(SystemOptions options = {});
    ~System();

    /// Brokers, the district's import, alertd, gateways; returns *this when alertd is ready and every gateway online.
    System& start();
    void start_alertd();
    void start_gateway(std::size_t index);
    /// Returns when alertd answers that it is ready.
    void wait_ready();
    void wait_gateways_online();

    /// What waits in the gateways' outboxes, by their last heartbeat (one each second here); -1 when nobody answers.
    [[nodiscard]] std::int64_t pending_updates() const;

    /// The certificate of `name` and the CA, for a client of the centre's broker; with SystemOptions::tls only.
    [[nodiscard]] link::Tls certificate_of(const std::string& name) const;

    [[nodiscard]] Broker& home_broker() { return home_broker_; }
    [[nodiscard]] Broker& centre_broker() { return centre_broker_; }
    [[nodiscard]] Process& alertd() { return *alertd_; }
    [[nodiscard]] Process& gateway(std::size_t index) { return *gateways_[index]; }
    [[nodiscard]] std::size_t gateways() const { return options_.gateways; }

    [[nodiscard]] static std::string gateway_id(std::size_t index);
    [[nodiscard]] static std::string home_id(std::size_t index);
    [[nodiscard]] static std::string base_topic(std::size_t index);
    [[nodiscard]] std::uint16_t api_port() const { return api_port_; }
    [[nodiscard]] std::string alertd_database() const;
    [[nodiscard]] std::string gateway_database(std::size_t index) const;
    [[nodiscard]] std::string alertd_config() const { return (directory_.path() / "alertd.toml").string(); }
    /// How often each idempotency key was received.
    [[nodiscard]] std::map<std::string, int> calls() const;
    /// Runs the alertd binary with these arguments; its exit code, and its output in `output`.
    int run_alertd(const std::vector<std::string>& arguments, std::string& output) const;
    /// The daemons' last log lines, for a failure's report.
    [[nodiscard]] std::string logs() const;

private:
    [[nodiscard]] boost::json::array gateway_states() const;
    [[nodiscard]] BrokerOptions centre_broker_options();
    [[nodiscard]] std::string tls_table(const std::string& owner, const std::string& name) const;
    void write_configuration();
    void write_district();

    SystemOptions options_;
    TempDir directory_{"system"};
    std::optional<CertificateAuthority> authority_;
    Broker home_broker_;
    Broker centre_broker_;
    std::uint16_t api_port_ = 0;
    mutable std::mutex mutex_;
    std::map<std::string, int> calls_;
    std::unique_ptr<sim::WebhookReceiver> phone_;
    std::optional<Process> alertd_;
    std::vector<std::optional<Process>> gateways_;
};

/// The single number that `sql` selects from an SQLite file, opened read-only.
[[nodiscard]] std::int64_t select_number(const std::string& database, const std::string& sql);
/// The first column of what `sql` selects, as text.
[[nodiscard]] std::vector<std::string> select_texts(const std::string& database, const std::string& sql);

}  // namespace anju::tests
