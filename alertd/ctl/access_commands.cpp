// Accounts, API tokens, and what was delivered to whom. No password and no token is ever taken from the command
// line: a new one is made by the server and told once, or read from a file.
#include "alertd/ctl/commands.hpp"

#include <boost/json/serialize.hpp>

namespace anju::alertd::ctl {

namespace json = boost::json;

namespace {

const std::vector<std::string> kRoles{"viewer", "street", "operator", "auditor", "administrator"};
const Field kWhy{
    "--why",           "why", "Why, for the journal",
    Field::Kind::text, true,  {"setup", "new_person", "new_duty", "left", "lost_secret", "suspicion", "other"}};
const Field kStreets{"--street", "streets", "Its streets", Field::Kind::list};
const Field kCommittees{"--committee", "committees", "Its committees", Field::Kind::list};

Field role(bool required) { return {"--role", "role", "What it may do", Field::Kind::text, required, kRoles}; }

std::vector<Column> account_columns() {
    return {{"ACCOUNT", "name"},
            {"ROLE", "role"},
            {"STATE", "state"},
            {"SCOPE", "scope"},
            {"MUST CHANGE", "must_change_password", Form::yes},
            {"CHANGED", "changed_at", Form::time}};
}

/// POST whose body may carry a password out of a file.
void add_with_password(Commands& commands, CLI::App& parent, const char* name, const char* help, const char* path,
                       const std::vector<Field>& fields) {
    struct Asked {
        std::string id, file;
        std::optional<Given> fields;
    };
    auto asked = std::make_shared<Asked>();
    auto& command = commands.add(parent, name, help, [asked, path](Context& context) -> Result<void> {
        Call call;
        call.method = "POST";
        call.path = path_of(path, asked->id);
        call.content_type = "application/json";
        json::object body = asked->fields->body();
        if (!asked->file.empty()) {
            ANJU_TRY(auto password, read_file(asked->file));
            while (password.ends_with('\n') || password.ends_with('\r')) password.pop_back();
            body["password"] = password;
        }
        call.body = json::serialize(body);
        ANJU_TRY(auto answer, context.client.send(call));
        ANJU_TRY(auto document, answer.json());
        if (context.as_json) {
            context.print(document);
            return success();
        }
        context.print(card_of({{"account", "account.name"},
                               {"role", "account.role"},
                               {"state", "account.state"},
                               {"password, told once", "password"}},
                              document));
        return success();
    });
    if (std::string_view(path).find("{id}") != std::string_view::npos) {
        command.add_option("name", asked->id, "Which account")->required();
    }
    command.add_option("--password-file", asked->file, "File with the password; without it one is made and told once")
        ->type_name("FILE");
    asked->fields.emplace(command, fields);
}

void add_accounts(Commands& commands) {
    CLI::App& user = commands.group("user", "Accounts of people");
    commands.add(user, Listing{.name = "list",
                               .help = "All accounts",
                               .path = "/api/v1/accounts",
                               .rows = "accounts",
                               .columns = account_columns(),
                               .pages = false});
    commands.add(user, Card{"show", "One account", "/api/v1/accounts/{id}", "account", {}, {}});
    add_with_password(commands, user, "add", "Make an account", "/api/v1/accounts",
                      {{"name", "name", "Its name", Field::Kind::text, true}, role(true), kStreets, kCommittees, kWhy});
    commands.add(user,
                 Act{"set",
                     "Change an account",
                     "PATCH",
                     "/api/v1/accounts/{id}",
                     {role(false),
                      kStreets,
                      kCommittees,
                      {"--state", "state", "Whether it may log in", Field::Kind::text, false, {"active", "disabled"}},
                      kWhy},
                     "account",
                     {},
                     true});
    commands.add(user, Act{"remove", "Remove an account", "DELETE", "/api/v1/accounts/{id}", {kWhy}});
    add_with_password(commands, user, "password", "Give an account a new password", "/api/v1/accounts/{id}/password",
                      {kWhy});
}

void add_tokens(Commands& commands) {
    CLI::App& token = commands.group("token", "Tokens of programs");
    commands.add(token, Listing{.name = "list",
                                .help = "All tokens, without their secrets",
                                .path = "/api/v1/tokens",
                                .rows = "tokens",
                                .columns = {{"TOKEN", "name"},
                                            {"ROLE", "role"},
                                            {"SCOPE", "scope"},
                                            {"MADE BY", "created_by"},
                                            {"EXPIRES", "expires_at", Form::time},
                                            {"USED", "last_used_at", Form::time},
                                            {"REVOKED", "revoked_at", Form::time}},
                                .pages = false});
    commands.add(token, Act{"add",
                            "Make a token; its secret is told once",
                            "POST",
                            "/api/v1/tokens",
                            {{"name", "name", "Its name, for the journal", Field::Kind::text, true},
                             role(true),
                             kStreets,
                             kCommittees,
                             {"--expires", "expires_at", "When it ends", Field::Kind::time},
                             kWhy},
                            nullptr,
                            {{"token", "token.name"},
                             {"role", "token.role"},
                             {"expires", "token.expires_at", Form::time},
                             {"secret, told once", "secret"}}});
    commands.add(token, Act{"revoke", "Revoke a token", "DELETE", "/api/v1/tokens/{id}", {kWhy}});
}

}  // namespace

void add_access_commands(Commands& commands) {
    add_accounts(commands);
    add_tokens(commands);
    commands.add(commands.root(),
                 Act{"reveal",
                     "Show the people of a case in full; it stands in the journal",
                     "POST",
                     "/api/v1/incidents/{id}/reveal",
                     {{"--reason",
                       "reason",
                       "Why",
                       Field::Kind::text,
                       true,
                       {"emergency", "call_back", "follow_up", "complaint", "audit", "request_of_resident", "other"}},
                      {"--text", "text", "In words"}},
                     nullptr,
                     {{"home", "home"}, {"address", "address"}},
                     false,
                     {residents_section(),
                      {"contacts",
                       "contacts",
                       {{"NAME", "name"},
                        {"PHONE", "phone"},
                        {"RELATION", "relation"},
                        {"KEY", "has_key", Form::yes},
                        {"AT NIGHT", "call_at_night", Form::yes}}},
                      {"notes", "notes", {{"AT", "at", Form::time}, {"WHO", "author"}, {"NOTE", "text"}}}}});
    commands.add(commands.root(), Listing{.name = "deliveries",
                                          .help = "What was delivered to whom, and each try",
                                          .path = "/api/v1/notifications",
                                          .rows = "notifications",
                                          .columns = {{"INCIDENT", "incident"},
                                                      {"RESPONDER", "responder"},
                                                      {"STEP", "step", Form::number},
                                                      {"CHANNEL", "channel"},
                                                      {"STATE", "state"},
                                                      {"TRIES", "attempts", Form::number},
                                                      {"MADE", "created_at", Form::time},
                                                      {"ENDED", "finished_at", Form::time},
                                                      {"ERROR", "last_error"}},
                                          .filters = {{"--incident", "incident", "Only of this case"},
                                                      {"--responder", "responder", "Only to this responder"},
                                                      {"--state", "state", "Only these"},
                                                      {"--channel", "channel", "Only through this channel"},
                                                      {"--after", "after", "Behind the `next` of a page before"},
                                                      {"--limit", "limit", "How many rows", Field::Kind::number}},
                                          .pages = false});
}

}  // namespace anju::alertd::ctl
