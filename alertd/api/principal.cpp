#include "alertd/api/principal.hpp"

namespace anju::alertd::api {

bool allows(Role role, Permission permission) {
    switch (permission) {
        case Permission::open:
        case Permission::own:
        case Permission::watch:
        case Permission::read: return true;
        case Permission::act:
        case Permission::manage_duty:
        case Permission::reveal: return role == Role::street || role == Role::operator_ || role == Role::administrator;
        case Permission::read_journal: return role == Role::auditor || role == Role::administrator;
        case Permission::change_registry:
        case Permission::administer: return role == Role::administrator;
    }
    return false;
}

bool allows(const Principal& principal, Permission permission) {
    const bool must_change = principal.login && principal.login->must_change;
    if (must_change && permission != Permission::own && permission != Permission::open) return false;
    return allows(principal.role, permission);
}

std::string Principal::actor() const {
    const bool is_token = login && login->credential.kind == access::Credential::Kind::token;
    return (is_token ? "token:" : "user:") + name;
}

std::string_view to_string(Permission value) {
    switch (value) {
        case Permission::open: return "open";
        case Permission::own: return "own";
        case Permission::watch: return "watch";
        case Permission::read: return "read";
        case Permission::act: return "act";
        case Permission::manage_duty: return "manage_duty";
        case Permission::reveal: return "reveal";
        case Permission::read_journal: return "read_journal";
        case Permission::change_registry: return "change_registry";
        case Permission::administer: return "administer";
    }
    return "administer";
}

Viewer viewer_of(const Principal& principal) {
    return {principal.scope,
            core::sight_of(principal.role, true).addresses,
            allows(principal.role, Permission::read_journal),
            {}};
}

}  // namespace anju::alertd::api
