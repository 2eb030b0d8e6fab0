// The hashes that providers' signatures are made of, over OpenSSL. Pure; threads: any.
#pragma once

#include <string>
#include <string_view>

namespace anju::alertd::notify {

/// Raw bytes.
[[nodiscard]] std::string hmac_sha1(std::string_view key, std::string_view text);
[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view text);
[[nodiscard]] std::string sha1(std::string_view text);
[[nodiscard]] std::string sha256(std::string_view text);

[[nodiscard]] std::string lower_hex(std::string_view bytes);
[[nodiscard]] std::string base64(std::string_view bytes);

}  // namespace anju::alertd::notify
