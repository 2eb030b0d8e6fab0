#include "alertd/store/sqlite/in_scope.hpp"

namespace anju::alertd::store::sqlite {

std::string in_scope(std::string_view street, std::string_view committee) {
    return std::string("(? OR coalesce(")
        .append(street)
        .append(" IN (SELECT value FROM json_each(?)), 0) OR coalesce(")
        .append(committee)
        .append(" IN (SELECT value FROM json_each(?)), 0))");
}

void bind_scope(Query& query, const core::Scope& scope) {
    query.bind(scope.everything, ids_as_json(scope.streets), ids_as_json(scope.committees));
}

}  // namespace anju::alertd::store::sqlite
