// The search index on SQLite's FTS5, in `<database>.search`.
#pragma once

#include "alertd/store/search.hpp"
#include "alertd/store/sqlite/connection.hpp"

#include <string>

namespace anju::alertd::store::sqlite {

[[nodiscard]] std::string search_file(const std::string& database);

/// The part of a reader that searches. Throws as Query does; runs inside attempt().
class SearchIndex {
public:
    /// The file must exist.
    explicit SearchIndex(const std::string& path);
    [[nodiscard]] std::vector<std::string> find(const SearchQuery& query);
    [[nodiscard]] SearchProgress progress();
    /// False when another version of alertd made it.
    [[nodiscard]] bool is_ours();

private:
    void find_into(const std::string& match, std::size_t limit, std::vector<std::string>& homes);
    Connection connection_;
};

/// The expression of FTS5 for a query; with `whole_names` no name may be longer than what was typed.
[[nodiscard]] std::string match_of(const SearchQuery& query, bool whole_names);

}  // namespace anju::alertd::store::sqlite
