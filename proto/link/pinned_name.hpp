// PinnedName: while it lives, getaddrinfo answers one name with one address, at once.
//
// Why: Paho resolves the broker's name itself, under a mutex that all its clients in the process
// share, so a DNS that hangs stalls every other session. Without TLS we hand it the address that
// we resolved beforehand. With TLS we cannot: Paho verifies the certificate against the same text
// that it resolves, and has no setting to tell the two apart. So the name stays, and the C
// library's getaddrinfo is overridden by ours, which asks the real one about the pinned address
// instead. For every name that is not pinned it is the real one and nothing else.
//
// A pin lasts for one attempt to connect, so nobody in the process can see an old address.
// Threads: any. Where the override should not take effect (an executable that hides its symbols)
// Paho resolves the name again, as it would without us.
#pragma once

#include <string>

namespace anju::link {

class PinnedName {
public:
    /// `address` is numeric.
    PinnedName(std::string name, std::string address);
    ~PinnedName();
    PinnedName(const PinnedName&) = delete;
    PinnedName& operator=(const PinnedName&) = delete;

private:
    std::string name_;
    std::string address_;
};

}  // namespace anju::link
