#include "tests/contract/notify/http_receiver.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace anju::tests {

namespace {

constexpr int kLookAroundMillis = 20;

bool send_all(int fd, const std::string& bytes) {
    std::size_t sent = 0;
    while (sent < bytes.size()) {
        const auto count = ::send(fd, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (count <= 0) return false;
        sent += static_cast<std::size_t>(count);
    }
    return true;
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

}  // namespace

HttpReceiver::HttpReceiver(Behave behave) : behave_(std::move(behave)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (listener_ < 0 || ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::listen(listener_, 64) != 0 || ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        throw std::runtime_error("the test's HTTP server cannot listen");
    }
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
}

HttpReceiver::~HttpReceiver() {
    stopping_ = true;
    acceptor_.join();
    for (auto& connection : connections_) connection.join();
    ::close(listener_);
}

std::string HttpReceiver::url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
}

std::vector<HttpRequest> HttpReceiver::requests() const {
    const std::lock_guard guard(mutex_);
    return requests_;
}

bool HttpReceiver::wait_readable(int fd) const {
    pollfd waiting{fd, POLLIN, 0};
    while (!stopping_) {
        if (::poll(&waiting, 1, kLookAroundMillis) > 0) return true;
    }
    return false;
}

void HttpReceiver::accept_all() {
    for (int number = 1; wait_readable(listener_); ++number) {
        const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd >= 0) connections_.emplace_back([this, fd, number] { serve(fd, number); });
    }
}

bool HttpReceiver::read_request(int fd, std::string& buffer, HttpRequest& request) const {
    const auto more = [&] {
        char bytes[4096];
        if (!wait_readable(fd)) return false;
        const auto count = ::recv(fd, bytes, sizeof bytes, 0);
        if (count > 0) buffer.append(bytes, static_cast<std::size_t>(count));
        return count > 0;
    };
    std::size_t end = 0;
    while ((end = buffer.find("\r\n\r\n")) == std::string::npos) {
        if (!more()) return false;
    }
    std::size_t at = buffer.find("\r\n");
    request.line = buffer.substr(0, at);
    while (at < end) {
        const auto next = buffer.find("\r\n", at + 2);
        const auto line = buffer.substr(at + 2, next - at - 2);
        const auto colon = line.find(": ");
        if (colon != std::string::npos) request.headers[lower(line.substr(0, colon))] = line.substr(colon + 2);
        at = next;
    }
    const auto length = request.headers.contains("content-length") ? std::stoul(request.headers["content-length"]) : 0;
    while (buffer.size() < end + 4 + length) {
        if (!more()) return false;
    }
    request.body = buffer.substr(end + 4, length);
    buffer.erase(0, end + 4 + length);
    return true;
}

bool HttpReceiver::answer(int fd, const ReceiverAnswer& answer) const {
    const std::string head = "HTTP/1.1 " + std::to_string(answer.status) + " Said\r\n" + answer.headers;
    switch (answer.way) {
        case ReceiverAnswer::Way::drop: return false;
        case ReceiverAnswer::Way::reply:
            return send_all(fd,
                            head + "Content-Length: " + std::to_string(answer.body.size()) + "\r\n\r\n" + answer.body);
        case ReceiverAnswer::Way::hang:
            static_cast<void>(wait_readable(fd));  // until the caller gives up
            return false;
        case ReceiverAnswer::Way::drip: {
            pollfd closed{fd, POLLIN, 0};
            const std::string drops = head + "X-Slow: " + std::string(100'000, 'x');
            for (const char drop : drops) {
                if (stopping_ || !send_all(fd, std::string(1, drop)) || ::poll(&closed, 1, kLookAroundMillis) > 0)
                    return false;
            }
            return false;
        }
        case ReceiverAnswer::Way::endless_body:
            if (!send_all(fd, head + "Connection: close\r\n\r\n")) return false;
            while (!stopping_ && send_all(fd, std::string(16 * 1024, 'x'))) {
            }
            return false;
    }
    return false;
}

void HttpReceiver::serve(int fd, int connection) {
    std::string buffer;
    for (bool open = true; open;) {
        HttpRequest request;
        request.connection = connection;
        if (!read_request(fd, buffer, request)) break;
        std::size_t index = 0;
        {
            const std::lock_guard guard(mutex_);
            index = requests_.size();
            requests_.push_back(request);
        }
        open = answer(fd, behave_ ? behave_(request, index) : ReceiverAnswer{});
    }
    ::close(fd);
}

}  // namespace anju::tests
