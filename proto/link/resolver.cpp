#include "link/resolver.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace anju::link {

Result<std::vector<std::string>> system_resolve(const std::string& host) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG;
    addrinfo* found = nullptr;
    if (const int error = ::getaddrinfo(host.c_str(), nullptr, &hints, &found); error != 0) {
        return fail(ErrorCode::unavailable, "cannot resolve '" + host + "': " + ::gai_strerror(error));
    }
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, &::freeaddrinfo);
    std::vector<std::string> addresses;
    for (const addrinfo* entry = found; entry != nullptr; entry = entry->ai_next) {
        char text[NI_MAXHOST];
        if (::getnameinfo(entry->ai_addr, entry->ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST) == 0) {
            addresses.emplace_back(text);
        }
    }
    if (addresses.empty()) return fail(ErrorCode::unavailable, "'" + host + "' has no address");
    return addresses;
}

bool is_numeric(const std::string& host) {
    in6_addr space{};  // Large enough for either family.
    return ::inet_pton(AF_INET, host.c_str(), &space) == 1 || ::inet_pton(AF_INET6, host.c_str(), &space) == 1;
}

struct NameLookup::Shared {
    std::mutex mutex;
    std::condition_variable changed;
    bool running = false;
    bool cancelled = false;
    std::optional<Result<std::vector<std::string>>> answer;
};

NameLookup::NameLookup(Resolve resolve) : resolve_(std::move(resolve)), shared_(std::make_shared<Shared>()) {}

Result<std::vector<std::string>> NameLookup::addresses(const std::string& host, Millis timeout) {
    if (is_numeric(host)) return std::vector{host};
    std::unique_lock lock(shared_->mutex);
    if (!shared_->running) {
        shared_->running = true;
        shared_->answer.reset();
        std::thread([resolve = resolve_, shared = shared_, host] {
            Result<std::vector<std::string>> answer = resolve(host);
            const std::lock_guard guard(shared->mutex);
            shared->answer.emplace(std::move(answer));
            shared->running = false;
            shared->changed.notify_all();
        }).detach();
    }
    shared_->changed.wait_for(lock, timeout, [this] { return shared_->cancelled || shared_->answer.has_value(); });
    if (shared_->cancelled) return fail(ErrorCode::unavailable, "stopped");
    if (!shared_->answer) return fail(ErrorCode::unavailable, "resolving '" + host + "' does not end");
    return *shared_->answer;
}

void NameLookup::cancel() {
    const std::lock_guard guard(shared_->mutex);
    shared_->cancelled = true;
    shared_->changed.notify_all();
}

}  // namespace anju::link
