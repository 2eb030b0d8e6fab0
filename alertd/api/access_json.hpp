// Accounts, tokens and scopes as JSON, both ways; used by the routes of this subject.
#pragma once

#include "alertd/access/accounts.hpp"
#include "alertd/access/secrets.hpp"
#include "alertd/api/guard.hpp"

#include <boost/json/object.hpp>

namespace anju::alertd::api {

[[nodiscard]] boost::json::object json_of_scope(const core::Scope& scope);
[[nodiscard]] boost::json::object json_of(const store::Account& account);
[[nodiscard]] boost::json::object json_of(const store::ApiToken& token);

/// Fields `streets` and `committees`; neither: the whole district. Nothing when both are absent.
[[nodiscard]] Result<std::optional<core::Scope>> scope_field(const boost::json::object& body);
/// Field `role`; nothing when absent.
[[nodiscard]] Result<std::optional<core::Role>> role_field(const boost::json::object& body);
/// Field `why`, required.
[[nodiscard]] Result<access::Why> why_field(const boost::json::object& body);
[[nodiscard]] Result<access::Why> why_of(const std::string& text, std::string_view where);

}  // namespace anju::alertd::api
