#include "alertd/access/passwords.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <set>

namespace anju::alertd::access {

namespace {

constexpr std::size_t kDifferentCharacters = 5;

/// Each code point of well-formed UTF-8 once.
std::set<std::string_view> characters_of(std::string_view text, std::size_t& count) {
    std::set<std::string_view> different;
    count = 0;
    for (std::size_t begin = 0; begin < text.size(); ++count) {
        std::size_t end = begin + 1;
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
        different.insert(text.substr(begin, end - begin));
        begin = end;
    }
    return different;
}

}  // namespace

PasswordCost PasswordCost::least() { return {crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN}; }

Result<void> check_new_password(std::string_view account, std::string_view password) {
    if (!is_utf8(password)) return fail(ErrorCode::invalid, "the password must be UTF-8 text");
    std::size_t count = 0;
    const auto different = characters_of(password, count);
    if (count < kShortestPassword || count > kLongestPassword) {
        return fail(ErrorCode::invalid, fmt::format("the password must have {} to {} characters, not {}",
                                                    kShortestPassword, kLongestPassword, count));
    }
    if (different.size() < kDifferentCharacters) {
        return fail(ErrorCode::invalid,
                    fmt::format("the password must have at least {} different characters", kDifferentCharacters));
    }
    if (password == account) return fail(ErrorCode::invalid, "the password must not be the account's name");
    return success();
}

Result<std::string> hash_password(std::string_view password, const PasswordCost& cost) {
    if (sodium_init() < 0) return fail(ErrorCode::internal, "libsodium cannot be initialised");
    std::array<char, crypto_pwhash_STRBYTES> text{};
    if (crypto_pwhash_str(text.data(), password.data(), password.size(), cost.operations, cost.memory_bytes) != 0) {
        return fail(ErrorCode::unavailable, "there is not enough memory to hash a password now");
    }
    return std::string(text.data());
}

bool password_fits(const std::string& hash, std::string_view password) {
    return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

bool needs_new_hash(const std::string& hash, const PasswordCost& cost) {
    return crypto_pwhash_str_needs_rehash(hash.c_str(), cost.operations, cost.memory_bytes) != 0;
}

}  // namespace anju::alertd::access
