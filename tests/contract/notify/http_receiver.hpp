// HttpReceiver: a responder's HTTP server, well or badly behaved, as the test says.
//
// Ownership: the object owns its threads and sockets; they end with it.
// Threads: every connection has one; requests() and the rest may be called from any.
#pragma once

#include "tests/contract/notify/loopback_server.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace anju::tests {

struct HttpRequest {
    std::string line;                            ///< "POST /path HTTP/1.1"
    std::map<std::string, std::string> headers;  ///< names in lower case
    std::string body;
    int connection = 0;  ///< number of the connection it came on, from 1
};

/// What the receiver does with a request.
struct ReceiverAnswer {
    enum class Way {
        reply,        ///< `status`, `headers`, `body`
        hang,         ///< says nothing
        drip,         ///< says its head a byte at a time, for ever
        drop,         ///< closes the connection
        slow,         ///< `reply`, a byte at a time
        cut,          ///< `reply`, and closes the connection in the middle of the body
        endless_body  ///< `status`, then a body without an end
    };
    Way way = Way::reply;
    int status = 200;
    std::string headers;  ///< "Retry-After: 7\r\n"
    std::string body = "ok";
};

class HttpReceiver {
public:
    using Behave = std::function<ReceiverAnswer(const HttpRequest&, std::size_t index)>;

    /// `behave` is asked for each request, with its index from 0; on the connection's thread.
    explicit HttpReceiver(Behave behave = {});

    [[nodiscard]] std::string url(const std::string& path = "/") const;
    [[nodiscard]] std::uint16_t port() const { return server_.port(); }
    [[nodiscard]] std::vector<HttpRequest> requests() const;

private:
    void serve(LoopbackServer::Connection& connection);
    /// False when the connection is to be closed.
    [[nodiscard]] static bool answer(LoopbackServer::Connection& connection, const ReceiverAnswer& answer);

    Behave behave_;
    mutable std::mutex mutex_;
    std::vector<HttpRequest> requests_;
    LoopbackServer server_;
};

}  // namespace anju::tests
