// Passwords: what is taken, and how they are kept.
//
//  W1 12 to 128 characters (code points), of at least five different ones, and not the account's name. Reason: length
//     is what a guesser pays for; rules about kinds of characters make people write them down.
//  W2 Kept as argon2id text that carries its salt and cost (libsodium). When the cost here has grown since, the next
//     login makes a new one.
//  W3 A name that nobody has is answered after the same work as a wrong password. Reason: the time of an answer must
//     not tell whose name is one.
//
// Hashing takes tens of milliseconds and 64 MiB on purpose: only PasswordPool calls it.
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace anju::alertd::access {

/// What one hash costs. Tests take the least that libsodium allows.
struct PasswordCost {
    unsigned long long operations = 2;
    std::size_t memory_bytes = std::size_t{64} << 20;
    [[nodiscard]] static PasswordCost least();
};

inline constexpr std::size_t kShortestPassword = 12;
inline constexpr std::size_t kLongestPassword = 128;

/// invalid, and what is expected, when W1 does not hold.
[[nodiscard]] Result<void> check_new_password(std::string_view account, std::string_view password);
/// unavailable: not enough memory now.
[[nodiscard]] Result<std::string> hash_password(std::string_view password, const PasswordCost& cost);
[[nodiscard]] bool password_fits(const std::string& hash, std::string_view password);
[[nodiscard]] bool needs_new_hash(const std::string& hash, const PasswordCost& cost);

}  // namespace anju::alertd::access
