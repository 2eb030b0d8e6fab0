// Guard: who asks, and whether he may; decided before anything else looks at a request.
//
//  G1 Who shows `Authorization: Bearer` is whoever the token stands for: one of the configuration or one made through
//     the API. A wrong one is refused, whatever else is shown.
//  G2 Who shows the session's cookie is its account. Whatever changes something needs the session's word in
//     X-Anju-Csrf too; a WebSocket needs an Origin. Reason: a browser sends the cookie by itself, also for a page of
//     somebody else.
//  G3 Without either, everybody on this machine is an administrator as long as the address is a loopback one and
//     neither a token nor an account exists, and Host names this machine. Reason: the first look must be easy; a
//     name that merely resolves to 127.0.0.1 (DNS rebinding) must not reach us.
//  G4 A page of another origin (Origin, Sec-Fetch-Site) reaches nothing but the page's own files. A program that is no
//     browser sends neither header.
//  G5 `open` routes need nobody; `watch` needs nobody on a loopback address. What else is asked without a login is
//     answered with 401, also what does not exist.
//  G6 Whose password was set by somebody else may do nothing but change it.
//
// Immutable but for what `accounts` knows; thread-safe.
#pragma once

#include "alertd/access/accounts.hpp"
#include "alertd/api/http.hpp"
#include "alertd/api/router.hpp"
#include "alertd/api/server.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anju::alertd::api {

class Guard {
public:
    /// invalid: the address is no IP address, a token is badly made, or public_origin is no origin.
    [[nodiscard]] static Result<Guard> make(const ApiOptions& options);

    /// `accounts` may be null (nobody has one). It outlives the guard.
    void know(access::Accounts* accounts) { accounts_ = accounts; }

    /// Finds out who asks and sets `principal` and `peer`; nothing when the request may go on to the router.
    /// `port` is the one we are bound to.
    [[nodiscard]] std::optional<Response> identify(Request& request, std::uint16_t port) const;
    /// Nothing when whoever was identified may have what this route gives.
    [[nodiscard]] std::optional<Response> judge(const Request& request, const Route& route) const;
    /// What somebody hears of a path that leads nowhere: 401 without a login, else `found`.
    [[nodiscard]] Response nowhere(const Request& request, Response found) const;

    [[nodiscard]] bool uses_tokens() const { return !keys_.empty(); }
    [[nodiscard]] bool is_loopback() const { return loopback_; }
    /// Whoever reaches us is on this machine: no proxy brings others in.
    [[nodiscard]] bool is_local() const { return loopback_ && public_origin_.empty() && trusted_proxy_.empty(); }
    /// Whether anybody could be let in at an address that others can reach.
    [[nodiscard]] bool lets_somebody_in() const;

    /// The Set-Cookie of a session, or of its end when `secret` is empty.
    [[nodiscard]] std::string cookie_of(std::string_view secret, Millis lasts) const;

private:
    struct Key {
        Principal principal;
        store::Digest digest;
    };
    [[nodiscard]] static Result<Key> make_key(const Token& token, std::string_view place);
    [[nodiscard]] std::optional<Response> check_bearer(Request& request, UtcTime now) const;
    [[nodiscard]] bool comes_from_elsewhere(const Request& request) const;
    [[nodiscard]] std::string cookie_name() const;

    std::vector<Key> keys_;
    bool loopback_ = false;
    std::string public_origin_;  ///< lower case; empty: http:// and the Host
    std::string trusted_proxy_;
    access::Accounts* accounts_ = nullptr;
};

}  // namespace anju::alertd::api
