// Rows of the registry, one at a time, and the search. Whole tables go by import and export.
#include "alertd/ctl/commands.hpp"

#include <fmt/core.h>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace anju::alertd::ctl {

namespace json = boost::json;

namespace {

const std::vector<std::string> kTables{"streets",  "committees", "homes",    "access_notes", "residents",
                                       "contacts", "devices",    "gateways", "responders",   "team_members"};

struct Asked {
    std::string table;
    std::vector<std::string> key, values, where;
    std::string reason, version;
    std::size_t limit = 50;
    bool everything = false;
};

std::string path_of_row(const Asked& asked) {
    std::string path = "/api/v1/registry/" + asked.table;
    for (const auto& part : asked.key) path += "/" + encoded(part);
    return path;
}

/// "name=value" taken apart.
Result<std::pair<std::string, std::string>> pair_of(const std::string& text) {
    const std::size_t sign = text.find('=');
    if (sign == std::string::npos || sign == 0) {
        return fail(ErrorCode::invalid, fmt::format("expected name=value, not '{}'", text));
    }
    return std::pair(text.substr(0, sign), text.substr(sign + 1));
}

/// Words as people write them on a command line: true, false, null and numbers are themselves, "\"12\"" is text.
json::value value_of(const std::string& text) {
    json::error_code ec;
    auto parsed = json::parse(text, ec);
    if (ec || parsed.is_object() || parsed.is_array()) return json::value(text);
    return parsed;
}

Result<void> list(Context& context, const Asked& asked) {
    Call call;
    call.path = "/api/v1/registry/" + asked.table;
    for (const auto& text : asked.where) {
        ANJU_TRY(auto where, pair_of(text));
        call.query.push_back(std::move(where));
    }
    ANJU_TRY(auto rows, all_rows(context, call, "rows", asked.everything ? 0 : asked.limit));
    if (context.as_json) {
        context.print({{"rows", std::move(rows)}});
    } else {
        context.print(rows.empty() ? "none\n" : table_of(rows));
    }
    return success();
}

Result<void> print_row(Context& context, const Answer& answer) {
    if (answer.body.empty()) {
        if (context.as_json) context.print(json::object{});
        return success();
    }
    ANJU_TRY(auto row, answer.json());
    if (context.as_json) {
        context.print(row);
        return success();
    }
    for (const auto& member : row) {
        const std::string name(member.key());
        const auto text = cell_of(row, {"", name.c_str()});
        if (!text.empty()) context.print(fmt::format("{}: {}\n", name, text));
    }
    return success();
}

Result<void> get(Context& context, const Asked& asked) {
    Call call;
    call.path = path_of_row(asked);
    if (!asked.reason.empty()) call.headers.push_back(reason_header(asked.reason));
    ANJU_TRY(auto answer, context.client.send(call));
    return print_row(context, answer);
}

Result<void> set(Context& context, const Asked& asked) {
    Call call;
    call.method = "PUT";
    call.path = path_of_row(asked);
    call.content_type = "application/json";
    json::object body{{"reason", asked.reason}};
    for (const auto& text : asked.values) {
        ANJU_TRY(auto value, pair_of(text));
        body[value.first] = value_of(value.second);
    }
    call.body = json::serialize(body);
    call.headers.push_back(asked.version.empty() ? std::string("If-None-Match: *")
                                                 : fmt::format("If-Match: \"{}\"", asked.version));
    ANJU_TRY(auto answer, context.client.send(call));
    return print_row(context, answer);
}

Result<void> remove(Context& context, const Asked& asked) {
    Call call;
    call.method = "DELETE";
    call.path = path_of_row(asked);
    call.headers.push_back(reason_header(asked.reason));
    if (!asked.version.empty()) call.headers.push_back(fmt::format("If-Match: \"{}\"", asked.version));
    ANJU_TRY(auto answer, context.client.send(call));
    return print_row(context, answer);
}

}  // namespace

void add_registry_commands(Commands& commands) {
    CLI::App& registry = commands.group("registry", "Rows of the registry");
    const auto add = [&](const char* name, const char* help, auto* run, bool keyed) {
        auto asked = std::make_shared<Asked>();
        auto& command =
            commands.add(registry, name, help, [asked, run](Context& context) { return run(context, *asked); });
        command.add_option("table", asked->table, "Which table")->required()->check(CLI::IsMember(kTables));
        if (keyed) {
            command.add_option("key", asked->key, "The row's id; of devices and team members two")
                ->required()
                ->expected(1, 2);
        }
        return std::pair<CLI::App*, std::shared_ptr<Asked>>(&command, asked);
    };
    const auto reason = [](CLI::App& command, Asked& asked, bool required) {
        command.add_option("--reason", asked.reason, "Why, for the journal; no names of people")->required(required);
    };
    auto [listing, listed] = add("list", "Rows of a table", list, false);
    listing->add_option("--where", listed->where, "Only rows with column=value");
    auto* limit = listing->add_option("--limit", listed->limit, "How many rows")->check(CLI::Range(1, 1'000'000));
    listing->add_flag("--all", listed->everything, "Every row there is")->excludes(limit);

    auto [getting, got] = add("get", "One row", get, true);
    reason(*getting, *got, false);
    auto [setting, wanted] = add("set", "Make a row, or replace it with --if-version", set, true);
    setting->add_option("--value", wanted->values, "column=value; what is left out becomes empty");
    setting->add_option("--if-version", wanted->version, "Replace the row that is at this version");
    reason(*setting, *wanted, true);
    auto [removing, unwanted] = add("remove", "Remove a row that nothing needs", remove, true);
    removing->add_option("--if-version", unwanted->version, "Only if it still is at this version");
    reason(*removing, *unwanted, true);

    commands.add(commands.root(), Listing{.name = "search",
                                          .help = "Homes by name, pinyin, phone, address or gateway",
                                          .path = "/api/v1/search",
                                          .rows = "hits",
                                          .columns = {{"HOME", "home"},
                                                      {"ADDRESS", "address"},
                                                      {"STREET", "street.name"},
                                                      {"COMMITTEE", "committee.name"},
                                                      {"RESIDENTS", "residents.name"},
                                                      {"GATEWAY", "gateway"}},
                                          .filters = {{"words", "q", "What to look for", Field::Kind::text, true},
                                                      {"--limit", "limit", "How many homes", Field::Kind::number}},
                                          .pages = false});
}

}  // namespace anju::alertd::ctl
