// HttpReceiver: a responder's HTTP server, well or badly behaved, as the test says.
//
// Ownership: the object owns its threads and sockets; the destructor ends them.
// Threads: every connection has one; requests() and the rest may be called from any.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
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
    ~HttpReceiver();
    HttpReceiver(const HttpReceiver&) = delete;
    HttpReceiver& operator=(const HttpReceiver&) = delete;

    [[nodiscard]] std::string url(const std::string& path = "/") const;
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::vector<HttpRequest> requests() const;

private:
    void accept_all();
    void serve(int fd, int connection);
    [[nodiscard]] bool read_request(int fd, std::string& buffer, HttpRequest& request) const;
    /// False when the connection is to be closed.
    [[nodiscard]] bool answer(int fd, const ReceiverAnswer& answer) const;
    [[nodiscard]] bool wait_readable(int fd) const;

    Behave behave_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<bool> stopping_{false};
    mutable std::mutex mutex_;
    std::vector<HttpRequest> requests_;
    std::vector<std::thread> connections_;
    std::thread acceptor_;
};

}  // namespace anju::tests
