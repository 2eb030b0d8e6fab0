// Principal: who asks, what for, and whether that is allowed. Pure.
//
// | permission      | viewer | street | operator | auditor | administrator |
// |-----------------|--------|--------|----------|---------|---------------|
// | open            |  yes, and everybody without a login                  |
// | own             |  yes   |  yes   |  yes     |  yes    |  yes          |
// | watch           |  yes   |  yes   |  yes     |  yes    |  yes          |
// | read            |  yes   |  yes   |  yes     |  yes    |  yes          |
// | act             |        |  yes   |  yes     |         |  yes          |
// | manage_duty     |        |  yes   |  yes     |         |  yes          |
// | reveal          |        |  yes   |  yes     |         |  yes          |
// | read_journal    |        |        |          |  yes    |  yes          |
// | change_registry |        |        |          |         |  yes          |
// | administer      |        |        |          |         |  yes          |
//
// A permission holds inside the principal's scope only: what lies outside is answered like what does
// not exist. `watch` needs no login on a loopback address. Whose password was set by somebody else has
// `own` alone until it is changed. What is masked for whom: alertd/core/access.hpp.
#pragma once

#include "alertd/access/holder.hpp"
#include "alertd/core/access.hpp"
#include "alertd/core/scope.hpp"

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace anju::alertd::api {

using core::Role;

/// What a route needs; the `x-needs` of openapi.json.
enum class Permission {
    open,             ///< anybody: liveness, the page's files, logging in
    own,              ///< one's own login: who am I, log out, change the password
    watch,            ///< readiness and metrics, for machines
    read,             ///< cases, lists, the stream, statistics; personal data masked
    act,              ///< on cases
    manage_duty,      ///< rosters, silences, away, test mode, drills
    reveal,           ///< personal data in full, journalled
    read_journal,     ///< journal, quarantine, delivery log
    change_registry,  ///< streets, homes, residents, devices, responders; imports
    administer,       ///< accounts, tokens, policies, retention, erasure
};

inline constexpr std::array kPermissions{Permission::open,      Permission::own,          Permission::watch,
                                         Permission::read,      Permission::act,          Permission::manage_duty,
                                         Permission::reveal,    Permission::read_journal, Permission::change_registry,
                                         Permission::administer};

struct Principal {
    std::string name;  ///< of the account or token; empty: on loopback, without accounts and tokens
    Role role = Role::viewer;
    core::Scope scope;
    /// How it was let in; none with a token of the configuration, and on loopback without a login.
    std::optional<access::Holder> login{};

    /// "user:<name>", or "token:<name>" of one that was made through the API.
    [[nodiscard]] std::string actor() const;
};

[[nodiscard]] bool allows(Role role, Permission permission);
/// The same, with the password that must be changed first.
[[nodiscard]] bool allows(const Principal& principal, Permission permission);
[[nodiscard]] std::string_view to_string(Permission value);

/// For whom a stream or list is.
struct Viewer {
    core::Scope scope = core::Scope::district();
    bool addresses = true;                ///< shown in full
    bool accounts = true;                 ///< V3
    std::function<bool()> still_allowed;  ///< asked now and then while a stream lives; empty: always
};
[[nodiscard]] Viewer viewer_of(const Principal& principal);

}  // namespace anju::alertd::api
