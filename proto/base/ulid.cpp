#include "base/ulid.hpp"

#include <algorithm>

namespace anju {

namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kTextLength = 26;

/// Crockford: case does not matter, I and L read as 1, O as 0. -1 for anything else.
int digit_of(char c) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == 'I' || c == 'L') c = '1';
    if (c == 'O') c = '0';
    const auto at = kAlphabet.find(c);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

std::uint64_t millis_of(const Ulid& id) {
    std::uint64_t millis = 0;
    for (std::size_t i = 0; i < 6; ++i) millis = (millis << 8) | id.bytes[i];
    return millis;
}

}  // namespace

bool Ulid::is_nil() const {
    return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

std::string Ulid::to_string() const {
    // 26 digits of 5 bits are 130 bits: two zero bits stand before the 128 of the id.
    std::string text(kTextLength, '0');
    unsigned buffer = 0;
    int bits = 2;
    std::size_t out = 0;
    for (const auto byte : bytes) {
        buffer = (buffer << 8) | byte;
        bits += 8;
        while (bits >= 5) {
            bits -= 5;
            text[out++] = kAlphabet[(buffer >> bits) & 31u];
        }
        buffer &= (1u << bits) - 1u;
    }
    return text;
}

UtcTime Ulid::time() const { return UtcTime{Millis{static_cast<std::int64_t>(millis_of(*this))}}; }

Result<Ulid> Ulid::parse(std::string_view text) {
    if (text.size() != kTextLength || digit_of(text.front()) > 7) {
        return fail(ErrorCode::invalid, "'" + std::string(text.substr(0, 40)) + "' is not a ULID of 26 characters");
    }
    Ulid id;
    unsigned buffer = 0;
    int bits = -2;  // the first digit carries only three bits
    std::size_t out = 0;
    for (const char c : text) {
        const int digit = digit_of(c);
        if (digit < 0) return fail(ErrorCode::invalid, "'" + std::string(text) + "' has a character that no ULID has");
        buffer = (buffer << 5) | static_cast<unsigned>(digit);
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            id.bytes[out++] = static_cast<std::uint8_t>(buffer >> bits);
            buffer &= (1u << bits) - 1u;
        }
    }
    return id;
}

Result<Ulid> Ulid::from_bytes(std::string_view bytes) {
    if (bytes.size() != 16) return fail(ErrorCode::invalid, "a ULID has 16 bytes, not " + std::to_string(bytes.size()));
    Ulid id;
    std::transform(bytes.begin(), bytes.end(), id.bytes.begin(), [](char c) { return static_cast<std::uint8_t>(c); });
    return id;
}

Ulid UlidFactory::next(UtcTime now) {
    const auto since_epoch = now.time_since_epoch().count();
    const auto millis = since_epoch > 0 ? static_cast<std::uint64_t>(since_epoch) : 0;
    if (millis > millis_of(last_)) {
        for (std::size_t i = 0; i < 6; ++i) last_.bytes[i] = static_cast<std::uint8_t>(millis >> (40 - 8 * i));
        const auto high = random64_();
        const auto low = random64_();
        for (std::size_t i = 0; i < 2; ++i) last_.bytes[6 + i] = static_cast<std::uint8_t>(high >> (8 * i));
        for (std::size_t i = 0; i < 8; ++i) last_.bytes[8 + i] = static_cast<std::uint8_t>(low >> (8 * i));
        return last_;
    }
    for (std::size_t i = last_.bytes.size(); i-- > 0;) {
        if (++last_.bytes[i] != 0) break;
    }
    return last_;
}

}  // namespace anju
