#include "alertd/access/secrets.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <tuple>

namespace anju::alertd::access {

namespace {

constexpr std::size_t kSecretBytes = 32;
/// Without 0 and o, 1, i and l.
constexpr std::string_view kReadable = "23456789abcdefghjkmnpqrstuvwxyz";
constexpr int kGroups = 4;
constexpr int kGroupLetters = 5;
constexpr std::string_view kCsrfPurpose = "anju: a page of ours asks";

/// The first call does the work. Without a source of chance libsodium ends the process by itself.
void make_ready() { [[maybe_unused]] const int ready = sodium_init(); }

template <std::size_t Bytes>
std::string base64url(const std::array<unsigned char, Bytes>& bytes) {
    std::array<char, sodium_base64_ENCODED_LEN(Bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING)> text{};
    sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return text.data();
}

}  // namespace

std::string new_secret() {
    make_ready();
    std::array<unsigned char, kSecretBytes> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    return base64url(bytes);
}

std::string new_token() { return std::string(kTokenPrefix) + new_secret(); }

std::string new_password() {
    make_ready();
    std::string password;
    for (int group = 0; group < kGroups; ++group) {
        if (group > 0) password += '-';
        for (int i = 0; i < kGroupLetters; ++i) {
            password += kReadable[randombytes_uniform(static_cast<std::uint32_t>(kReadable.size()))];
        }
    }
    return password;
}

store::Digest digest_of(std::string_view secret) {
    static_assert(std::tuple_size_v<decltype(store::Digest::bytes)> == crypto_hash_sha256_BYTES);
    store::Digest digest;
    crypto_hash_sha256(digest.bytes.data(), reinterpret_cast<const unsigned char*>(secret.data()), secret.size());
    return digest;
}

bool equal(const store::Digest& one, const store::Digest& other) {
    return sodium_memcmp(one.bytes.data(), other.bytes.data(), one.bytes.size()) == 0;
}

bool equal(std::string_view one, std::string_view other) {
    return one.size() == other.size() && sodium_memcmp(one.data(), other.data(), one.size()) == 0;
}

std::string csrf_word(std::string_view session_secret) {
    std::array<unsigned char, crypto_generichash_BYTES> word{};
    crypto_generichash(word.data(), word.size(), reinterpret_cast<const unsigned char*>(kCsrfPurpose.data()),
                       kCsrfPurpose.size(), reinterpret_cast<const unsigned char*>(session_secret.data()),
                       std::min<std::size_t>(session_secret.size(), crypto_generichash_KEYBYTES_MAX));
    return base64url(word);
}

}  // namespace anju::alertd::access
