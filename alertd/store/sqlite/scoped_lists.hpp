// Lists within a scope, and SqlText, with which they are put together: a statement in pieces, with
// the values that its marks stand for, in their order.
#pragma once

#include "alertd/core/access.hpp"
#include "alertd/store/sqlite/connection.hpp"
#include "alertd/store/store.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace anju::alertd::store::sqlite {

class SqlText {
public:
    SqlText() = default;
    explicit SqlText(std::string sql) : sql_(std::move(sql)) {}

    /// `sql` has as many marks as there are values.
    template <class... Values>
    SqlText& add(std::string_view sql, const Values&... values) {
        sql_ += sql;
        (values_.push_back([value = values](Query& query) { query.bind(value); }), ...);
        return *this;
    }
    SqlText& add(const SqlText& other) {
        sql_ += other.sql_;
        values_.insert(values_.end(), other.values_.begin(), other.values_.end());
        return *this;
    }
    /// "?, ?, ?" for the ids.
    template <class Ids>
    SqlText& add_list(const Ids& ids) {
        const char* separator = "";
        for (const auto& id : ids) {
            add(separator).add("?", id);
            separator = ", ";
        }
        return *this;
    }

    [[nodiscard]] const std::string& sql() const { return sql_; }
    /// Gives the values to a query of this text.
    Query& bind(Query& query) const {
        for (const auto& value : values_) value(query);
        return query;
    }

private:
    std::string sql_;
    std::vector<std::function<void(Query&)>> values_;
};

/// " AND (street IN (...) OR committee IN (...))" with these columns; nothing for the whole district.
[[nodiscard]] SqlText within(const core::Scope& scope, const std::string& street_column,
                             const std::string& committee_column);

/// The page of a list of cases that the filter asks for. Throws as Query does.
[[nodiscard]] std::vector<core::Incident> list_incidents(Connection& connection, const IncidentFilter& filter);
/// Gateways that stand in a home of the scope, or claim a street of it while no home is theirs.
[[nodiscard]] std::vector<GatewayState> list_gateways(Connection& connection, const core::Scope& scope,
                                                      const std::optional<GatewayId>& after, std::size_t limit);
/// Who answers for homes of the scope, the district's own among them.
[[nodiscard]] std::vector<core::Responder> list_responders(Connection& connection, const core::Scope& scope,
                                                           const std::optional<ResponderId>& after, std::size_t limit);
/// The streets of the scope; of a street of which only committees belong to it, only these are counted.
[[nodiscard]] std::vector<StreetSummary> list_streets(Connection& connection, const core::Scope& scope);
[[nodiscard]] Counts count_all(Connection& connection, const core::Scope& scope);

}  // namespace anju::alertd::store::sqlite
