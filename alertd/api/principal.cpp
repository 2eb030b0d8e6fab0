#include "alertd/api/principal.hpp"

namespace anju::alertd::api {

bool allows(Role role, Permission permission) {
    switch (permission) {
        case Permission::open:
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

std::string_view to_string(Role value) {
    switch (value) {
        case Role::viewer: return "viewer";
        case Role::street: return "street";
        case Role::operator_: return "operator";
        case Role::auditor: return "auditor";
        case Role::administrator: return "administrator";
    }
    return "viewer";
}

std::string_view to_string(Permission value) {
    switch (value) {
        case Permission::open: return "open";
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

std::optional<Role> parse_role(std::string_view text) {
    for (const Role role : {Role::viewer, Role::street, Role::operator_, Role::auditor, Role::administrator}) {
        if (to_string(role) == text) return role;
    }
    return std::nullopt;
}

}  // namespace anju::alertd::api
