#include "alertd/access/phone_links.hpp"

#include <sodium.h>

#include <array>
#include <chrono>
#include <vector>

namespace anju::alertd::access {

namespace {

constexpr std::size_t kKeyBytes = crypto_generichash_KEYBYTES;
constexpr std::size_t kSignatureBytes = crypto_generichash_BYTES_MIN;
constexpr std::size_t kUlidBytes = 16;
constexpr std::size_t kTimeBytes = 5;  // seconds until the year 36812
constexpr std::size_t kHeadBytes = kUlidBytes + kTimeBytes;
constexpr std::size_t kLongestResponder = 128;
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
    std::string signature(kSignatureBytes, '\0');
    crypto_generichash(reinterpret_cast<unsigned char*>(signature.data()), signature.size(), bytes_of(body),
                       body.size(), bytes_of(key_), key_.size());
    return signature;
}

std::string PhoneLinks::write(const PhoneLink& link) const {
    std::string body(reinterpret_cast<const char*>(link.incident.value.bytes.data()), kUlidBytes);
    const auto seconds = std::chrono::floor<std::chrono::seconds>(link.expires_at.time_since_epoch()).count();
    for (int byte = kTimeBytes - 1; byte >= 0; --byte) body.push_back(static_cast<char>(seconds >> (8 * byte)));
    body += link.responder.value;
    body += signature_of(body);
    std::string text(sodium_base64_encoded_len(body.size(), kVariant), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes_of(body), body.size(), kVariant);
    text.pop_back();  // the zero at its end
    return text;
}

std::optional<PhoneLink> PhoneLinks::read(std::string_view text) const {
    constexpr std::size_t kMost = kHeadBytes + kLongestResponder + kSignatureBytes;
    std::string body(kMost, '\0');
    std::size_t size = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(body.data()), body.size(), text.data(), text.size(), nullptr,
                          &size, nullptr, kVariant) != 0 ||
        size <= kHeadBytes + kSignatureBytes) {
        return std::nullopt;
    }
    body.resize(size);
    const std::string signature = body.substr(size - kSignatureBytes);
    body.resize(size - kSignatureBytes);
    if (sodium_memcmp(signature.data(), signature_of(body).data(), kSignatureBytes) != 0) return std::nullopt;
    PhoneLink link;
    const auto id = Ulid::from_bytes(std::string_view(body).substr(0, kUlidBytes));
    if (!id) return std::nullopt;
    link.incident = IncidentId(id.value());
    std::int64_t seconds = 0;
    for (std::size_t i = kUlidBytes; i < kHeadBytes; ++i) seconds = seconds << 8 | static_cast<unsigned char>(body[i]);
    link.expires_at = UtcTime{std::chrono::seconds{seconds}};
    link.responder = ResponderId(body.substr(kHeadBytes));
    return link;
}

}  // namespace anju::alertd::access
