// Turning a broker's name into addresses without ever being stuck in it.
//
// Purpose: a DNS that does not answer blocks getaddrinfo for many seconds. It runs on a thread of
// its own here, which whoever waits can abandon; it then ends when the DNS lets it.
// Threads: addresses() from one thread; cancel() from any.
#pragma once

#include "base/result.hpp"
#include "base/time.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace anju::link {

/// The numeric addresses of a host, best first. May block for as long as it likes.
using Resolve = std::function<Result<std::vector<std::string>>(const std::string& host)>;

/// Asks the system (hosts file, DNS).
[[nodiscard]] Result<std::vector<std::string>> system_resolve(const std::string& host);

/// Whether `host` is an IPv4 or IPv6 address already.
[[nodiscard]] bool is_numeric(const std::string& host);

class NameLookup {
public:
    explicit NameLookup(Resolve resolve);

    /// Blocks until the answer, the timeout or cancel(). At most one lookup is under way: while an
    /// earlier one still hangs, its answer is waited for instead of starting another thread.
    [[nodiscard]] Result<std::vector<std::string>> addresses(const std::string& host, Millis timeout);
    /// Ends addresses(), now and from here on.
    void cancel();

private:
    struct Shared;

    Resolve resolve_;
    std::shared_ptr<Shared> shared_;  ///< also held by the thread that resolves, which may outlive us
};

}  // namespace anju::link
