// Rows of the registry as the API reads and writes them. Pure functions.
//
// A cell is text, true or false (yes_no), or a whole number or null (number), under the name of its column.
#pragma once

#include "alertd/api/principal.hpp"
#include "alertd/store/registry_tables.hpp"
#include "base/result.hpp"

#include <boost/json/object.hpp>

#include <string>

namespace anju::alertd::api {

/// "home,id" -> the row; with its version, and masked as core/access.hpp says where `sight` does not reach.
[[nodiscard]] boost::json::object json_of(const store::Table& table, const store::Row& row, const core::Sight& sight);

/// A whole row out of the body of a PUT: what the body leaves out becomes empty. Fields other than the
/// columns behind the key and those in `besides` are refused. invalid: names the field and what was expected.
[[nodiscard]] Result<store::RowDraft> draft_of(const store::Table& table, const store::RowKey& key,
                                               const boost::json::object& body,
                                               const std::vector<std::string_view>& besides);

/// What who asks sees of people and addresses outside an open case.
[[nodiscard]] core::Sight sight_outside_cases(const Principal& principal);
/// The same for the rows of one table. Whoever acts may call responders. Nobody sees access notes in passing: who wants
/// to asks for one home's, and that is journalled.
[[nodiscard]] core::Sight sight_of_table(const store::Table& table, const Principal& principal);

}  // namespace anju::alertd::api
