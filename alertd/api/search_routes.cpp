// GET /api/v1/search: homes by whatever somebody types of a person, a phone, an address or an id. What is
// found by what stands in alertd/registry/search_text.hpp.
#include "alertd/api/handlers.hpp"
#include "alertd/api/registry_row.hpp"
#include "alertd/registry/search_text.hpp"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <charconv>

namespace anju::alertd::api {

namespace json = boost::json;
using store::Row;
using store::TableId;

namespace {

constexpr std::size_t kHits = 20;
constexpr std::size_t kMostHits = 100;
constexpr std::size_t kLongestQuery = 200;
constexpr std::size_t kMostCommittees = 5'000;

json::array people(const store::Table& table, const std::vector<Row>& rows, bool persons) {
    json::array list;
    for (const Row& row : rows) list.emplace_back(json_of(table, row, persons));
    return list;
}

json::object hit_of(const store::HomeCard& card, bool persons) {
    const auto& homes = store::table_of(TableId::homes);
    const auto cell = [&](std::string_view name) { return card.home.cells[column_at(homes, name)]; };
    return {{"home", cell("id")},
            {"address", cell("address")},
            {"gateway", cell("gateway")},
            {"committee", {{"id", cell("committee")}, {"name", card.committee_name}}},
            {"street", {{"id", card.home.street.value_or("")}, {"name", card.street_name}}},
            {"residents", people(store::table_of(TableId::residents), card.residents, persons)},
            {"contacts", people(store::table_of(TableId::contacts), card.contacts, persons)}};
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

Result<store::SearchQuery> query_in(const Request& request, store::Reader& reader) {
    const std::string* typed = request.parameter("q");
    if (!typed || typed->empty() || typed->size() > kLongestQuery) {
        return fail(ErrorCode::invalid,
                    fmt::format("query parameter 'q': expected what to look for, in 1 to {} bytes", kLongestQuery));
    }
    auto query = registry::query_of(*typed);
    query.limit = kHits;
    if (const std::string* text = request.parameter("limit")) {
        const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), query.limit);
        if (error != std::errc() || end != text->data() + text->size() || query.limit < 1 || query.limit > kMostHits) {
            return fail(ErrorCode::invalid,
                        fmt::format("query parameter 'limit': expected a number from 1 to {}", kMostHits));
        }
    }
    ANJU_TRY(query.committees, committees_of(request.principal.scope, reader));
    return query;
}

Result<Response> search(const Request& request, store::Reader& reader) {
    ANJU_TRY(const auto query, query_in(request, reader));
    ANJU_TRY(const auto found, reader.registry().search(query));
    const bool persons = sees_persons(request.principal);
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
        hits.emplace_back(hit_of(*card, persons));
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
