// PushServer: vendors' clouds hand in what their devices said, over HTTP.
//
//   POST /ingest/<source>            one JSON object or array, as on the topic http/<source>
//   POST /ingest/<source>/<device>   the same on the topic http/<source>/<device>
//   Authorization: Bearer <token of that source>
//
// 202 {"signals":n} follows the commit: what was answered so survives a power cut. Otherwise
// {"error":"..."} with 400 (what is wrong with it), 401, 404 (no such source), 405, 411 (chunked),
// 413 (above 64 KiB), 429 (too many of this source; Retry-After), 431 (a head above 8 KiB), 503 (the
// disk refused it; an alarm in it goes out from memory all the same; Retry-After).
//
// Bounds: connections, size of head and body, one time limit for a whole request (waiting for it
// on a kept connection included), so that a sender that drips bytes holds a place for seconds only.
// It speaks plain HTTP: listen on loopback behind a proxy that has the certificate.
//
// Ownership: owns its thread and sockets. Threads: start() and stop() from one thread; Take is called on the
// server's. Errors: start() answers unavailable when the address cannot be listened on.
#pragma once

#include "base/result.hpp"
#include "base/time.hpp"
#include "gateway/local/intake.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace anju::gateway::push {

struct Source {
    std::string name;
    std::string token;
    std::uint32_t most_per_minute = 1'200;
};

/// Takes one message and returns after its commit.
using Take = std::function<local::Taken(const std::string& topic, const std::string& body)>;

struct PushOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8089;  ///< 0: any that is free
    std::vector<Source> sources;
    std::size_t max_connections = 64;
    std::size_t max_body_bytes = 64 * 1024;
    Millis request_timeout{15'000};
};

class PushServer {
public:
    /// `clock` must outlive the server.
    PushServer(PushOptions options, Take take, const Clock& clock);
    ~PushServer();  ///< stops
    PushServer(const PushServer&) = delete;
    PushServer& operator=(const PushServer&) = delete;

    [[nodiscard]] Result<void> start();
    /// When it returns, Take is not called any more.
    void stop();
    /// The one that is listened on.
    [[nodiscard]] std::uint16_t port() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace anju::gateway::push
