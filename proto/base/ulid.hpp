// ULID: 48 bits of milliseconds, 80 bits of chance, 26 characters of Crockford base 32.
// Source: https://github.com/ulid/spec (the canonical form). Time-ordered keys keep SQLite's
// B-trees appending, which is twice as fast as random ones at a million rows.
#pragma once

#include "base/result.hpp"
#include "base/time.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace anju {

struct Ulid {
    std::array<std::uint8_t, 16> bytes{};
    friend auto operator<=>(const Ulid&, const Ulid&) = default;
    [[nodiscard]] bool is_nil() const;
    [[nodiscard]] std::string to_string() const;
    [[nodiscard]] UtcTime time() const;
    [[nodiscard]] static Result<Ulid> parse(std::string_view text);
    [[nodiscard]] static Result<Ulid> from_bytes(std::string_view bytes);
};

/// Makes ULIDs that never go back, even when the clock does: within one millisecond, or behind
/// it, the last one is incremented. Not thread-safe; one per owner. Chance comes from the caller
/// (`random64`), so a simulation with a seed repeats itself.
class UlidFactory {
public:
    explicit UlidFactory(std::function<std::uint64_t()> random64) : random64_(std::move(random64)) {}
    [[nodiscard]] Ulid next(UtcTime now);

private:
    std::function<std::uint64_t()> random64_;
    Ulid last_{};
};

}  // namespace anju

template <>
struct std::hash<anju::Ulid> {
    std::size_t operator()(const anju::Ulid& id) const noexcept {
        std::uint64_t value = 0;
        for (std::size_t i = 8; i < 16; ++i) value = (value << 8) | id.bytes[i];
        return static_cast<std::size_t>(value);
    }
};
