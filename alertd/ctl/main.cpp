// anjuctl: the operator's command line. Exit codes: 0 done, 1 refused or failed, 2 wrong command line, 3 unreachable.
#include "alertd/ctl/commands.hpp"
#include "base/text.hpp"

#include <curl/curl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <boost/json/serialize.hpp>

#include <csignal>
#include <cstdlib>
#include <fstream>

#include <unistd.h>

namespace {

using namespace anju;
using namespace anju::alertd::ctl;

constexpr int kFailed = 1;
constexpr int kWrongUse = 2;
constexpr int kUnreachable = 3;
constexpr mode_t kOthersMayRead = 0004;
constexpr mode_t kNobodyElse = 0077;

struct Connection {
    ClientOptions client;
    std::string token_file;
    bool as_json = false;
};

Result<std::string> read_token(const std::string& file) {
    if (file.empty()) {
        const char* token = std::getenv("ANJU_TOKEN");
        return std::string(token ? token : "");
    }
    struct stat status {};
    std::ifstream stream(file);
    std::string token;
    std::getline(stream, token);
    if (!stream || token.empty() || stat(file.c_str(), &status) != 0) {
        return fail(ErrorCode::invalid, fmt::format("--token-file {}: expected a readable file with the token in its "
                                                    "first line",
                                                    file));
    }
    if ((status.st_mode & kOthersMayRead) != 0) {
        fmt::print(stderr, "warning: everybody on this machine can read {}; chmod 600 would change that\n", file);
    }
    if (token.ends_with('\r')) token.pop_back();
    return token;
}

/// One header line each: what could end the line could begin another one.
Result<void> check_header_values(const ClientOptions& options) {
    for (const std::string* value : {&options.token, &options.operator_name}) {
        for (const char c : *value) {
            if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
                return fail(ErrorCode::invalid, "the token and --operator must be one line of plain text");
            }
        }
    }
    return success();
}

void add_connection_options(CLI::App& app, Connection& connection) {
    app.add_option("--server", connection.client.server, "Where alertd listens")
        ->envname("ANJU_SERVER")
        ->capture_default_str();
    app.add_option("--token-file", connection.token_file,
                   "File with the API token in its first line; or the environment's ANJU_TOKEN")
        ->type_name("FILE");
    app.add_option("--operator", connection.client.operator_name,
                   "Who acts, where the server asks for no token; otherwise the token says it")
        ->envname("USER");
    app.add_option("--ca", connection.client.ca_file, "File of the CA that signed the server's certificate")
        ->type_name("FILE");
    app.add_flag("--json", connection.as_json, "Print what the server answered, one JSON document a line");
}

int report(const Error& error, const Client& client, bool as_json) {
    const int code = error.code == ErrorCode::unavailable ? kUnreachable : kFailed;
    if (as_json) {
        boost::json::object told{{"error", to_string(error.code)}, {"message", error.message}, {"exit", code}};
        if (!client.problem().empty()) told["problem"] = client.problem();
        fmt::print(stderr, "{}\n", boost::json::serialize(told));
    } else {
        fmt::print(stderr, "anjuctl: {}\n", error.message);
    }
    return code;
}

}  // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_DFL);  // `anjuctl tail | head` ends with head
    umask(kNobodyElse);             // what is saved names people
    CLI::App app{"anjuctl: the operator's command line of Anju", "anjuctl"};
    app.set_version_flag("--version", std::string("anjuctl ") + ANJU_VERSION);
    app.require_subcommand(1);
    app.fallthrough();
    Connection connection;
    add_connection_options(app, connection);
    Commands commands(app);
    add_case_commands(commands);
    add_show_command(commands);
    add_tail_command(commands);
    add_place_commands(commands);
    add_figures_commands(commands);
    add_hold_commands(commands);
    add_verify_command(commands);
    add_duty_commands(commands);
    add_policy_commands(commands);
    add_roster_commands(commands);
    add_access_commands(commands);
    add_registry_commands(commands);
    add_transfer_commands(commands);
    add_completion_command(commands);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : kWrongUse;
    }
    auto token = read_token(connection.token_file);
    if (token) connection.client.token = token.value();
    auto fine = token ? check_header_values(connection.client) : Result<void>(token.error());
    if (!fine) {
        fmt::print(stderr, "anjuctl: {}\n", fine.error().message);
        return kWrongUse;
    }
    curl_global_init(CURL_GLOBAL_DEFAULT);
    Client client(connection.client);
    Context context{client, connection.as_json, isatty(fileno(stderr)) == 1};
    try {
        const auto done = commands.chosen()(context);
        return done ? 0 : report(done.error(), client, connection.as_json);
    } catch (const std::exception& error) {
        return report(fail(ErrorCode::internal, error.what()), client, connection.as_json);
    }
}
