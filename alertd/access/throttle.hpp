// LoginThrottle: how often a password may be tried.
//
//  H1 An account takes kAccountTries wrong tries, then one each kAccountPause; an address kAddressTries, then one each
//     kAddressPause. A try counts when it begins, and is given back when it was right. Reason: a guesser gets some
//     1,500 tries a day however many machines he has, and tries side by side do not get past the count.
//  H2 An address from which somebody has logged in to an account has tries of its own for that account. Reason: nobody
//     must be able to lock the duty officer out by failing in her name from elsewhere.
//  H3 At most kMostKept counts are kept; the fullest (nearest to forgotten) go first. Reason: names and addresses are
//     made up for nothing, memory is not.
//
// Forgotten at a restart. Pure apart from its own state; not thread-safe: its owner locks.
#pragma once

#include "base/time.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>

namespace anju::alertd::access {

class LoginThrottle {
public:
    static constexpr int kAccountTries = 10;
    static constexpr Millis kAccountPause{60'000};
    static constexpr int kAddressTries = 30;
    static constexpr Millis kAddressPause{10'000};
    static constexpr std::size_t kMostKept = 20'000;

    /// Nothing: go on, the try is counted. Otherwise how long to wait before the next one.
    [[nodiscard]] std::optional<Millis> take(const std::string& account, const std::string& address, MonoTime now);
    /// The try was right: it does not count, and the address is known for this account from now on.
    void was_right(const std::string& account, const std::string& address, MonoTime now);

    [[nodiscard]] std::size_t kept() const { return buckets_.size(); }

private:
    /// Tries that are left; refilled over time, forgotten when it is full again.
    struct Bucket {
        double left = 0;
        MonoTime at{};
        int most = 0;
        Millis pause{0};
        bool known = false;  ///< of an address that belongs to the account: kept although it is full
        void refill(MonoTime now);
    };
    [[nodiscard]] std::string account_key(const std::string& account, const std::string& address) const;
    Bucket& bucket(const std::string& key, int most, Millis pause, MonoTime now);
    void make_room(MonoTime now);

    std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace anju::alertd::access
