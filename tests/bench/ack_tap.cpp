#include "tests/bench/ack_tap.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>

namespace anju::tests {

namespace {

using std::chrono::steady_clock;

double millis_since(steady_clock::time_point then) {
    return std::chrono::duration<double, std::milli>(steady_clock::now() - then).count();
}

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

void send_at_once(int socket) {
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

int connect_to(std::uint16_t port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto address = loopback(port);
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return socket;
    ::close(socket);
    return -1;
}

bool write_all(int socket, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

std::uint16_t number_at(std::string_view bytes, std::size_t at) {
    if (at + 2 > bytes.size()) return 0;
    return static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[at]) << 8 |
                                      static_cast<unsigned char>(bytes[at + 1]));
}

struct Packet {
    unsigned char head = 0;
    std::string_view body;
    std::size_t size = 0;
};

/// The first whole packet of a stream.
std::optional<Packet> first_packet(std::string_view bytes) {
    std::size_t length = 0;
    for (std::size_t i = 1; i < 5 && i < bytes.size(); ++i) {
        const auto byte = static_cast<unsigned char>(bytes[i]);
        length |= static_cast<std::size_t>(byte & 0x7F) << (7 * (i - 1));
        if ((byte & 0x80) != 0) continue;
        if (bytes.size() < i + 1 + length) return std::nullopt;
        return Packet{static_cast<unsigned char>(bytes[0]), bytes.substr(i + 1, length), i + 1 + length};
    }
    return std::nullopt;
}

}  // namespace

AckTap::AckTap(std::uint16_t broker_port) : broker_port_(broker_port) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    auto address = loopback(0);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), size) != 0 || ::listen(listener_, 16) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        ::close(listener_);
        throw std::runtime_error("the tap finds no port");
    }
    port_ = ntohs(address.sin_port);
    accepting_ = std::thread([this] { accept_all(); });
}

AckTap::~AckTap() {
    stopping_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    accepting_.join();
    for (const auto& connection : connections_) {
        ::shutdown(connection->client, SHUT_RDWR);
        ::shutdown(connection->broker, SHUT_RDWR);
        connection->to_client.join();
        connection->to_broker.join();
        ::close(connection->client);
        ::close(connection->broker);
    }
    ::close(listener_);
}

void AckTap::begin() {
    const std::lock_guard lock(mutex_);
    longest_ = 0;
    acknowledged_ = 0;
}

double AckTap::longest() const {
    const std::lock_guard lock(mutex_);
    double longest = longest_;
    for (const auto& connection : connections_) {
        for (const auto& [id, since] : connection->waiting) longest = std::max(longest, millis_since(since));
    }
    return longest;
}

std::size_t AckTap::acknowledged() const {
    const std::lock_guard lock(mutex_);
    return acknowledged_;
}

std::size_t AckTap::missing() const {
    const std::lock_guard lock(mutex_);
    std::size_t missing = 0;
    for (const auto& connection : connections_) missing += connection->waiting.size();
    return missing;
}

void AckTap::accept_all() {
    while (!stopping_) {
        const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0) continue;
        const int broker = connect_to(broker_port_);
        if (broker < 0) {
            ::close(client);
            continue;
        }
        send_at_once(client);
        send_at_once(broker);
        auto connection = std::make_unique<Connection>();
        connection->client = client;
        connection->broker = broker;
        auto& kept = *connection;
        const std::lock_guard lock(mutex_);
        connections_.push_back(std::move(connection));
        kept.to_client = std::thread([this, &kept] { pump(kept, true); });
        kept.to_broker = std::thread([this, &kept] { pump(kept, false); });
    }
}

void AckTap::pump(Connection& connection, bool to_client) {
    const int from = to_client ? connection.broker : connection.client;
    const int to = to_client ? connection.client : connection.broker;
    std::string unread;
    std::array<char, 16'384> chunk;
    while (true) {
        const auto got = ::recv(from, chunk.data(), chunk.size(), 0);
        if (got <= 0) break;
        const std::string_view bytes(chunk.data(), static_cast<std::size_t>(got));
        unread += bytes;
        std::string_view rest = unread;
        while (const auto packet = first_packet(rest)) {
            note(connection, to_client, packet->head, packet->body);
            rest.remove_prefix(packet->size);
        }
        unread.erase(0, unread.size() - rest.size());
        if (!write_all(to, bytes)) break;
    }
    ::shutdown(from, SHUT_RDWR);
    ::shutdown(to, SHUT_RDWR);
    // What a lost connection did not acknowledge is delivered again on the next one, and times itself there.
    const std::lock_guard lock(mutex_);
    connection.waiting.clear();
}

void AckTap::note(Connection& connection, bool to_client, unsigned char head, std::string_view body) {
    const bool is_publish = to_client && (head & 0xF6) == 0x32;  // QoS 1, whatever its other flags
    const bool is_ack = !to_client && head == 0x40;
    if (!is_publish && !is_ack) return;
    const std::lock_guard lock(mutex_);
    if (is_publish) {
        connection.waiting[number_at(body, 2 + std::size_t{number_at(body, 0)})] = steady_clock::now();
        return;
    }
    const auto at = connection.waiting.find(number_at(body, 0));
    if (at == connection.waiting.end()) return;
    longest_ = std::max(longest_, millis_since(at->second));
    connection.waiting.erase(at);
    ++acknowledged_;
}

}  // namespace anju::tests
