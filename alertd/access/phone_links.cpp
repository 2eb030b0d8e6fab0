#include "alertd/access/phone_links.hpp"

#include <sodium.h>

#include <utility>

namespace anju::alertd::access {

namespace {

constexpr std::size_t kKeyBytes = crypto_generichash_KEYBYTES;
constexpr std::size_t kUlidBytes = 16;
constexpr std::size_t kSignatureBytes = 8;
static_assert((kUlidBytes + kSignatureBytes) / 3 * 4 == kPhoneLinkCharacters);
constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

}  // namespace

PhoneLinks::PhoneLinks(std::string key) : key_(std::move(key)) {}

std::string PhoneLinks::new_key() {
    std::string key(kKeyBytes, '\0');
    randombytes_buf(key.data(), key.size());
    return key;
}

std::string PhoneLinks::signature_of(std::string_view body) const {
    std::string signature(crypto_generichash_BYTES_MIN, '\0');
    crypto_generichash(reinterpret_cast<unsigned char*>(signature.data()), signature.size(), bytes_of(body),
                       body.size(), bytes_of(key_), key_.size());
    signature.resize(kSignatureBytes);
    return signature;
}

std::string PhoneLinks::write(const NotificationId& told) const {
    std::string body(reinterpret_cast<const char*>(told.value.bytes.data()), kUlidBytes);
    body += signature_of(body);
    std::string text(sodium_base64_encoded_len(body.size(), kVariant), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes_of(body), body.size(), kVariant);
    text.pop_back();  // the zero at its end
    return text;
}

std::optional<NotificationId> PhoneLinks::read(std::string_view text) const {
    std::string body(kUlidBytes + kSignatureBytes, '\0');
    std::size_t size = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(body.data()), body.size(), text.data(), text.size(), nullptr,
                          &size, nullptr, kVariant) != 0 ||
        size != body.size()) {
        return std::nullopt;
    }
    const std::string signature = body.substr(kUlidBytes);
    body.resize(kUlidBytes);
    if (sodium_memcmp(signature.data(), signature_of(body).data(), kSignatureBytes) != 0) return std::nullopt;
    const auto id = Ulid::from_bytes(body);
    if (!id) return std::nullopt;
    return NotificationId(id.value());
}

}  // namespace anju::alertd::access
