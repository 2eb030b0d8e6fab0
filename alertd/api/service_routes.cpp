#include "alertd/api/assets.hpp"
#include "alertd/api/handlers.hpp"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <charconv>

namespace anju::alertd::api {

namespace json = boost::json;

namespace {

/// No inline script or style, nothing from elsewhere, no framing: text from a device that slips
/// into the page still cannot run.
constexpr const char* kPagePolicy =
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

const char* content_type_of(std::string_view name) {
    if (name.ends_with(".html")) return "text/html; charset=utf-8";
    if (name.ends_with(".css")) return "text/css; charset=utf-8";
    if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
    return "application/json";
}

Response file(const Asset& asset) {
    Response response;
    response.content_type = content_type_of(asset.name);
    response.body = std::string(asset.bytes);
    // A page of yesterday's version must not talk to today's server.
    response.headers = {{"Cache-Control", "no-cache"}, {"Content-Security-Policy", kPagePolicy}};
    return response;
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
    for (const Asset& asset : assets()) {
        const std::string path = asset.name == "index.html"     ? "/"
                                 : asset.name == "openapi.json" ? "/api/v1/openapi.json"
                                                                : fmt::format("/{}", asset.name);
        router.add({"GET", path, {}, Permission::open, Plain([asset](const Request&) { return file(asset); })});
    }
}

}  // namespace anju::alertd::api
