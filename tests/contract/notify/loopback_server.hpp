// LoopbackServer: a TCP server on 127.0.0.1 for one test; what it says is the owner's.
//
// Ownership: owns its threads and sockets; the destructor ends them. Declare it last in its owner, so
// that no connection outlives what it uses. Threads: every connection has one.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace anju::tests {

class LoopbackServer {
public:
    class Connection {
    public:
        [[nodiscard]] int number() const { return number_; }  ///< from 1
        /// Waits for bytes and appends them; false when the peer has closed or the test ends.
        [[nodiscard]] bool more(std::string& buffer);
        [[nodiscard]] bool send(std::string_view bytes);
        /// A byte at a time, as from the far end of a bad line.
        [[nodiscard]] bool send_slowly(std::string_view bytes);
        /// Says nothing until the peer goes away.
        void stay_silent();
        [[nodiscard]] bool stopping() const { return stopping_; }

    private:
        friend class LoopbackServer;
        Connection(int fd, int number, const std::atomic<bool>& stopping)
            : fd_(fd), number_(number), stopping_(stopping) {}
        [[nodiscard]] bool wait_readable();
        int fd_;
        int number_;
        const std::atomic<bool>& stopping_;
    };
    using Serve = std::function<void(Connection&)>;

    explicit LoopbackServer(Serve serve);
    ~LoopbackServer();
    LoopbackServer(const LoopbackServer&) = delete;
    LoopbackServer& operator=(const LoopbackServer&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }

private:
    void accept_all();

    Serve serve_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<bool> stopping_{false};
    std::vector<std::thread> connections_;
    std::thread acceptor_;
};

}  // namespace anju::tests
