// The journal's hash chain: which bytes a row's hash is taken over, and how its facts are written.
// README.md documents the encoding; a change to it is a new encoding with a new tag.
#pragma once

#include "alertd/core/types.hpp"
#include "base/result.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace anju::alertd::store::sqlite {

using Hash = std::array<std::uint8_t, 32>;

/// Where the chain ends: the number and the hash of the last row; zeros when there is none.
struct ChainHead {
    std::uint64_t seq = 0;
    Hash hash{};
    friend bool operator==(const ChainHead&, const ChainHead&) = default;
};

/// A row as stored; the hash covers `detail` as text, so that it does not depend on a JSON library.
struct ChainRow {
    std::uint64_t seq = 0;
    UtcTime at{};
    std::string event;
    std::string actor;
    std::optional<IncidentId> incident;
    std::string detail;
    Hash previous{};
    Hash hash{};
};

[[nodiscard]] Hash hash_of(const ChainRow& row);
[[nodiscard]] std::string_view bytes_of(const Hash& hash);
/// Zeros when `bytes` is not 32 bytes long: no row has this hash.
[[nodiscard]] Hash hash_from(std::string_view bytes);
[[nodiscard]] std::string to_hex(const Hash& hash);

using Facts = std::vector<std::pair<std::string, std::string>>;
/// `[["name","value"],...]` in the order given; ill-formed UTF-8 is replaced.
[[nodiscard]] std::string encode_facts(const Facts& facts);
/// What cannot be read comes back as one fact named "unreadable": a damaged row must not hide its case.
[[nodiscard]] Facts decode_facts(std::string_view text);

}  // namespace anju::alertd::store::sqlite
