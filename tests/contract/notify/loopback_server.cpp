#include "tests/contract/notify/loopback_server.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace anju::tests {

namespace {

constexpr int kLookAroundMillis = 20;

}  // namespace

LoopbackServer::LoopbackServer(Serve serve) : serve_(std::move(serve)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (listener_ < 0 || ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::listen(listener_, 64) != 0 || ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        throw std::runtime_error("the test's server cannot listen");
    }
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
}

LoopbackServer::~LoopbackServer() {
    stopping_ = true;
    acceptor_.join();
    for (auto& connection : connections_) connection.join();
    ::close(listener_);
}

void LoopbackServer::accept_all() {
    Connection listening(listener_, 0, stopping_);
    for (int number = 1; listening.wait_readable(); ++number) {
        const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0) continue;
        connections_.emplace_back([this, fd, number] {
            Connection connection(fd, number, stopping_);
            serve_(connection);
            ::close(fd);
        });
    }
}

bool LoopbackServer::Connection::wait_readable() {
    pollfd waiting{fd_, POLLIN, 0};
    while (!stopping_) {
        if (::poll(&waiting, 1, kLookAroundMillis) > 0) return true;
    }
    return false;
}

bool LoopbackServer::Connection::more(std::string& buffer) {
    char bytes[4096];
    if (!wait_readable()) return false;
    const auto count = ::recv(fd_, bytes, sizeof bytes, 0);
    if (count > 0) buffer.append(bytes, static_cast<std::size_t>(count));
    return count > 0;
}

bool LoopbackServer::Connection::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

bool LoopbackServer::Connection::send_slowly(std::string_view bytes) {
    pollfd closed{fd_, POLLIN, 0};
    for (; !bytes.empty(); bytes.remove_prefix(1)) {
        if (stopping_ || !send(bytes.substr(0, 1))) return false;
        // A peer that says something in the middle of our sentence is one that has gone away; after its end he may.
        if (bytes.size() > 1 && ::poll(&closed, 1, 1) > 0) return false;
    }
    return true;
}

void LoopbackServer::Connection::stay_silent() { static_cast<void>(wait_readable()); }

}  // namespace anju::tests
