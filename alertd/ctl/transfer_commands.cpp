// Whole tables as CSV files, in and out. An import is checked first and then applied, all of it or nothing.
#include "alertd/ctl/commands.hpp"

#include <fmt/core.h>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <filesystem>
#include <thread>

namespace anju::alertd::ctl {

namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

const std::vector<std::string> kTables{"streets",  "committees", "homes",    "access_notes", "residents",
                                       "contacts", "devices",    "gateways", "responders",   "team_members"};
constexpr Millis kPause{300};

struct Import {
    std::string folder, reason, encoding = "detect";
    bool dry_run = false;
};

Result<json::object> ask(Context& context, const char* method, const std::string& path, const json::object& body) {
    Call call;
    call.method = method;
    call.path = path;
    if (call.method != "GET") {
        call.body = json::serialize(body);
        call.content_type = "application/json";
    }
    ANJU_TRY(auto answer, context.client.send(call));
    return answer.json();
}

/// The tables whose files stand in the folder; every other .csv would be a table that nobody imports.
Result<std::vector<std::string>> tables_in(const std::string& folder) {
    std::vector<std::string> found;
    for (const auto& table : kTables) {
        if (fs::exists(fs::path(folder) / (table + ".csv"))) found.push_back(table);
    }
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        if (entry.path().extension() != ".csv") continue;
        if (std::find(kTables.begin(), kTables.end(), entry.path().stem().string()) == kTables.end()) {
            return fail(ErrorCode::invalid, fmt::format("{}: no table has this name", entry.path().string()));
        }
    }
    if (error || found.empty())
        return fail(ErrorCode::invalid, fmt::format("{}: no CSV files of tables there", folder));
    return found;
}

Result<void> send_files(Context& context, const std::string& id, const Import& import) {
    ANJU_TRY(auto tables, tables_in(import.folder));
    for (const auto& table : tables) {
        context.progress("sending " + table);
        Call call;
        call.method = "PUT";
        call.path = fmt::format("/api/v1/imports/{}/{}", id, table);
        call.content_type = "text/csv";
        ANJU_TRY(call.body, read_file((fs::path(import.folder) / (table + ".csv")).string()));
        ANJU_TRY(context.client.send(call));
    }
    return success();
}

/// Follows the import until it has ended.
Result<json::object> wait_for(Context& context, const std::string& id) {
    for (;;) {
        ANJU_TRY(auto import, ask(context, "GET", "/api/v1/imports/" + id, {}));
        const auto state = cell_of(import, {"", "state"});
        if (state != "checking" && state != "applying") {
            context.progress("");
            return import;
        }
        context.progress(
            fmt::format("{}: {} of {} rows", state, cell_of(import, {"", "done"}), cell_of(import, {"", "rows"})));
        std::this_thread::sleep_for(kPause);
    }
}

Result<void> report(Context& context, const json::object& import) {
    const auto cell = [&](const char* member) { return cell_of(import, {"", member}); };
    const auto state = cell("state");
    if (context.as_json) context.print(import);
    if (state == "finished" || state == "checked") {
        if (!context.as_json) {
            context.print(fmt::format("{}{} added, {} changed, {} unchanged\n", state == "checked" ? "dry run: " : "",
                                      cell("added"), cell("changed"), cell("unchanged")));
        }
        return success();
    }
    std::string errors;
    if (const auto* list = import.if_contains("errors"); list && list->is_array()) {
        for (const auto& each : list->get_array()) {
            if (each.is_string()) errors += "\n" + std::string(each.get_string());
        }
    }
    return fail(ErrorCode::invalid, fmt::format("the import was {}, nothing is changed{}", state, errors));
}

Result<void> run_import(Context& context, const Import& import) {
    ANJU_TRY(tables_in(import.folder));
    ANJU_TRY(auto made,
             ask(context, "POST", "/api/v1/imports", {{"reason", import.reason}, {"encoding", import.encoding}}));
    const auto id = cell_of(made, {"", "id"});
    ANJU_TRY(send_files(context, id, import));
    ANJU_TRY(ask(context, "POST", "/api/v1/imports/" + id + "/commit", {{"dry_run", import.dry_run}}));
    ANJU_TRY(auto ended, wait_for(context, id));
    return report(context, ended);
}

struct Export {
    std::string folder, encoding;
    std::vector<std::string> tables;
};

Result<void> run_export(Context& context, const Export& wanted) {
    std::error_code error;
    fs::create_directories(wanted.folder, error);
    if (error) return fail(ErrorCode::invalid, fmt::format("{}: {}", wanted.folder, error.message()));
    json::array files;
    for (const auto& table : wanted.tables.empty() ? kTables : wanted.tables) {
        context.progress("fetching " + table);
        Call call;
        call.path = "/api/v1/exports/" + table;
        if (!wanted.encoding.empty()) call.query.emplace_back("encoding", wanted.encoding);
        ANJU_TRY(auto answer, context.client.send(call));
        const auto file = (fs::path(wanted.folder) / (table + ".csv")).string();
        ANJU_TRY(save(context, file, answer.body));
        files.emplace_back(file);
    }
    context.progress("");
    if (context.as_json) {
        context.print({{"files", std::move(files)}});
    } else {
        for (const auto& file : files) context.print(std::string(file.get_string()) + "\n");
    }
    return success();
}

}  // namespace

void add_transfer_commands(Commands& commands) {
    CLI::App& root = commands.root();
    auto import = std::make_shared<Import>();
    auto& in = commands.add(root, "import", "Import a folder of CSV files; all or nothing, repeatable",
                            [import](Context& context) { return run_import(context, *import); });
    in.add_option("folder", import->folder, "streets.csv, committees.csv, homes.csv ...")
        ->required()
        ->check(CLI::ExistingDirectory);
    in.add_option("--reason", import->reason, "Why, for the journal; no names of people")->required();
    in.add_option("--encoding", import->encoding, "Of the files")
        ->check(CLI::IsMember({"detect", "utf-8", "gb18030"}))
        ->capture_default_str();
    in.add_flag("--dry-run", import->dry_run, "Check and count, change nothing");

    auto wanted = std::make_shared<Export>();
    auto& out = commands.add(root, "export", "Write tables as CSV files",
                             [wanted](Context& context) { return run_export(context, *wanted); });
    out.add_option("folder", wanted->folder, "Where to")->required();
    out.add_option("--table", wanted->tables, "Only these tables")->check(CLI::IsMember(kTables));
    out.add_option("--encoding", wanted->encoding, "Of the files")
        ->check(CLI::IsMember({"utf-8", "utf-8-bom", "gb18030"}));
}

}  // namespace anju::alertd::ctl
