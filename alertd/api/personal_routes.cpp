// What is known about one resident, given out whole, and taken out of everything but the journal.
#include "alertd/api/body.hpp"
#include "alertd/api/encode.hpp"
#include "alertd/api/handlers.hpp"
#include "alertd/api/readings.hpp"
#include "alertd/api/registry_row.hpp"
#include "alertd/ingest/turn.hpp"
#include "alertd/retention/erasure.hpp"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <memory>

namespace anju::alertd::api {

namespace json = boost::json;

namespace {

using store::TableId;

constexpr std::size_t kPage = 500;
constexpr std::size_t kMostReveals = 10'000;

struct Wanted {
    std::string resident;
    std::string actor;
};

Result<Wanted> wanted_of(const Request& request) {
    ANJU_TRY(auto body, body_of(request));
    ANJU_TRY(only_known(body, {"actor"}));
    Wanted wanted{request.id, ""};
    ANJU_TRY(wanted.actor, actor_of(request, body));
    return wanted;
}

/// Rows of the table whose `column` is `value`, in full.
Result<json::array> rows_where(store::Reader& reader, TableId id, const char* column, const std::string& value) {
    const store::Table& table = store::table_of(id);
    store::RowFilter filter;
    filter.where = {column, value};
    filter.limit = kPage;
    json::array rows;
    for (;;) {
        ANJU_TRY(auto page, reader.registry().rows(id, filter));
        for (const auto& row : page) rows.push_back(json_of(table, row, core::Sight{true, true}));
        if (page.size() < kPage) return rows;
        filter.after = store::key_of(table, page.back());
    }
}

/// The home's cases, oldest last. Who else lives there is not part of them.
Result<json::array> cases_of(store::Reader& reader, const HomeId& home) {
    json::array cases;
    store::IncidentFilter filter;
    filter.home = home;
    filter.limit = kPage;
    for (;;) {
        ANJU_TRY(auto page, reader.incidents(filter));
        for (const auto& incident : page) {
            ANJU_TRY(auto detail, reader.incident_detail(incident.id));
            if (!detail) continue;
            detail->residents.clear();
            detail->contacts.clear();
            cases.push_back(json_of(*detail));
        }
        if (page.size() < kPage) return cases;
        filter.after = page.back().id;
    }
}

Result<json::array> reveals_of(store::Reader& reader, const HomeId& home) {
    ANJU_TRY(auto reveals, reader.access().reveals(home, kMostReveals));
    json::array rows;
    for (const auto& reveal : reveals) {
        rows.push_back(json::object{
            {"at", to_rfc3339(reveal.at)},
            {"actor", reveal.actor},
            {"incident", reveal.incident ? json::value(reveal.incident->to_string()) : json::value(nullptr)},
            {"reason", reveal.reason}});
    }
    return rows;
}

Result<json::object> everything_about(store::Reader& reader, const Services& services, const std::string& resident) {
    const store::Table& residents = store::table_of(TableId::residents);
    ANJU_TRY(auto row, reader.registry().row(TableId::residents, {resident}));
    if (!row) return fail(ErrorCode::not_found, fmt::format("there is no resident {}", resident));
    const std::string home = row->cells[store::column_at(residents, "home")];
    ANJU_TRY(auto homes, rows_where(reader, TableId::homes, "id", home));
    ANJU_TRY(auto contacts, rows_where(reader, TableId::contacts, "resident", resident));
    ANJU_TRY(auto devices, rows_where(reader, TableId::devices, "home", home));
    ANJU_TRY(auto notes, rows_where(reader, TableId::access_notes, "home", home));
    ANJU_TRY(auto cases, cases_of(reader, HomeId(home)));
    ANJU_TRY(auto reveals, reveals_of(reader, HomeId(home)));
    ANJU_TRY(auto readings, all_readings_json(services.readings.get(), HomeId(home), services.clock->now().utc));
    return json::object{{"resident", json_of(residents, *row, core::Sight{true, true})},
                        {"homes", std::move(homes)},
                        {"contacts", std::move(contacts)},
                        {"devices", std::move(devices)},
                        {"access_notes", std::move(notes)},
                        {"cases", std::move(cases)},
                        {"readings", std::move(readings)},
                        {"reveals", std::move(reveals)}};
}

/// Nothing is given out before it is written who asked for it.
Result<void> export_resident(const Services& services, const Request& request, store::Reader& reader, Done done) {
    ANJU_TRY(auto wanted, wanted_of(request));
    ANJU_TRY(auto document, everything_about(reader, services, wanted.resident));
    auto response = std::make_shared<Response>();
    response->body = json::serialize(document);
    response->headers.emplace_back("Cache-Control", "no-store");
    services.change(
        [wanted](ingest::Turn& turn) {
            return turn.journal_as(wanted.actor, "resident.exported", {{"resident", wanted.resident}});
        },
        [response, done = std::move(done)](Result<void> result) {
            done(result ? std::move(*response) : problem_of(result.error()));
        });
    return success();
}

/// `curves`: nothing when alertd ended before they were gone.
Response answer_of(const retention::Erasure& report, const std::optional<std::size_t>& curves) {
    Response response;
    response.body =
        json::serialize(json::object{{"home", report.home.value},
                                     {"home_is_empty", report.home_is_empty},
                                     {"erased",
                                      {{"contacts", report.contacts},
                                       {"responders", report.responders},
                                       {"cases", report.of_cases.cases},
                                       {"notes", report.of_cases.notes},
                                       {"alerts", report.of_cases.alerts},
                                       {"deliveries", report.of_cases.deliveries},
                                       {"readings", curves ? json::value(*curves) : json::value(nullptr)}}}});
    return response;
}

/// What was measured stands in a file of its own, so it goes after the rest has been committed: what is refused must
/// lose nothing.
void erase_resident(const Services& services, const Request& request, Done done) {
    auto wanted = wanted_of(request);
    if (!wanted) return done(problem_of(wanted.error()));
    auto report = std::make_shared<retention::Erasure>();
    services.change(
        [report, wanted = wanted.value()](ingest::Turn& turn) -> Result<void> {
            ANJU_TRY(*report, retention::erase_resident(turn, ResidentId(wanted.resident), wanted.actor));
            return success();
        },
        [report, archive = services.readings, done = std::move(done)](Result<void> result) {
            if (!result) return done(problem_of(result.error()));
            if (!archive) return done(answer_of(*report, 0));
            archive->forget(report->home, [report, done](const Result<std::size_t>& curves) {
                done(answer_of(*report, curves ? std::optional(curves.value()) : std::nullopt));
            });
        });
}

}  // namespace

void add_personal_routes(Router& router, const Services& services) {
    router.add({"POST",
                "/api/v1/residents/{id}/export",
                {},
                Permission::administer,
                ReadingThenActing([services](const Request& request, store::Reader& reader, Done done) {
                    return export_resident(services, request, reader, std::move(done));
                })});
    router.add({"POST",
                "/api/v1/residents/{id}/erase",
                {},
                Permission::administer,
                Acting([services](const Request& request, Done done) {
                    erase_resident(services, request, std::move(done));
                })});
}

}  // namespace anju::alertd::api
