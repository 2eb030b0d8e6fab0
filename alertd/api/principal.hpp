// Principal: who asks, what for, and whether that is allowed. Pure.
//
// | permission      | viewer | street | operator | auditor | administrator |
// |-----------------|--------|--------|----------|---------|---------------|
// | open            |  yes, and everybody without a login                  |
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
// not exist.
#pragma once

#include "alertd/core/scope.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace anju::alertd::api {

enum class Role { viewer, street, operator_, auditor, administrator };

/// What a route needs; the `x-needs` of openapi.json.
enum class Permission {
    open,             ///< anybody: liveness, the page's files, logging in
    watch,            ///< readiness and metrics, for machines
    read,             ///< cases, lists, the stream, statistics; personal data masked
    act,              ///< on cases
    manage_duty,      ///< rosters, silences, away, test mode, drills
    reveal,           ///< personal data in full, journalled
    read_journal,     ///< journal, quarantine, delivery log
    change_registry,  ///< streets, homes, residents, devices, responders; imports
    administer,       ///< accounts, tokens, retention, erasure
};

struct Principal {
    std::string name;  ///< of the account or token; empty: on loopback, without accounts and tokens
    Role role = Role::viewer;
    core::Scope scope;
};

[[nodiscard]] bool allows(Role role, Permission permission);
[[nodiscard]] std::string_view to_string(Role value);
[[nodiscard]] std::string_view to_string(Permission value);
[[nodiscard]] std::optional<Role> parse_role(std::string_view text);

}  // namespace anju::alertd::api
