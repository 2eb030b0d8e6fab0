#include "alertd/api/handlers.hpp"
#include "alertd/api/page_files.hpp"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

namespace anju::alertd::api {

namespace json = boost::json;

namespace {

/// No inline script or style, nothing from elsewhere, no framing: text from a device that slips
/// into the page still cannot run.
constexpr const char* kPagePolicy =
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

Response file(std::string_view name, const std::string& bytes) {
    Response response;
    response.content_type = std::string(content_type_of(name));
    response.body = bytes;
    // A page of yesterday's version must not talk to today's server.
    response.headers = {{"Cache-Control", "no-cache"}, {"Content-Security-Policy", kPagePolicy}};
    return response;
}

/// The file of this name, or with the name and ending that the path has.
Plain page_file(const PageFiles& files, std::string name, std::string ending = "") {
    return [&files, name = std::move(name), ending = std::move(ending)](const Request& request) {
        const std::string wanted = name.empty() ? request.path_value("file") + ending : name;
        const std::string* bytes = files.find(wanted);
        return bytes ? file(wanted, *bytes) : problem(404, "not_found", fmt::format("there is no file {}", wanted));
    };
}

Response stream(const ServiceSources& sources, const Request& request) {
    if (!request.upgrade) {
        Response response = problem(426, "upgrade_required", "this is a WebSocket: ask for 'Upgrade: websocket'");
        response.headers = {{"Upgrade", "websocket"}, {"Connection", "Upgrade"}};
        return response;
    }
    StreamRequest wanted;
    if (const std::string* text = request.parameter("after")) {
        std::uint64_t after = 0;
        const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), after);
        if (error != std::errc() || end != text->data() + text->size() || after > INT64_MAX) {
            return problem(400, "invalid",
                           fmt::format("query parameter 'after': expected a journal number, not '{}'", *text));
        }
        wanted.after = after;
    }
    if (const std::string* text = request.parameter("batch")) {
        if (*text != "true" && *text != "false") {
            return problem(400, "invalid",
                           fmt::format("query parameter 'batch': expected true or false, not '{}'", *text));
        }
        wanted.batch = *text == "true";
    }
    wanted.viewer = viewer_of(request.principal);
    wanted.viewer.still_allowed = [sources, principal = request.principal] { return sources.still_stands(principal); };
    Response response;
    response.status = 101;
    response.stream = wanted;
    return response;
}

json::object check_of(const std::string& name, const Result<void>& result) {
    return {{"name", name}, {"ok", result.has_value()}, {"detail", result ? "" : result.error().message}};
}

Result<void> engine_alive(const ServiceSources& sources) {
    const Millis silent = sources.services.since_last_round();
    if (silent <= sources.options.engine_stuck_after) return success();
    return fail(ErrorCode::unavailable,
                fmt::format("the engine has not gone round its loop for {} ms", silent.count()));
}

Result<void> store_answers(store::Reader& reader) {
    ANJU_TRY(reader.journal_head());
    return success();
}

Result<Response> ready(const ServiceSources& sources, store::Reader& reader) {
    json::array checks;
    bool all = true;
    const auto add = [&](const std::string& name, const Result<void>& result) {
        all = all && result;
        checks.push_back(check_of(name, result));
    };
    add("engine", engine_alive(sources));
    add("store", store_answers(reader));
    for (const Probe& probe : sources.services.probes) add(probe.name, probe.check());
    Response response;
    response.status = all ? 200 : 503;
    response.body = json::serialize(json::object{{"ready", all}, {"checks", std::move(checks)}});
    return response;
}

Result<Response> metrics(const ServiceSources& sources, store::Reader& reader) {
    Metrics::Sample sample;
    sample.engine = sources.services.engine_counters();
    ANJU_TRY(sample.counts, reader.counts());
    sample.stream_clients = sources.stream_clients();
    sample.connections = sources.connections();
    if (sources.services.metrics) sample.more = sources.services.metrics();
    ANJU_TRY(auto holds, reader.retention().holds_in_force());
    sample.more.push_back({"alertd_legal_holds", "Legal holds in force.", false, {}, static_cast<double>(holds)});
    Response response;
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = sources.metrics.text(sample);
    return response;
}

}  // namespace

void add_service_routes(Router& router, ServiceSources sources) {
    router.add({"GET", "/-/healthy", {}, Permission::open, Plain([](const Request&) {
                    Response response;
                    response.body = R"({"status":"ok"})";
                    return response;
                })});
    router.add({"GET", "/-/ready", {}, Permission::watch, Reading([sources](const Request&, store::Reader& reader) {
                    return ready(sources, reader);
                })});
    router.add({"GET", "/metrics", {}, Permission::watch, Reading([sources](const Request&, store::Reader& reader) {
                    return metrics(sources, reader);
                })});
    router.add({"GET", "/api/v1/stream", {"after", "batch"}, Permission::read, Plain([sources](const Request& request) {
                    return stream(sources, request);
                })});
    router.add({"GET", "/district.geojson", {}, Permission::read, Plain([sources](const Request&) {
                    if (sources.district_map.empty())
                        return problem(404, "not_found", "no map of the district is set up");
                    return file("district.geojson", sources.district_map);
                })});
    const auto page = [&](const char* path, std::string name, std::string ending = "") {
        router.add({"GET", path, {}, Permission::open, page_file(sources.files, std::move(name), std::move(ending))});
    };
    page("/", "index.html");
    page("/phone", "phone.html");
    page("/api/v1/openapi.json", "openapi.json");
    for (const char* ending : {".js", ".css", ".svg", ".png", ".webmanifest"}) {
        page(fmt::format("/{{file}}{}", ending).c_str(), "", ending);
    }
}

}  // namespace anju::alertd::api
