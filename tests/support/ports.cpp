#include "tests/support/ports.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <random>
#include <stdexcept>

namespace anju::tests {
namespace {

bool can_bind(std::uint16_t port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket < 0) return false;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool bound = ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(socket);
    return bound;
}

}  // namespace

std::uint16_t free_port() {
    constexpr std::uint16_t kFirst = 15'000, kLast = 31'999;
    constexpr int kAttempts = 1'000;
    // Chance, because several test programs look for a port at the same time.
    std::random_device chance;
    std::uniform_int_distribution<int> any(kFirst, kLast);
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        const auto port = static_cast<std::uint16_t>(any(chance));
        if (can_bind(port)) return port;
    }
    throw std::runtime_error("no free loopback port between 15000 and 31999");
}

}  // namespace anju::tests
