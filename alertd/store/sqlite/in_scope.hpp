// What somebody's scope lets through, as a condition of a query. The text does not depend on the scope, so that the
// statement is prepared once: the ids go in as JSON.
#pragma once

#include "alertd/core/scope.hpp"
#include "alertd/store/sqlite/connection.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <string>
#include <string_view>

namespace anju::alertd::store::sqlite {

inline constexpr std::size_t kMostListed = 500;

template <class Ids>
[[nodiscard]] std::string ids_as_json(const Ids& ids) {
    boost::json::array list;
    for (const auto& id : ids) list.emplace_back(id.value);
    return boost::json::serialize(list);
}

/// Takes three parameters: bind_scope() gives them.
[[nodiscard]] std::string in_scope(std::string_view street, std::string_view committee);
void bind_scope(Query& query, const core::Scope& scope);

}  // namespace anju::alertd::store::sqlite
