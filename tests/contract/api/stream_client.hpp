// StreamClient: a WebSocket client of /api/v1/stream that reads only when it is told to.
#pragma once

#include <boost/json/object.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace anju::tests {

struct StreamOptions {
    std::string query;  ///< "?after=5"
    std::vector<std::pair<std::string, std::string>> headers;
    int receive_buffer = 0;  ///< bytes; 0: the system's default
};

class StreamClient {
public:
    StreamClient(std::uint16_t port, const StreamOptions& options = {});
    ~StreamClient();

    [[nodiscard]] bool connected() const;
    /// HTTP status of the handshake.
    [[nodiscard]] int handshake_status() const;
    /// The next frame other than a heartbeat; nothing when the server has closed.
    [[nodiscard]] std::optional<boost::json::object> next();
    /// The next message as it came; nothing when the server has closed.
    [[nodiscard]] std::optional<std::string> next_message();
    void send(const std::string& text);
    /// After next() gave nothing: the server's close code, 0 when it just hung up.
    [[nodiscard]] unsigned close_code() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace anju::tests
