// CSV files over HTTP: imports, each a draft that takes one file for each table and is then committed, and
// exports. How an import goes stands in alertd/registry/import_jobs.hpp.
#include "alertd/api/body.hpp"
#include "alertd/api/csv_file.hpp"
#include "alertd/api/handlers.hpp"
#include "alertd/api/listing.hpp"
#include "alertd/ingest/turn.hpp"
#include "alertd/registry/import_jobs.hpp"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace anju::alertd::api {

namespace json = boost::json;
using registry::Encoding;
using registry::ImportJobs;
using store::ImportRecord;
using store::Table;

namespace {

std::vector<std::string_view> parts_of(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(separator), text.size());
        parts.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

std::vector<std::string_view> lines_of(std::string_view text) { return parts_of(text, '\n'); }

/// A line of ImportRecord::changes.
json::object change_of(std::string_view line) {
    const auto columns_at = line.find('\t') + 1;
    const auto row_at = line.find('\t', columns_at) + 1;
    json::array columns;
    for (const auto column : parts_of(line.substr(columns_at, row_at - columns_at - 1), ' '))
        columns.emplace_back(column);
    return {{"table", line.substr(0, columns_at - 1)},
            {"row", line.substr(row_at)},
            {"added", columns.empty()},
            {"columns", std::move(columns)}};
}

json::object json_of(const ImportRecord& record) {
    json::array errors, changes;
    for (const auto line : lines_of(record.errors)) errors.emplace_back(line);
    for (const auto line : lines_of(record.changes)) changes.push_back(change_of(line));
    return {{"id", record.id.to_string()},
            {"state", store::to_string(record.state)},
            {"actor", record.actor},
            {"reason", record.reason},
            {"encoding", record.encoding},
            {"dry_run", record.dry_run},
            {"created_at", to_rfc3339(record.created_at)},
            {"changed_at", to_rfc3339(record.changed_at)},
            {"rows", record.rows},
            {"done", record.done},
            {"added", record.counts.added},
            {"changed", record.counts.changed},
            {"unchanged", record.counts.unchanged},
            {"changes", std::move(changes)},
            {"errors", std::move(errors)}};
}

Response answer_of(const ImportRecord& record, int status) {
    Response response;
    response.status = status;
    response.body = json::serialize(json_of(record));
    return response;
}

auto answering(Done done, int status) {
    return [done = std::move(done), status](const Result<ImportRecord>& record) {
        done(record ? answer_of(record.value(), status) : problem_of(record.error()));
    };
}

Result<Ulid> import_id(const Request& request) {
    auto id = Ulid::parse(request.id);
    if (!id) return fail(ErrorCode::not_found, fmt::format("'{}' is not the id of an import", request.id));
    return id.value();
}

Result<Encoding> encoding_of(std::string_view name, Encoding otherwise) {
    if (name.empty()) return otherwise;
    const auto encoding = registry::parse_encoding(name);
    if (encoding) return *encoding;
    return fail(ErrorCode::invalid,
                fmt::format("encoding: expected detect, utf-8, utf-8-bom or gb18030, not '{}'", name));
}

// ---- imports ---------------------------------------------------------------------------------

void create(ImportJobs& jobs, const Request& request, Done done) {
    const auto read = [&]() -> Result<void> {
        ANJU_TRY(const auto body, body_of(request));
        ANJU_TRY(only_known(body, {"actor", "reason", "encoding"}));
        ANJU_TRY(auto actor, actor_of(request, body));
        ANJU_TRY(auto reason, reason_of(request, body));
        ANJU_TRY(const auto name, text_field(body, "encoding", kLongestName));
        ANJU_TRY(const auto encoding, encoding_of(name, Encoding::detect));
        jobs.create(std::move(actor), std::move(reason), encoding, answering(done, 201));
        return success();
    };
    if (auto fine = read(); !fine) done(problem_of(fine.error()));
}

void add_file(ImportJobs& jobs, const Table& table, const Request& request, const Done& done) {
    auto id = import_id(request);
    if (!id) return done(problem_of(id.error()));
    jobs.add_file(id.value(), table.id, request.body, answering(done, 200));
}

void commit(ImportJobs& jobs, const Request& request, const Done& done) {
    const auto read = [&]() -> Result<void> {
        ANJU_TRY(const auto id, import_id(request));
        ANJU_TRY(const auto body, body_of(request));
        ANJU_TRY(only_known(body, {"actor", "dry_run"}));
        ANJU_TRY(auto actor, actor_of(request, body));
        ANJU_TRY(const auto dry_run, bool_field(body, "dry_run"));
        jobs.commit(id, dry_run.value_or(false), std::move(actor), answering(done, 202));
        return success();
    };
    if (auto fine = read(); !fine) done(problem_of(fine.error()));
}

void discard(ImportJobs& jobs, const Request& request, const Done& done) {
    auto id = import_id(request);
    if (!id) return done(problem_of(id.error()));
    auto actor = actor_of(request, {});
    if (!actor) return done(problem_of(actor.error()));
    jobs.discard(id.value(), std::move(actor).value(), [done](const Result<void>& result) {
        if (!result) return done(problem_of(result.error()));
        Response response;
        response.status = 204;
        response.content_type.clear();
        done(std::move(response));
    });
}

Result<Response> show(const Request& request, store::Reader& reader) {
    ANJU_TRY(const auto id, import_id(request));
    ANJU_TRY(const auto record, reader.registry().import_record(id));
    if (!record) return fail(ErrorCode::not_found, fmt::format("there is no import {}", request.id));
    return answer_of(*record, 200);
}

Result<Response> list(const Request& request, store::Reader& reader) {
    ANJU_TRY(const auto limit, limit_of(request));
    std::optional<Ulid> before;
    if (const std::string* text = request.parameter("cursor")) {
        auto id = Ulid::parse(*text);
        if (!id) return fail(ErrorCode::invalid, "query parameter 'cursor': expected the `next` of the page before");
        before = id.value();
    }
    ANJU_TRY(const auto records, reader.registry().imports(before, limit));
    json::array imports;
    for (const ImportRecord& record : records) imports.emplace_back(json_of(record));
    json::object body{{"imports", std::move(imports)}, {"next", nullptr}};
    if (records.size() == limit) body["next"] = records.back().id.to_string();
    Response response;
    response.body = json::serialize(body);
    return response;
}

// ---- exports ---------------------------------------------------------------------------------

/// Journalled first: whoever takes a table with him leaves his name.
void export_table(ImportJobs& jobs, const decltype(Services::change)& change, const Table& table,
                  const Request& request, const Done& done) {
    const auto read = [&]() -> Result<void> {
        ANJU_TRY(auto actor, actor_of(request, {}));
        const std::string* name = request.parameter("encoding");
        ANJU_TRY(const auto encoding, encoding_of(name ? *name : std::string(), Encoding::utf8));
        const auto scope = row_scope_of(request.principal.scope);
        change(
            [&table, actor](ingest::Turn& turn) {
                return turn.journal_as(actor, "registry.exported", {{"table", std::string(table.name)}});
            },
            [&jobs, &table, scope, encoding, done](const Result<void>& journalled) {
                if (!journalled) return done(problem_of(journalled.error()));
                jobs.export_table(table.id, scope, encoding, [&table, encoding, done](Result<std::string> text) {
                    if (!text) return done(problem_of(text.error()));
                    done(csv_file(table.name, std::move(text).value(), encoding));
                });
            });
        return success();
    };
    if (auto fine = read(); !fine) done(problem_of(fine.error()));
}

}  // namespace

void add_import_routes(Router& router, const Services& services, std::size_t max_file_bytes) {
    const auto jobs = services.imports;
    const auto change = services.change;
    const auto acting = [&](const char* method, std::string path, std::vector<std::string> query, auto function) {
        router.add({method, std::move(path), std::move(query), Permission::change_registry,
                    Acting([jobs, function](const Request& request, Done done) {
                        if (!jobs) return done(problem(503, "unavailable", "this server takes no imports"));
                        function(*jobs, request, done);
                    })});
    };
    acting("POST", "/api/v1/imports", {}, create);
    acting("POST", "/api/v1/imports/{id}/commit", {}, commit);
    acting("DELETE", "/api/v1/imports/{id}", {}, discard);
    router.add({"GET", "/api/v1/imports", {"limit", "cursor"}, Permission::change_registry, Reading(list)});
    router.add({"GET", "/api/v1/imports/{id}", {}, Permission::change_registry, Reading(show)});
    for (const Table& table : store::registry_tables()) {
        Route upload{"PUT",
                     fmt::format("/api/v1/imports/{{id}}/{}", table.name),
                     {},
                     Permission::change_registry,
                     Acting([jobs, &table](const Request& request, const Done& done) {
                         if (!jobs) return done(problem(503, "unavailable", "this server takes no imports"));
                         add_file(*jobs, table, request, done);
                     }),
                     "text/csv"};
        upload.max_body = max_file_bytes;
        router.add(std::move(upload));
        acting("GET", fmt::format("/api/v1/exports/{}", table.name), {"encoding"},
               [change, &table](ImportJobs& of, const Request& request, const Done& done) {
                   export_table(of, change, table, request, done);
               });
    }
}

}  // namespace anju::alertd::api
