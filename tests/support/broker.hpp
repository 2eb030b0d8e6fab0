// Broker: the real Mosquitto on a loopback port of its own, for one test.
//
// Ownership: the object owns the process and a temporary directory with its configuration, log
// and persistence; both end with it. Start it from a thread that outlives it (see Process).
// Threads: one object belongs to one thread at a time.
// Errors: start() throws std::runtime_error with Mosquitto's log when it does not come up.
#pragma once

#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace anju::tests {

struct BrokerTls {
    std::filesystem::path ca_file;
    std::filesystem::path certificate_file;
    std::filesystem::path key_file;
    bool require_certificate = true;  ///< with it, the certificate's CN becomes the user name ...
    bool name_is_client_id = true;    ///< ... and the client id, so that one name has one session
};

struct BrokerOptions {
    bool persistence = false;  ///< on: sessions survive stop() and, as far as Mosquitto saved them, kill_hard()
    bool allow_anonymous = true;
    std::optional<BrokerTls> tls;
    std::vector<std::string> extra;  ///< further lines of mosquitto.conf
};

class Broker {
public:
    explicit Broker(BrokerOptions options = {});

    /// Returns when the broker accepts connections. The first start looks for a free port; every
    /// later one uses the same port again.
    void start();
    /// SIGTERM: the broker saves what it persists and closes its connections.
    void stop();
    /// SIGKILL.
    void kill_hard();
    /// SIGSTOP and SIGCONT: connections stay open and nobody answers.
    void freeze();
    void thaw();
    /// Rewrites the configuration's extra lines; they count from the next start.
    void set_extra(std::vector<std::string> lines) { options_.extra = std::move(lines); }

    [[nodiscard]] bool running();
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] pid_t pid() const { return process_.value().pid(); }
    /// A place for files that `extra` names (access lists, passwords).
    [[nodiscard]] const std::filesystem::path& directory() const { return directory_.path(); }
    [[nodiscard]] std::string log() const;

private:
    [[nodiscard]] bool try_start();
    void write_configuration() const;

    BrokerOptions options_;
    TempDir directory_{"broker"};
    std::optional<Process> process_;
    std::uint16_t port_ = 0;
};

}  // namespace anju::tests
