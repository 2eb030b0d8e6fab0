#include "tests/contract/notify/http_receiver.hpp"

#include <algorithm>
#include <cctype>

namespace anju::tests {

namespace {

using Connection = LoopbackServer::Connection;

constexpr std::size_t kEndlessBytes = 100'000;

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

bool read_request(Connection& connection, std::string& buffer, HttpRequest& request) {
    std::size_t end = 0;
    while ((end = buffer.find("\r\n\r\n")) == std::string::npos) {
        if (!connection.more(buffer)) return false;
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
        if (!connection.more(buffer)) return false;
    }
    request.body = buffer.substr(end + 4, length);
    buffer.erase(0, end + 4 + length);
    return true;
}

}  // namespace

HttpReceiver::HttpReceiver(Behave behave)
    : behave_(std::move(behave)), server_([this](Connection& connection) { serve(connection); }) {}

std::string HttpReceiver::url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port()) + path;
}

std::vector<HttpRequest> HttpReceiver::requests() const {
    const std::lock_guard guard(mutex_);
    return requests_;
}

bool HttpReceiver::answer(Connection& connection, const ReceiverAnswer& answer) {
    const std::string head = "HTTP/1.1 " + std::to_string(answer.status) + " Said\r\n" + answer.headers;
    const std::string whole = head + "Content-Length: " + std::to_string(answer.body.size()) + "\r\n\r\n" + answer.body;
    switch (answer.way) {
        case ReceiverAnswer::Way::drop: return false;
        case ReceiverAnswer::Way::reply: return connection.send(whole);
        case ReceiverAnswer::Way::slow: return connection.send_slowly(whole);
        case ReceiverAnswer::Way::cut:
            static_cast<void>(connection.send(whole.substr(0, whole.size() - (answer.body.size() + 1) / 2)));
            return false;
        case ReceiverAnswer::Way::hang: connection.stay_silent(); return false;
        case ReceiverAnswer::Way::drip:
            static_cast<void>(connection.send_slowly(head + "X-Slow: " + std::string(kEndlessBytes, 'x')));
            return false;
        case ReceiverAnswer::Way::endless_body:
            if (!connection.send(head + "Connection: close\r\n\r\n")) return false;
            while (!connection.stopping() && connection.send(std::string(16 * 1024, 'x'))) {
            }
            return false;
    }
    return false;
}

void HttpReceiver::serve(Connection& connection) {
    std::string buffer;
    for (bool open = true; open;) {
        HttpRequest request;
        request.connection = connection.number();
        if (!read_request(connection, buffer, request)) break;
        std::size_t index = 0;
        {
            const std::lock_guard guard(mutex_);
            index = requests_.size();
            requests_.push_back(request);
        }
        open = answer(connection, behave_ ? behave_(request, index) : ReceiverAnswer{});
    }
}

}  // namespace anju::tests
