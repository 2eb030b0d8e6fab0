// Guard: who may ask, decided before anything else looks at a request. Immutable, thread-safe.
#pragma once

#include "alertd/api/http.hpp"
#include "alertd/api/server.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anju::alertd::api {

class Guard {
public:
    /// invalid: the address is no IP address, a token is badly made, or an address other than
    /// loopback has no token to protect it.
    [[nodiscard]] static Result<Guard> make(const std::string& address, const std::vector<Token>& tokens);

    /// Nothing when the request may go on; then `principal` is set. `port` is the one we are bound to.
    [[nodiscard]] std::optional<Response> check(Request& request, std::uint16_t port) const;
    [[nodiscard]] bool uses_tokens() const { return !keys_.empty(); }

private:
    static constexpr std::size_t kDigestBytes = 32;
    struct Key {
        std::string name;
        std::array<unsigned char, kDigestBytes> digest{};
    };
    [[nodiscard]] static Result<Key> make_key(const Token& token, std::string_view place);
    [[nodiscard]] std::optional<Response> check_token(Request& request) const;

    std::vector<Key> keys_;
};

}  // namespace anju::alertd::api
