#include "alertd/store/sqlite/in_scope.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace anju::alertd::store::sqlite {

namespace {

template <class Ids>
std::string as_json(const Ids& ids) {
    boost::json::array list;
    for (const auto& id : ids) list.emplace_back(id.value);
    return boost::json::serialize(list);
}

}  // namespace

std::string in_scope(std::string_view street, std::string_view committee) {
    return std::string("(? OR coalesce(")
        .append(street)
        .append(" IN (SELECT value FROM json_each(?)), 0) OR coalesce(")
        .append(committee)
        .append(" IN (SELECT value FROM json_each(?)), 0))");
}

void bind_scope(Query& query, const core::Scope& scope) {
    query.bind(scope.everything, as_json(scope.streets), as_json(scope.committees));
}

}  // namespace anju::alertd::store::sqlite
