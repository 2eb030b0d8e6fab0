// Who is on duty, and the rosters that say so. A roster is written as JSON or iCalendar, so it comes from a file.
#include "alertd/ctl/commands.hpp"

#include <boost/json/array.hpp>

namespace anju::alertd::ctl {

namespace json = boost::json;

namespace {

const std::vector<Column>& roster_columns() {
    static const std::vector<Column> columns{{"ROSTER", "id"},
                                             {"NAME", "name"},
                                             {"LEVEL", "level"},
                                             {"SCOPE", "scope"},
                                             {"SHIFTS", "shifts", Form::number},
                                             {"OVERRIDES", "overrides", Form::number},
                                             {"VERSION", "version", Form::number}};
    return columns;
}

Result<void> show_gaps(Context& context, const std::string& id, const Parameters& query) {
    Call call;
    call.path = path_of("/api/v1/rosters/{id}/gaps", id);
    call.query = query;
    ANJU_TRY(auto answer, context.client.send(call));
    ANJU_TRY(auto document, answer.json());
    if (context.as_json) {
        context.print(document);
        return success();
    }
    const auto print = [&](const char* title, const char* member) {
        const auto* rows = document.if_contains(member);
        if (!rows || !rows->is_array() || rows->get_array().empty()) return;
        context.print(std::string(title) + "\n" +
                      table_of({{"FROM", "from", Form::time}, {"TO", "to", Form::time}}, rows->get_array()));
    };
    print("nobody of this roster is on duty", "gaps");
    print("nobody of any roster of the same scope is", "scope_gaps");
    return success();
}

/// PUT of a file; `media` is what it holds.
Result<void> put_file(Context& context, const char* path, const std::string& id, const std::string& file,
                      const std::string& version, const char* media) {
    Call call;
    call.method = "PUT";
    call.path = path_of(path, id);
    call.content_type = media;
    ANJU_TRY(call.body, read_file(file));
    if (!version.empty()) call.headers.push_back("If-Match: \"" + version + "\"");
    ANJU_TRY(auto answer, context.client.send(call));
    context.print(answer.body.empty() || answer.body.ends_with('\n') ? answer.body : answer.body + "\n");
    return success();
}

void add_file_command(Commands& commands, CLI::App& parent, const char* name, const char* help, const char* path,
                      const char* media) {
    struct Asked {
        std::string id, file, version;
    };
    auto asked = std::make_shared<Asked>();
    auto& command = commands.add(parent, name, help, [asked, path, media](Context& context) {
        return put_file(context, path, asked->id, asked->file, asked->version, media);
    });
    command.add_option("id", asked->id, "Which roster")->required();
    command.add_option("file", asked->file, "What to write")->required()->check(CLI::ExistingFile);
    command.add_option("--if-version", asked->version, "Only if it still is at this version")
        ->check(CLI::NonNegativeNumber);
}

void add_calendar(Commands& commands, CLI::App& roster) {
    struct Asked {
        std::string id, file;
    };
    auto asked = std::make_shared<Asked>();
    auto& calendar =
        commands.add(roster, "calendar", "A roster as iCalendar", [asked](Context& context) -> Result<void> {
            Call call;
            call.path = path_of("/api/v1/rosters/{id}/calendar", asked->id);
            ANJU_TRY(auto answer, context.client.send(call));
            if (context.as_json) {
                context.print(json::object{{"calendar", answer.body}});
                return success();
            }
            return save(context, asked->file, answer.body);
        });
    calendar.add_option("id", asked->id, "Which roster")->required();
    calendar.add_option("--output,-o", asked->file, "File; without it standard output")->type_name("FILE");
}

}  // namespace

void add_roster_commands(Commands& commands) {
    CLI::App& roster = commands.group("roster", "Who is on duty when");
    commands.add(roster, Listing{.name = "list",
                                 .help = "All rosters",
                                 .path = "/api/v1/rosters",
                                 .rows = "rosters",
                                 .columns = roster_columns()});
    commands.add(roster, Card{"show", "One roster", "/api/v1/rosters/{id}", nullptr, {}, {}});
    add_file_command(commands, roster, "set", "Write a roster from a JSON file", "/api/v1/rosters/{id}",
                     "application/json");
    add_file_command(commands, roster, "set-calendar", "Write a roster from an iCalendar file",
                     "/api/v1/rosters/{id}/calendar", "text/calendar");
    commands.add(roster, Act{"remove", "Remove a roster", "DELETE", "/api/v1/rosters/{id}", {}, nullptr, {}, true});
    commands.add(roster, Act{"override",
                             "Somebody else comes, or nobody",
                             "POST",
                             "/api/v1/rosters/{id}/overrides",
                             {{"--person", "person", "Who does not come"},
                              {"--instead", "instead", "Who comes"},
                              {"--from", "from", "From when", Field::Kind::time, true},
                              {"--to", "to", "Until when", Field::Kind::time, true}},
                             nullptr,
                             {},
                             true});
    add_calendar(commands, roster);
    add_plan_commands(commands, roster, "rosters");
    struct Gaps {
        std::string id;
        std::optional<Given> fields;
    };
    auto gaps = std::make_shared<Gaps>();
    auto& command = commands.add(roster, "gaps", "When nobody is on duty", [gaps](Context& context) {
        return show_gaps(context, gaps->id, gaps->fields->parameters());
    });
    command.add_option("id", gaps->id, "Which roster")->required();
    gaps->fields.emplace(command, std::vector<Field>{{"--days", "days", "How far ahead", Field::Kind::number}});

    commands.add(
        commands.root(),
        Listing{.name = "on-duty",
                .help = "Who is on duty",
                .path = "/api/v1/on-duty",
                .rows = "scopes",
                .columns = {{"LEVEL", "level"}, {"SCOPE", "scope"}, {"ROSTERS", "rosters"}, {"PEOPLE", "people"}},
                .filters = {{"--at", "at", "Then; without it now", Field::Kind::time}},
                .pages = false});
}

}  // namespace anju::alertd::ctl
