// PasswordPool: the two threads that hash passwords, so that neither a socket nor the engine waits
// for argon2id. Bounded: a flood of logins is refused, and takes at most two hashes' memory at once.
//
// Threads: check() and make() from any thread, never blocking; `done` runs on a thread of the pool.
#pragma once

#include "alertd/access/passwords.hpp"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace anju::alertd::access {

class PasswordPool {
public:
    explicit PasswordPool(PasswordCost cost = {}, std::size_t threads = 2, std::size_t max_waiting = 64);
    ~PasswordPool() { stop(); }
    PasswordPool(const PasswordPool&) = delete;
    PasswordPool& operator=(const PasswordPool&) = delete;

    /// internal: libsodium does not work; unavailable: no memory for one hash.
    [[nodiscard]] Result<void> start();
    /// What runs is finished, what waits is forgotten: its `done` never runs.
    void stop();

    struct Verdict {
        bool fits = false;
        std::optional<std::string> new_hash;  ///< to be kept instead (W2)
    };
    /// No `hash`: nobody has this name; the same work is done and the verdict is no (W3).
    /// False when too many wait or the pool has stopped; `done` then never runs.
    [[nodiscard]] bool check(std::optional<std::string> hash, std::string password, std::function<void(Verdict)> done);
    /// The same for a new password's hash.
    [[nodiscard]] bool make(std::string password, std::function<void(Result<std::string>)> done);

private:
    [[nodiscard]] bool submit(std::function<void()> job);
    void run();

    const PasswordCost cost_;
    const std::size_t thread_count_;
    const std::size_t max_waiting_;
    std::string nobodys_hash_;  ///< of a password that nobody knows
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> waiting_;
    bool stopping_ = true;
    std::vector<std::thread> threads_;
};

}  // namespace anju::alertd::access
