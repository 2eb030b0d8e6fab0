#include "alertd/api/access_json.hpp"

#include "alertd/api/body.hpp"
#include "alertd/api/listing.hpp"

#include <fmt/format.h>
#include <boost/json/array.hpp>

namespace anju::alertd::api {

namespace json = boost::json;

namespace {

constexpr std::size_t kMostAreas = 40;

template <class Ids>
json::array texts_of(const Ids& ids) {
    json::array list;
    for (const auto& id : ids) list.emplace_back(id.value);
    return list;
}

}  // namespace

json::object json_of_scope(const core::Scope& scope) {
    return {{"district", scope.everything},
            {"streets", texts_of(scope.streets)},
            {"committees", texts_of(scope.committees)}};
}

json::object json_of(const store::Account& account) {
    return {{"name", account.name},
            {"role", to_string(account.role)},
            {"scope", json_of_scope(account.scope)},
            {"state", to_string(account.state)},
            {"must_change_password", account.must_change},
            {"version", account.version},
            {"created_at", to_rfc3339(account.created_at)},
            {"changed_at", to_rfc3339(account.changed_at)}};
}

json::object json_of(const store::ApiToken& token) {
    return {{"name", token.name},
            {"role", to_string(token.role)},
            {"scope", json_of_scope(token.scope)},
            {"created_by", token.created_by},
            {"created_at", to_rfc3339(token.created_at)},
            {"expires_at", time_or_null(token.expires_at)},
            {"last_used_at", time_or_null(token.last_used_at)},
            {"revoked_at", time_or_null(token.revoked_at)}};
}

Result<std::optional<core::Scope>> scope_field(const json::object& body) {
    using Wanted = std::optional<core::Scope>;
    if (!body.contains("streets") && !body.contains("committees")) return Wanted();
    ANJU_TRY(auto streets, texts_field(body, "streets", kMostAreas, kLongestName));
    ANJU_TRY(auto committees, texts_field(body, "committees", kMostAreas, kLongestName));
    core::Scope scope;
    for (auto& street : streets) scope.streets.emplace(std::move(street));
    for (auto& committee : committees) scope.committees.emplace(std::move(committee));
    scope.everything = scope.streets.empty() && scope.committees.empty();
    return Wanted(std::move(scope));
}

Result<std::optional<core::Role>> role_field(const json::object& body) {
    using Wanted = std::optional<core::Role>;
    ANJU_TRY(auto text, text_field(body, "role", kLongestName));
    if (text.empty()) return Wanted();
    const auto role = core::parse_role(text);
    if (!role) {
        return fail(
            ErrorCode::invalid,
            fmt::format("field 'role': expected viewer, street, operator, auditor or administrator, not '{}'", text));
    }
    return Wanted(role);
}

Result<access::Why> why_of(const std::string& text, std::string_view where) {
    const auto why = access::parse_why(text);
    if (why) return *why;
    return fail(ErrorCode::invalid, fmt::format("{}: expected setup, new_person, new_duty, left, lost_secret, "
                                                "suspicion or other, not '{}'",
                                                where, text));
}

Result<access::Why> why_field(const json::object& body) {
    ANJU_TRY(auto text, text_field(body, "why", kLongestName));
    return why_of(text, "field 'why'");
}

}  // namespace anju::alertd::api
