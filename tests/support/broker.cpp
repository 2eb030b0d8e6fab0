#include "tests/support/broker.hpp"

#include "tests/support/ports.hpp"
#include "tests/support/wait.hpp"

#include <signal.h>

#include <stdexcept>
#include <utility>

namespace anju::tests {
namespace {

constexpr const char* kProgram = "/usr/sbin/mosquitto";
constexpr int kStartAttempts = 20;

}  // namespace

Broker::Broker(BrokerOptions options) : options_(std::move(options)) {}

void Broker::start() {
    const bool first = port_ == 0;
    for (int attempt = 0; attempt < kStartAttempts; ++attempt) {
        if (first) port_ = free_port();
        if (try_start()) return;
    }
    throw std::runtime_error("mosquitto does not start on port " + std::to_string(port_) + ":\n" + log());
}

bool Broker::try_start() {
    write_configuration();
    const std::size_t seen = log().size();
    process_.emplace(ProcessOptions{.argv = {kProgram, "-c", (directory_ / "mosquitto.conf").string()},
                                    .output = directory_ / "mosquitto.log",
                                    .error = {},
                                    .input = {},
                                    .directory = {}});
    // A connection that succeeds proves nothing: it could be to whoever took the port before us.
    // Mosquitto writes this line once all its listeners are bound.
    const auto is_up = [&] { return log().find(" running\n", seen) != std::string::npos; };
    const bool settled = wait_until([&] { return is_up() || !process_->alive(); });
    return settled && is_up() && process_->alive();
}

void Broker::write_configuration() const {
    const std::string port = std::to_string(port_);
    std::string text = "listener " + port + " 127.0.0.1\n";
    text += "user root\n";  // Else it drops to user mosquitto, who cannot write our directory.
    text += options_.allow_anonymous ? "allow_anonymous true\n" : "allow_anonymous false\n";
    text += "set_tcp_nodelay true\nmax_inflight_messages 2000\nmax_queued_messages 100000\n";
    text += "log_dest stderr\nlog_type all\n";
    text += "persistence " + std::string(options_.persistence ? "true" : "false") + "\n";
    if (options_.persistence) text += "persistence_location " + directory_.path().string() + "/\n";
    if (options_.tls) {
        text += "cafile " + options_.tls->ca_file.string() + "\n";
        text += "certfile " + options_.tls->certificate_file.string() + "\n";
        text += "keyfile " + options_.tls->key_file.string() + "\n";
        if (options_.tls->require_certificate) {
            text += "require_certificate true\nuse_identity_as_username true\n";
            if (options_.tls->name_is_client_id) text += "use_username_as_clientid true\n";
        }
    }
    for (const std::string& line : options_.extra) text += line + "\n";
    write_file(directory_ / "mosquitto.conf", text);
}

void Broker::stop() {
    if (!process_) return;
    process_->kill(SIGCONT);
    process_->kill(SIGTERM);
    process_->wait();
}

void Broker::kill_hard() {
    if (!process_) return;
    process_->kill(SIGKILL);
    process_->wait();
}

void Broker::freeze() {
    if (process_) process_->kill(SIGSTOP);
}

void Broker::thaw() {
    if (process_) process_->kill(SIGCONT);
}

bool Broker::running() { return process_ && process_->alive(); }

std::string Broker::log() const { return read_file(directory_ / "mosquitto.log"); }

}  // namespace anju::tests
