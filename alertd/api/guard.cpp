#include "alertd/api/guard.hpp"

#include <fmt/format.h>
#include <sodium.h>
#include <boost/asio/ip/address.hpp>

#include <algorithm>

namespace anju::alertd::api {

namespace {

constexpr std::size_t kShortestSecret = 16;
constexpr std::string_view kHealthy = "/-/healthy";

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
               c == '-';
    });
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

/// Whether a Host header names this machine and this port; a name that merely resolves to
/// 127.0.0.1 today (DNS rebinding) does not.
bool is_own_host(std::string_view host, std::uint16_t port) {
    const std::string text = lower(host);
    for (const std::string_view name : {"127.0.0.1", "localhost", "[::1]"}) {
        if (text == fmt::format("{}:{}", name, port)) return true;
        if (port == 80 && text == name) return true;
    }
    return false;
}

Response unauthorized(std::string detail) {
    Response response = problem(401, "unauthorized", std::move(detail));
    response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"anju\"");
    return response;
}

}  // namespace

Result<Guard::Key> Guard::make_key(const Token& token, std::string_view place) {
    if (!is_name(token.name)) {
        return fail(
            ErrorCode::invalid,
            fmt::format("{}: name must be 1 to 64 letters, digits, '.', '_' or '-', not '{}'", place, token.name));
    }
    if (token.secret.empty() == token.sha256.empty()) {
        return fail(ErrorCode::invalid, fmt::format("{}: exactly one of secret and sha256 must be given", place));
    }
    Key key{token.name, {}};
    if (!token.secret.empty()) {
        if (token.secret.size() < kShortestSecret) {
            return fail(ErrorCode::invalid,
                        fmt::format("{}: secret must have at least {} characters", place, kShortestSecret));
        }
        crypto_hash_sha256(key.digest.data(), reinterpret_cast<const unsigned char*>(token.secret.data()),
                           token.secret.size());
        return key;
    }
    std::size_t length = 0;
    const char* end = nullptr;
    const bool parsed = sodium_hex2bin(key.digest.data(), key.digest.size(), token.sha256.data(), token.sha256.size(),
                                       nullptr, &length, &end) == 0;
    if (!parsed || length != kDigestBytes || end != token.sha256.data() + token.sha256.size()) {
        return fail(ErrorCode::invalid, fmt::format("{}: sha256 must be 64 hex digits", place));
    }
    return key;
}

Result<Guard> Guard::make(const std::string& address, const std::vector<Token>& tokens) {
    if (sodium_init() < 0) return fail(ErrorCode::internal, "api: libsodium cannot be initialised");
    boost::system::error_code ec;
    const auto parsed = boost::asio::ip::make_address(address, ec);
    if (ec) {
        return fail(ErrorCode::invalid,
                    fmt::format("api.address: expected an IP address such as 127.0.0.1, not '{}'", address));
    }
    if (!parsed.is_loopback() && tokens.empty()) {
        return fail(
            ErrorCode::invalid,
            fmt::format("api.address: {} can be reached from other machines, so at least one token in api.tokens "
                        "is required; without tokens use 127.0.0.1",
                        address));
    }
    Guard guard;
    for (const Token& token : tokens) {
        ANJU_TRY(auto key, make_key(token, fmt::format("api.tokens[{}]", guard.keys_.size())));
        if (std::ranges::find(guard.keys_, key.name, &Key::name) != guard.keys_.end()) {
            return fail(ErrorCode::invalid, fmt::format("api.tokens: the name '{}' is used twice", key.name));
        }
        guard.keys_.push_back(std::move(key));
    }
    return guard;
}

std::optional<Response> Guard::check_token(Request& request) const {
    constexpr std::string_view scheme = "bearer ";
    if (lower(std::string_view(request.authorization).substr(0, scheme.size())) != scheme) {
        return unauthorized("this server needs 'Authorization: Bearer <token>'");
    }
    const std::string_view secret = std::string_view(request.authorization).substr(scheme.size());
    std::array<unsigned char, kDigestBytes> digest{};
    crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(secret.data()), secret.size());
    // Every key is compared, and each in constant time, so that the time taken tells nothing.
    const Key* found = nullptr;
    for (const Key& key : keys_) {
        if (sodium_memcmp(key.digest.data(), digest.data(), kDigestBytes) == 0) found = &key;
    }
    if (!found) return unauthorized("this token is not known");
    request.principal = {found->name, Role::administrator, core::Scope::district()};
    return std::nullopt;
}

std::optional<Response> Guard::check(Request& request, std::uint16_t port) const {
    request.principal = {};
    if (request.path == kHealthy) return std::nullopt;
    // A browser never adds a bearer token by itself, so with tokens no foreign page can act for a user.
    if (uses_tokens()) return check_token(request);
    if (!is_own_host(request.host, port)) {
        return problem(403, "wrong_host", fmt::format("Host must be 127.0.0.1:{0}, localhost:{0} or [::1]:{0}", port));
    }
    if (request.origin && lower(*request.origin) != "http://" + lower(request.host)) {
        return problem(403, "wrong_origin", "requests from pages of another origin are refused");
    }
    request.principal = {"", Role::administrator, core::Scope::district()};
    return std::nullopt;
}

}  // namespace anju::alertd::api
