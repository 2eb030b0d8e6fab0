#include "alertd/ctl/commands.hpp"

#include "base/system.hpp"

#include <fmt/core.h>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>

namespace anju::alertd::ctl {

namespace json = boost::json;

namespace {

constexpr std::size_t kRowsPerPage = 500;  // the most that the server gives
constexpr std::size_t kRowsUnlessAsked = 50;

void print_rows(const Context& context, const char* member, const std::vector<Column>& columns, json::array rows) {
    if (context.as_json) {
        context.print({{member, std::move(rows)}});
    } else {
        context.print(rows.empty() ? "none\n" : table_of(columns, rows));
    }
}

std::string is_time(const std::string& text) {
    if (parse_rfc3339(text) || parse_duration(text)) return "";
    return "expected a time such as 2026-03-01T08:00:00+08:00 or a duration from now such as 2h, not " + text;
}

std::string time_of(const std::string& text) {
    if (const auto duration = parse_duration(text)) return to_rfc3339(SystemClock().now().utc + duration.value());
    return text;
}

/// One thing that an answer holds under `member`, or the answer itself.
Result<void> print_one(const Context& context, const Answer& answer, const char* member,
                       const std::vector<Column>& columns, const std::vector<Section>& sections = {}) {
    if (answer.body.empty()) {
        if (context.as_json) context.print(json::object{});
        return success();
    }
    ANJU_TRY(auto document, answer.json());
    if (context.as_json) {
        context.print(document);
        return success();
    }
    const json::value* one = member ? document.if_contains(member) : nullptr;
    const json::object& shown = one && one->is_object() ? one->get_object() : document;
    if (!columns.empty()) {
        context.print(card_of(columns, shown) + sections_of(sections, shown));
        return success();
    }
    for (const auto& [name, value] : shown) {
        const std::string title(name);
        const auto text = cell_of(shown, {title.c_str(), title.c_str()});
        if (!text.empty()) context.print(fmt::format("{}: {}\n", title, text));
    }
    return success();
}

}  // namespace

void Context::print(const json::object& document) const { print(json::serialize(document) + "\n"); }

void Context::print(const std::string& text) const {
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
}

void Context::progress(const std::string& text) const {
    if (stderr_is_terminal) fmt::print(stderr, "\r\x1b[K{}", text);
}

Result<void> save(const Context& context, const std::string& file, const std::string& bytes) {
    if (file.empty()) {
        context.print(bytes);
        return success();
    }
    std::ofstream stream(file, std::ios::binary);
    stream << bytes;
    stream.close();
    if (!stream) return fail(ErrorCode::invalid, fmt::format("{}: cannot be written", file));
    return success();
}

Result<std::string> read_file(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(stream), {}};
    if (!stream) return fail(ErrorCode::invalid, fmt::format("{}: cannot be read", file));
    return text;
}

Given::Given(CLI::App& command, const std::vector<Field>& fields) {
    for (const Field& field : fields) {
        auto value = std::make_unique<Value>();
        value->field = field;
        switch (field.kind) {
            case Field::Kind::flag: value->option = command.add_flag(field.option, field.help); break;
            case Field::Kind::list: value->option = command.add_option(field.option, value->list, field.help); break;
            case Field::Kind::number:
                value->option = command.add_option(field.option, value->text, field.help)
                                    ->check(CLI::TypeValidator<std::int64_t>());
                break;
            case Field::Kind::time:
                value->option =
                    command.add_option(field.option, value->text, field.help)->check(is_time)->type_name("TIME");
                break;
            case Field::Kind::text: value->option = command.add_option(field.option, value->text, field.help); break;
        }
        if (!field.choices.empty()) value->option->check(CLI::IsMember(field.choices));
        value->option->required(field.required);
        values_.push_back(std::move(value));
    }
}

Parameters Given::parameters() const {
    Parameters parameters;
    for (const auto& value : values_) {
        if (value->option->count() == 0) continue;
        switch (value->field.kind) {
            case Field::Kind::flag: parameters.emplace_back(value->field.name, "true"); break;
            case Field::Kind::list:
                for (const auto& each : value->list) parameters.emplace_back(value->field.name, each);
                break;
            case Field::Kind::time: parameters.emplace_back(value->field.name, time_of(value->text)); break;
            default: parameters.emplace_back(value->field.name, value->text);
        }
    }
    return parameters;
}

json::object Given::body() const {
    json::object body;
    for (const auto& value : values_) {
        if (value->option->count() == 0) continue;
        switch (value->field.kind) {
            case Field::Kind::flag: body[value->field.name] = true; break;
            case Field::Kind::number: body[value->field.name] = std::stoll(value->text); break;
            case Field::Kind::list:
                body[value->field.name] = json::array(value->list.begin(), value->list.end());
                break;
            case Field::Kind::time: body[value->field.name] = time_of(value->text); break;
            case Field::Kind::text: body[value->field.name] = value->text; break;
        }
    }
    return body;
}

Result<json::array> all_rows(Context& context, Call call, const char* rows, std::size_t most) {
    json::array found;
    const Parameters query = call.query;
    std::string cursor;
    for (;;) {
        call.query = query;
        const std::size_t wanted = most == 0 ? kRowsPerPage : std::min(kRowsPerPage, most - found.size());
        call.query.emplace_back("limit", std::to_string(wanted));
        if (!cursor.empty()) call.query.emplace_back("cursor", cursor);
        ANJU_TRY(auto answer, context.client.send(call));
        ANJU_TRY(auto document, answer.json());
        json::value* page = document.if_contains(rows);
        if (!page || !page->is_array()) {
            return fail(ErrorCode::invalid, fmt::format("the answer has no list '{}'", rows));
        }
        for (auto& row : page->get_array()) found.push_back(std::move(row));
        const json::value* next = document.if_contains("next");
        if (!next || !next->is_string() || (most != 0 && found.size() >= most)) break;
        cursor = next->get_string();
        context.progress(fmt::format("{} rows", found.size()));
    }
    context.progress("");
    return found;
}

CLI::App& Commands::group(const char* name, const char* help) {
    auto& command = *root_.add_subcommand(name, help);
    command.require_subcommand(1);
    return command;
}

CLI::App& Commands::add(CLI::App& parent, const char* name, const char* help, Run run) {
    auto& command = *parent.add_subcommand(name, help);
    command.callback([this, run = std::move(run)] { chosen_ = run; });
    return command;
}

void Commands::add(CLI::App& parent, const Listing& listing) {
    struct Asked {
        std::optional<Given> filters;
        std::size_t limit = kRowsUnlessAsked;
        bool everything = false;
        bool csv = false;
    };
    auto asked = std::make_shared<Asked>();
    auto& command = add(parent, listing.name, listing.help, [asked, listing](Context& context) -> Result<void> {
        Call call;
        call.path = listing.path;
        call.query = listing.always;
        for (auto& filter : asked->filters->parameters()) call.query.push_back(std::move(filter));
        if (listing.pages) {
            ANJU_TRY(auto rows, all_rows(context, call, listing.rows, asked->everything ? 0 : asked->limit));
            print_rows(context, listing.rows, listing.columns, std::move(rows));
            return success();
        }
        if (asked->csv) {
            call.query.emplace_back("format", "csv");
            call.query.emplace_back("bom", "true");
        }
        ANJU_TRY(auto answer, context.client.send(call));
        if (asked->csv) {
            context.print(answer.body);
            return success();
        }
        ANJU_TRY(auto document, answer.json());
        json::value* rows = document.if_contains(listing.rows);
        if (!rows || !rows->is_array()) {
            return fail(ErrorCode::invalid, fmt::format("the answer has no list '{}'", listing.rows));
        }
        print_rows(context, listing.rows, listing.columns, std::move(rows->get_array()));
        return success();
    });
    asked->filters.emplace(command, listing.filters);
    if (listing.csv) command.add_flag("--csv", asked->csv, "Print CSV that a spreadsheet opens");
    if (!listing.pages) return;
    auto* limit = command.add_option("--limit", asked->limit, "How many rows")->check(CLI::Range(1, 1'000'000));
    command.add_flag("--all", asked->everything, "Every row there is")->excludes(limit);
}

void Commands::add(CLI::App& parent, const Act& act) {
    struct Asked {
        std::string id;
        std::string version;
        std::optional<Given> fields;
    };
    auto asked = std::make_shared<Asked>();
    auto& command = add(parent, act.name, act.help, [asked, act](Context& context) -> Result<void> {
        Call call;
        call.method = act.method;
        call.path = path_of(act.path, asked->id);
        if (call.method != "DELETE") {
            call.body = json::serialize(asked->fields->body());
            call.content_type = "application/json";
        } else {
            call.query = asked->fields->parameters();
        }
        if (!asked->version.empty()) call.headers.push_back(fmt::format("If-Match: \"{}\"", asked->version));
        ANJU_TRY(auto answer, context.client.send(call));
        return print_one(context, answer, act.shown, act.columns, act.sections);
    });
    if (std::string_view(act.path).find("{id}") != std::string_view::npos) {
        command.add_option("id", asked->id, "Which one")->required();
    }
    asked->fields.emplace(command, act.fields);
    if (act.versioned) {
        command.add_option("--if-version", asked->version, "Only if it still is at this version")
            ->check(CLI::NonNegativeNumber);
    }
}

void Commands::add(CLI::App& parent, const Card& card) {
    struct Asked {
        std::string id;
        std::optional<Given> filters;
    };
    auto asked = std::make_shared<Asked>();
    auto& command = add(parent, card.name, card.help, [asked, card](Context& context) -> Result<void> {
        Call call;
        call.path = path_of(card.path, asked->id);
        call.query = asked->filters->parameters();
        ANJU_TRY(auto answer, context.client.send(call));
        return print_one(context, answer, card.shown, card.columns);
    });
    if (std::string_view(card.path).find("{id}") != std::string_view::npos) {
        command.add_option("id", asked->id, "Which one")->required();
    }
    asked->filters.emplace(command, card.filters);
}

}  // namespace anju::alertd::ctl
