// Stream: alertd's live stream over WebSocket, from a number on.
//
// Ownership: owns its connection. Threads: one; next() waits. Errors: unavailable when the connection ended or
// nothing came for a while (the server sends a heartbeat every few seconds): connect again with the last number.
// Every other code is an answer that refuses.
#pragma once

#include "alertd/ctl/client.hpp"

#include <cstdint>
#include <memory>
#include <optional>

namespace anju::alertd::ctl {

class Stream {
public:
    /// Without `after` the first frame is a snapshot.
    [[nodiscard]] static Result<Stream> open(const ClientOptions& options, std::optional<std::uint64_t> after);
    ~Stream();
    Stream(Stream&& other) noexcept;
    Stream& operator=(Stream&& other) noexcept;

    /// The next frame, heartbeats included.
    [[nodiscard]] Result<boost::json::object> next();

    class Socket;

private:
    explicit Stream(std::unique_ptr<Socket> socket);
    std::unique_ptr<Socket> socket_;
};

}  // namespace anju::alertd::ctl
