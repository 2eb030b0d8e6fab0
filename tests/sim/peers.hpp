// What stands around Anju in a scene: the responder's receiver of webhooks, and a duty officer's
// eyes (live stream) and hand (acknowledge, resolve, close).
//
// Threads: each object runs one thread of its own and calls its handler there; handlers must be
// quick. Objects stop in their destructors. Errors: start() answers with unavailable.
#pragma once

#include "base/result.hpp"

#include <boost/json/object.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace anju::sim {

using SteadyTime = std::chrono::steady_clock::time_point;

/// A webhook call as the responder's phone would get it; `body` is the parsed JSON.
struct WebhookCall {
    SteadyTime at;
    std::string idempotency_key;
    boost::json::object body;
};

/// An HTTP server on loopback that answers 200 to every POST.
class WebhookReceiver {
public:
    using Handler = std::function<void(const WebhookCall&)>;
    explicit WebhookReceiver(Handler handler);
    ~WebhookReceiver();
    [[nodiscard]] Result<void> start(std::uint16_t port);  ///< 0: any free port
    [[nodiscard]] std::uint16_t port() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

/// Follows alertd's live stream.
class StreamWatcher {
public:
    using Handler = std::function<void(SteadyTime, const boost::json::object& frame)>;
    /// `token`: an API token; empty where nobody needs one.
    StreamWatcher(std::string host, std::uint16_t port, Handler handler, std::string token = {});
    ~StreamWatcher();
    /// Connects and returns after the first frame (the snapshot) was handled.
    [[nodiscard]] Result<void> start();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

/// POST or GET on alertd's API; one connection that is kept. Belongs to one thread.
class ApiClient {
public:
    ApiClient(std::string host, std::uint16_t port, std::string token = {});
    ~ApiClient();
    struct Answer {
        int status = 0;
        boost::json::value body;
    };
    [[nodiscard]] Result<Answer> get(const std::string& path);
    [[nodiscard]] Result<Answer> post(const std::string& path, const boost::json::object& body);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace anju::sim
