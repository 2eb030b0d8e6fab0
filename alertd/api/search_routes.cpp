// GET /api/v1/search: homes by whatever somebody types of a person, a phone, an address or an id. What is
// found by what stands in alertd/registry/search_text.hpp.
#include "alertd/api/handlers.hpp"
#include "alertd/api/listing.hpp"
#include "alertd/api/registry_row.hpp"
#include "alertd/registry/search_text.hpp"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace anju::alertd::api {

namespace json = boost::json;
using store::Row;
using store::TableId;

namespace {

constexpr std::size_t kHits = 20;
constexpr std::size_t kMostHits = 100;
constexpr std::size_t kLongestQuery = 200;
constexpr std::size_t kMostCommittees = 5'000;

json::array people(const store::Table& table, const std::vector<Row>& rows, const core::Sight& sight) {
    json::array list;
    for (const Row& row : rows) list.emplace_back(json_of(table, row, sight));
    return list;
}

json::object hit_of(const store::HomeCard& card, const core::Sight& sight) {
    const auto& homes = store::table_of(TableId::homes);
    const auto cell = [&](std::string_view name) { return card.home.cells[column_at(homes, name)]; };
    return {{"home", cell("id")},
            {"address", sight.addresses ? cell("address") : core::masked_address(cell("address"))},
            {"gateway", cell("gateway")},
            {"committee", {{"id", cell("committee")}, {"name", card.committee_name}}},
            {"street", {{"id", card.home.street.value_or("")}, {"name", card.street_name}}},
            {"residents", people(store::table_of(TableId::residents), card.residents, sight)},
            {"contacts", people(store::table_of(TableId::contacts), card.contacts, sight)}};
}

/// The committees that one may see; nothing: all.
Result<std::optional<std::vector<std::string>>> committees_of(const core::Scope& scope, store::Reader& reader) {
    using Committees = std::optional<std::vector<std::string>>;
    if (scope.everything) return Committees();
    store::RowFilter filter;
    filter.scope = row_scope_of(scope);
    filter.limit = kMostCommittees;
    ANJU_TRY(const auto rows, reader.registry().rows(TableId::committees, filter));
    std::vector<std::string> ids;
    for (const Row& row : rows) ids.push_back(row.cells.front());
    return Committees(std::move(ids));
}

/// Who finds a home by what he may not see has it told piece by piece. Whoever acts needs it all: people call him.
void leave_out_unseen(store::SearchQuery& query, const core::Sight& sight) {
    using store::SearchField;
    for (auto& word : query.words) {
        std::erase_if(word, [&](const store::SearchTerm& term) {
            if (term.field == SearchField::address) return !sight.addresses;
            return term.field != SearchField::ids && !sight.persons;
        });
    }
    // Of several words each must be found (S6): one that may find nothing has the whole query find nothing.
    const bool some_empty = std::ranges::any_of(query.words, [](const auto& word) { return word.empty(); });
    if (some_empty) query.words.clear();
}

Result<store::SearchQuery> query_in(const Request& request, store::Reader& reader) {
    const std::string* typed = request.parameter("q");
    if (!typed || typed->empty() || typed->size() > kLongestQuery) {
        return fail(ErrorCode::invalid,
                    fmt::format("query parameter 'q': expected what to look for, in 1 to {} bytes", kLongestQuery));
    }
    auto query = registry::query_of(*typed);
    leave_out_unseen(query, core::sight_of(request.principal.role, true));
    ANJU_TRY(query.limit, limit_of(request, kHits, kMostHits));
    ANJU_TRY(query.committees, committees_of(request.principal.scope, reader));
    return query;
}

Result<Response> search(const Request& request, store::Reader& reader) {
    ANJU_TRY(const auto query, query_in(request, reader));
    ANJU_TRY(const auto found, reader.registry().search(query));
    const auto sight = sight_outside_cases(request.principal);
    json::array hits;
    for (const std::string& home : found.homes) {
        ANJU_TRY(const auto card, reader.registry().home_card(home));
        // The index may be a moment behind: the registry has the last word on what is there and where.
        if (!card) continue;
        const auto& row = card->home;
        if (!request.principal.scope.covers(
                row.street ? std::optional(StreetId(*row.street)) : std::nullopt,
                row.committee ? std::optional(CommitteeId(*row.committee)) : std::nullopt)) {
            continue;
        }
        hits.emplace_back(hit_of(*card, sight));
    }
    Response response;
    response.body = json::serialize(json::object{
        {"hits", std::move(hits)}, {"more", found.homes.size() >= query.limit}, {"complete", found.complete}});
    return response;
}

}  // namespace

void add_search_routes(Router& router) {
    router.add({"GET", "/api/v1/search", {"q", "limit"}, Permission::read, Reading(search)});
}

}  // namespace anju::alertd::api
