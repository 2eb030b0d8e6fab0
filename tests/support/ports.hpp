// A free loopback port for a server that a test starts.
#pragma once

#include <cstdint>

namespace anju::tests {

/// A TCP port of 127.0.0.1 that could be bound a moment ago. Somebody else may take it before the
/// server does, so whoever starts a server must be ready to try again with another one.
///
/// It lies below the kernel's range for outgoing connections: a server that is down for a while
/// finds its port again, and a client that retries meanwhile cannot connect to itself.
/// Throws std::runtime_error when no port is free.
[[nodiscard]] std::uint16_t free_port();

}  // namespace anju::tests
