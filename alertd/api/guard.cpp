#include "alertd/api/guard.hpp"

#include "alertd/access/secrets.hpp"

#include <fmt/format.h>
#include <sodium.h>
#include <boost/asio/ip/address.hpp>

#include <algorithm>

namespace anju::alertd::api {

namespace {

constexpr std::size_t kShortestSecret = 16;
constexpr std::string_view kScheme = "bearer ";
constexpr std::string_view kHealthy = "/-/healthy";
/// Where WeCom and city platforms come in. They have no account; whoever made the route says how they show
/// who they are.
bool is_door(std::string_view path) {
    return path.starts_with("/callback/") || (path.starts_with("/api/v1/northbound/") && path.ends_with("/status"));
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

/// Whether a Host header names this machine and this port (G3).
bool is_own_host(std::string_view host, std::uint16_t port) {
    const std::string text = lower(host);
    for (const std::string_view name : {"127.0.0.1", "localhost", "[::1]"}) {
        if (text == fmt::format("{}:{}", name, port)) return true;
        if (port == 80 && text == name) return true;
    }
    return false;
}

bool changes_something(std::string_view method) { return method != "GET" && method != "HEAD" && method != "OPTIONS"; }

/// The value of one cookie in a Cookie header.
std::string_view cookie_in(std::string_view header, std::string_view name) {
    while (!header.empty()) {
        const std::size_t end = std::min(header.find(';'), header.size());
        std::string_view pair = header.substr(0, end);
        header.remove_prefix(std::min(end + 1, header.size()));
        pair.remove_prefix(std::min(pair.find_first_not_of(' '), pair.size()));
        if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=') {
            return pair.substr(name.size() + 1);
        }
    }
    return {};
}

/// Whom the proxy that speaks to us heard last; it appends, so what stands before may be made up.
std::string last_forwarded(std::string_view header) {
    const std::size_t comma = header.rfind(',');
    if (comma != std::string_view::npos) header.remove_prefix(comma + 1);
    const std::size_t first = header.find_first_not_of(' ');
    const std::size_t last = header.find_last_not_of(' ');
    return first == std::string_view::npos ? std::string() : std::string(header.substr(first, last - first + 1));
}

Response unauthorized(std::string detail) {
    Response response = problem(401, "unauthorized", std::move(detail));
    response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"anju\"");
    return response;
}

Result<store::Digest> digest_in(const Token& token, std::string_view place) {
    if (token.secret.empty() == token.sha256.empty()) {
        return fail(ErrorCode::invalid, fmt::format("{}: exactly one of secret and sha256 must be given", place));
    }
    if (!token.secret.empty()) {
        if (token.secret.size() >= kShortestSecret) return access::digest_of(token.secret);
        return fail(ErrorCode::invalid,
                    fmt::format("{}: secret must have at least {} characters", place, kShortestSecret));
    }
    store::Digest digest;
    std::size_t length = 0;
    const char* end = nullptr;
    const bool parsed = sodium_hex2bin(digest.bytes.data(), digest.bytes.size(), token.sha256.data(),
                                       token.sha256.size(), nullptr, &length, &end) == 0;
    if (!parsed || length != digest.bytes.size() || end != token.sha256.data() + token.sha256.size()) {
        return fail(ErrorCode::invalid, fmt::format("{}: sha256 must be 64 hex digits", place));
    }
    return digest;
}

}  // namespace

Result<Guard::Key> Guard::make_key(const Token& token, std::string_view place) {
    if (!access::is_account_name(token.name)) {
        return fail(
            ErrorCode::invalid,
            fmt::format("{}: name must be 1 to 64 letters, digits, '.', '_' or '-', not '{}'", place, token.name));
    }
    if (auto fits = access::check_rights(token.role, token.scope); !fits) {
        return fail(ErrorCode::invalid, fmt::format("{}: {}", place, fits.error().message));
    }
    ANJU_TRY(auto digest, digest_in(token, place));
    return Key{{token.name, token.role, token.scope, {}}, digest};
}

Result<Guard> Guard::make(const ApiOptions& options) {
    if (sodium_init() < 0) return fail(ErrorCode::internal, "api: libsodium cannot be initialised");
    boost::system::error_code ec;
    const auto parsed = boost::asio::ip::make_address(options.address, ec);
    if (ec) {
        return fail(ErrorCode::invalid,
                    fmt::format("api.address: expected an IP address such as 127.0.0.1, not '{}'", options.address));
    }
    Guard guard;
    guard.loopback_ = parsed.is_loopback();
    guard.trusted_proxy_ = options.trusted_proxy;
    guard.public_origin_ = lower(options.public_origin);
    const bool is_origin = guard.public_origin_.starts_with("https://") || guard.public_origin_.starts_with("http://");
    if (!guard.public_origin_.empty() &&
        (!is_origin || guard.public_origin_.find('/', guard.public_origin_.find("//") + 2) != std::string::npos)) {
        return fail(ErrorCode::invalid, fmt::format("api.public_origin: expected an origin such as "
                                                    "https://anju.example without a path, not '{}'",
                                                    options.public_origin));
    }
    for (const Token& token : options.tokens) {
        ANJU_TRY(auto key, make_key(token, fmt::format("api.tokens[{}]", guard.keys_.size())));
        const auto same = [&](const Key& other) { return other.principal.name == key.principal.name; };
        if (std::ranges::any_of(guard.keys_, same)) {
            return fail(ErrorCode::invalid, fmt::format("api.tokens: the name '{}' is used twice", token.name));
        }
        guard.keys_.push_back(std::move(key));
    }
    return guard;
}

bool Guard::lets_somebody_in() const {
    return is_local() || uses_tokens() || (accounts_ && accounts_->directory().has_accounts());
}

std::string Guard::cookie_name() const {
    // A browser takes a name with this prefix only with Secure, for this host alone and for every path.
    return public_origin_.starts_with("https://") ? "__Host-anju_session" : "anju_session";
}

std::string Guard::cookie_of(std::string_view secret, Millis lasts) const {
    const auto seconds = secret.empty() ? 0 : std::chrono::duration_cast<std::chrono::seconds>(lasts).count();
    return fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Strict{}", cookie_name(), secret, seconds,
                       public_origin_.starts_with("https://") ? "; Secure" : "");
}

std::optional<Response> Guard::check_bearer(Request& request, UtcTime now) const {
    if (lower(std::string_view(request.authorization).substr(0, kScheme.size())) != kScheme) {
        return unauthorized("this server knows 'Authorization: Bearer <token>' only");
    }
    const std::string_view secret = std::string_view(request.authorization).substr(kScheme.size());
    const auto digest = access::digest_of(secret);
    // Every key is compared, and each in constant time, so that the time taken tells nothing.
    const Key* found = nullptr;
    for (const Key& key : keys_) {
        if (access::equal(key.digest, digest)) found = &key;
    }
    if (found) {
        request.principal = found->principal;
        request.identified = true;
        return std::nullopt;
    }
    if (accounts_) {
        if (auto holder = accounts_->directory().by_token(secret, now)) {
            request.principal = {holder->name, holder->role, holder->scope, holder};
            request.identified = true;
            return std::nullopt;
        }
    }
    return unauthorized("this token is not known, has expired or was revoked");
}

std::optional<Response> Guard::identify(Request& request, std::uint16_t port) const {
    request.principal = {};
    request.identified = false;
    request.session_secret.clear();
    request.names_this_machine = is_own_host(request.host, port);
    if (request.path == kHealthy || is_door(request.path)) return std::nullopt;
    if (!trusted_proxy_.empty() && request.peer == trusted_proxy_ && request.forwarded_for) {
        request.peer = last_forwarded(*request.forwarded_for);
    }
    const UtcTime now = accounts_ ? accounts_->now() : UtcTime{};
    if (!request.authorization.empty()) return check_bearer(request, now);
    if (accounts_ && request.cookie) {
        const auto secret = cookie_in(*request.cookie, cookie_name());
        if (auto holder = accounts_->directory().by_session(secret, now)) {
            request.principal = {holder->name, holder->role, holder->scope, holder};
            request.identified = true;
            request.session_secret = std::string(secret);
            return std::nullopt;
        }
    }
    if (!is_local() || request.forwarded_for || uses_tokens() || (accounts_ && accounts_->directory().has_accounts()))
        return std::nullopt;
    if (!request.names_this_machine) {
        return problem(403, "wrong_host", fmt::format("Host must be 127.0.0.1:{0}, localhost:{0} or [::1]:{0}", port));
    }
    request.principal = {"", Role::administrator, core::Scope::district(), {}};
    request.identified = true;
    return std::nullopt;
}

bool Guard::comes_from_elsewhere(const Request& request) const {
    if (request.origin) {
        const std::string own = public_origin_.empty() ? "http://" + lower(request.host) : public_origin_;
        if (lower(*request.origin) != own) return true;
    }
    return request.fetch_site && *request.fetch_site != "same-origin" && *request.fetch_site != "none";
}

std::optional<Response> Guard::judge(const Request& request, const Route& route) const {
    const bool changes = changes_something(request.method);
    const bool is_file = route.needs == Permission::open && !changes;
    // A browser never adds a bearer token by itself, so no foreign page can act with one.
    if (request.authorization.empty() && !is_file && comes_from_elsewhere(request)) {
        return problem(403, "wrong_origin", "requests from pages of another origin are refused");
    }
    if (route.needs == Permission::open) return std::nullopt;
    if (!request.identified) {
        const bool from_here = is_local() && !request.forwarded_for && request.names_this_machine;
        if (route.needs == Permission::watch && from_here) return std::nullopt;
        return unauthorized("log in first: POST /api/v1/session, or show 'Authorization: Bearer <token>'");
    }
    if (!request.session_secret.empty()) {
        if (changes && !access::equal(request.csrf.value_or(""), access::csrf_word(request.session_secret))) {
            return problem(403, "csrf", "X-Anju-Csrf must hold the `csrf` of GET /api/v1/session");
        }
        if (request.upgrade && !request.origin) {
            return problem(403, "wrong_origin", "a WebSocket with a cookie needs an Origin");
        }
    }
    if (route.needs == Permission::watch && !request.principal.scope.everything) {
        return problem(403, "forbidden", "this is about the whole district");
    }
    if (allows(request.principal, route.needs)) return std::nullopt;
    if (allows(request.principal.role, route.needs)) {
        return problem(403, "password_must_change", "change the password first: PUT /api/v1/session/password");
    }
    return problem(403, "forbidden",
                   fmt::format("this needs the permission {}, which the role {} does not have", to_string(route.needs),
                               to_string(request.principal.role)));
}

Response Guard::nowhere(const Request& request, Response found) const {
    return request.identified ? std::move(found) : unauthorized("log in first: POST /api/v1/session");
}

}  // namespace anju::alertd::api
