#include "link/pinned_name.hpp"

#include <dlfcn.h>
#include <netdb.h>

#include <map>
#include <mutex>

namespace anju::link {
namespace {

// One table for the process, because there is one getaddrinfo for the process.
struct Pins {
    std::mutex mutex;
    std::multimap<std::string, std::string> addresses;
};

Pins& pins() {
    static Pins all;
    return all;
}

std::string pinned_address(const char* name) {
    Pins& all = pins();
    const std::lock_guard guard(all.mutex);
    const auto found = all.addresses.find(name);
    return found == all.addresses.end() ? std::string() : found->second;
}

}  // namespace

PinnedName::PinnedName(std::string name, std::string address) : name_(std::move(name)), address_(std::move(address)) {
    Pins& all = pins();
    const std::lock_guard guard(all.mutex);
    all.addresses.emplace(name_, address_);
}

PinnedName::~PinnedName() {
    Pins& all = pins();
    const std::lock_guard guard(all.mutex);
    const auto [first, last] = all.addresses.equal_range(name_);
    for (auto pin = first; pin != last; ++pin) {
        if (pin->second == address_) {
            all.addresses.erase(pin);
            break;
        }
    }
}

}  // namespace anju::link

extern "C" int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** result) {
    using GetAddrInfo = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
    static const auto real = reinterpret_cast<GetAddrInfo>(::dlsym(RTLD_NEXT, "getaddrinfo"));
    const std::string pinned = node == nullptr ? std::string() : anju::link::pinned_address(node);
    return real(pinned.empty() ? node : pinned.c_str(), service, hints, result);
}
