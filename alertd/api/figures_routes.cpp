// Statistics and reports. Every table is a Sheet, given as JSON or as CSV.
#include "alertd/api/handlers.hpp"
#include "alertd/api/listing.hpp"
#include "alertd/reports/days.hpp"
#include "alertd/reports/month.hpp"
#include "alertd/reports/statistics.hpp"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <map>

namespace anju::alertd::api {

namespace json = boost::json;

namespace {

using reports::Sheet;
using store::FiguresQuery;

constexpr int kMostDays = 366;
constexpr std::size_t kRows = 100;
constexpr std::size_t kMostRows = 1000;

/// The parameter's choice among `words`; the first one when it is not given.
template <class Choice>
Result<Choice> choice_of(const Request& request, std::string_view name,
                         const std::vector<std::pair<std::string_view, Choice>>& words) {
    const std::string* text = request.parameter(name);
    if (!text) return words.front().second;
    std::string known;
    for (const auto& [word, choice] : words) {
        if (*text == word) return choice;
        known += (known.empty() ? "" : ", ") + std::string(word);
    }
    return wrong_parameter(name, known, *text);
}

Result<std::optional<int>> day_of(const Request& request, std::string_view name) {
    const std::string* text = request.parameter(name);
    if (!text) return std::optional<int>();
    const auto day = reports::parse_day(*text);
    if (!day) return wrong_parameter(name, "a day such as 2026-03-01", *text);
    return std::optional<int>(day.value());
}

template <class Id>
Result<std::optional<Id>> id_of(const Request& request, std::string_view name) {
    const std::string* text = request.parameter(name);
    if (!text) return std::optional<Id>();
    if (text->empty()) return wrong_parameter(name, "an id", *text);
    return std::optional<Id>(Id(*text));
}

/// What is asked, of whom, and how far it has been counted.
struct Asked {
    FiguresQuery query;
    store::FiguresProgress progress;
    std::uint64_t behind = 0;
    UtcTime now{};
};

Result<Asked> asked_of(const Request& request, store::Reader& reader, const FiguresSources& sources) {
    Asked asked;
    ANJU_TRY(asked.progress, reader.figures().progress());
    ANJU_TRY(auto head, reader.journal_head());
    asked.behind = head - asked.progress.seq;
    asked.now = sources.clock->now().utc;
    const int today = reports::day_of(asked.now, asked.progress.utc_offset);
    ANJU_TRY(auto from, day_of(request, "from"));
    ANJU_TRY(auto to, day_of(request, "to"));
    FiguresQuery& query = asked.query;
    query.last_day = to.value_or(today);
    query.first_day = from.value_or(reports::parse_month(reports::day_text(query.last_day).substr(0, 7)).value().first);
    if (query.first_day > query.last_day || query.last_day - query.first_day >= kMostDays) {
        return fail(
            ErrorCode::invalid,
            fmt::format("query parameters 'from' and 'to': expected at most {} days in their order", kMostDays));
    }
    ANJU_TRY(query.street, id_of<StreetId>(request, "street"));
    ANJU_TRY(query.committee, id_of<CommitteeId>(request, "committee"));
    query.scope = request.principal.scope;
    return asked;
}

struct AsJson {
    json::value operator()(std::monostate) const { return nullptr; }
    json::value operator()(std::int64_t value) const { return value; }
    json::value operator()(double value) const { return value; }
    json::value operator()(const std::string& value) const { return json::string(value); }
};

json::array rows_of(const Sheet& sheet) {
    json::array rows;
    rows.reserve(sheet.rows.size());
    for (const auto& cells : sheet.rows) {
        json::object row;
        for (std::size_t i = 0; i < cells.size(); ++i) row[sheet.columns[i]] = std::visit(AsJson(), cells[i]);
        rows.push_back(std::move(row));
    }
    return rows;
}

Result<Response> answer(const Request& request, const Asked& asked, const Sheet& sheet) {
    ANJU_TRY(auto csv, choice_of<bool>(request, "format", {{"json", false}, {"csv", true}}));
    ANJU_TRY(auto bom, choice_of<bool>(request, "bom", {{"false", false}, {"true", true}}));
    Response response;
    if (csv) {
        response.content_type = "text/csv; charset=utf-8";
        response.body = reports::csv_of(sheet, bom);
        return response;
    }
    const json::value counted_at =
        asked.progress.seq == 0 ? json::value(nullptr) : json::value(to_rfc3339(asked.progress.at));
    response.body = json::serialize(
        json::object{{"from", reports::day_text(asked.query.first_day)},
                     {"to", reports::day_text(asked.query.last_day)},
                     {"counted", {{"seq", asked.progress.seq}, {"at", counted_at}, {"behind", asked.behind}}},
                     {"rows", rows_of(sheet)}});
    return response;
}

using MakeSheet = std::function<Result<Sheet>(const Request&, const Asked&, store::FiguresReader&)>;

Result<Sheet> cases(const Request& request, const Asked& asked, store::FiguresReader& reader) {
    using By = reports::CasesBy;
    ANJU_TRY(auto by, choice_of<By>(request, "by",
                                    {{"street", By::street},
                                     {"district", By::district},
                                     {"committee", By::committee},
                                     {"kind", By::kind},
                                     {"street_kind", By::street_kind},
                                     {"model", By::model},
                                     {"day", By::day}}));
    return reports::cases_sheet(reader, asked.query, by);
}

Result<Sheet> times(const Request& request, const Asked& asked, store::FiguresReader& reader) {
    ANJU_TRY(auto by_street, choice_of<bool>(request, "by", {{"district", false}, {"street", true}}));
    return reports::times_sheet(reader, asked.query, by_street);
}

Result<Sheet> coverage(const Request& request, const Asked& asked, store::FiguresReader& reader) {
    using By = reports::CoverageBy;
    ANJU_TRY(auto by,
             choice_of<By>(request, "by",
                           {{"street", By::street}, {"district", By::district}, {"committee", By::committee}}));
    return reports::coverage_sheet(reader, asked.query, by);
}

Result<Sheet> sources(const Request& request, const Asked& asked, store::FiguresReader& reader) {
    ANJU_TRY(auto chattering, choice_of<bool>(request, "order", {{"alarms", false}, {"chattering", true}}));
    ANJU_TRY(auto limit, limit_of(request, kRows, kMostRows));
    return reports::sources_sheet(reader, asked.query, chattering, limit);
}

Result<Response> report(const Request& request, store::Reader& reader, const FiguresSources& sources) {
    const auto days = reports::parse_month(request.id);
    if (!days) return fail(ErrorCode::not_found, fmt::format("there is no report of '{}'", request.id));
    reports::MonthAsked asked;
    asked.month = request.id;
    asked.days = days.value();
    ANJU_TRY(asked.language,
             choice_of<reports::Language>(request, "lang",
                                          {{"zh-CN", reports::Language::zh_cn}, {"en", reports::Language::en}}));
    ANJU_TRY(asked.street, id_of<StreetId>(request, "street"));
    asked.scope = request.principal.scope;
    asked.seats = sources.seats;
    asked.now = sources.clock->now().utc;
    Response response;
    ANJU_TRY(response.body, reports::month_page(reader, asked));
    response.content_type = "text/html; charset=utf-8";
    response.headers = {{"Content-Security-Policy", reports::page_policy()}, {"Cache-Control", "no-cache"}};
    return response;
}

}  // namespace

void add_figures_routes(Router& router, const FiguresSources& from) {
    const auto add = [&](const char* path, std::vector<std::string> query, MakeSheet make) {
        for (const char* name : {"street", "committee", "format", "bom"}) query.emplace_back(name);
        router.add({"GET", path, std::move(query), Permission::read,
                    Reading([from, make](const Request& request, store::Reader& reader) -> Result<Response> {
                        ANJU_TRY(auto asked, asked_of(request, reader, from));
                        ANJU_TRY(auto sheet, make(request, asked, reader.figures()));
                        return answer(request, asked, sheet);
                    })});
    };
    add("/api/v1/statistics/cases", {"from", "to", "by"}, cases);
    add("/api/v1/statistics/times", {"from", "to", "by"}, times);
    add("/api/v1/statistics/coverage", {"by"}, coverage);
    add("/api/v1/statistics/load", {"from", "to"},
        [seats = from.seats](const Request&, const Asked& asked, store::FiguresReader& reader) {
            return reports::load_sheet(reader, asked.query, seats, asked.now);
        });
    add("/api/v1/statistics/sources", {"from", "to", "order", "limit"}, sources);
    add("/api/v1/statistics/offline", {"limit"},
        [](const Request& request, const Asked& asked, store::FiguresReader& reader) -> Result<Sheet> {
            ANJU_TRY(auto limit, limit_of(request, kRows, kMostRows));
            return reports::offline_sheet(reader, asked.query, limit);
        });
    add("/api/v1/statistics/stale", {"limit"},
        [](const Request& request, const Asked& asked, store::FiguresReader& reader) -> Result<Sheet> {
            ANJU_TRY(auto limit, limit_of(request, kRows, kMostRows));
            return reports::stale_sheet(reader, asked.query, asked.now, limit);
        });
    router.add(
        {"GET",
         "/api/v1/reports/{id}",
         {"lang", "street"},
         Permission::read,
         Reading([from](const Request& request, store::Reader& reader) { return report(request, reader, from); })});
}

}  // namespace anju::alertd::api
