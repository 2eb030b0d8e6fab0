// The frame of anjuctl's commands.
//
// Most commands are data: a Listing shows what a GET lists, an Act posts a few fields. Anything else is
// a function on a Context. A subject is one add_x_commands(), called by main.
//
// Ownership: Commands keeps what the command line fills; it must live until the chosen command has run.
#pragma once

#include "alertd/ctl/client.hpp"
#include "alertd/ctl/table.hpp"
#include "base/result.hpp"

#include <CLI/CLI.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace anju::alertd::ctl {

/// What a command works with once the command line is read.
struct Context {
    Client& client;
    bool as_json = false;
    bool stderr_is_terminal = false;

    /// To stdout, one document on one line.
    void print(const boost::json::object& document) const;
    void print(const std::string& text) const;
    /// On stderr and only on a terminal; the next one takes its place, an empty one removes it.
    void progress(const std::string& text) const;
};

using Run = std::function<Result<void>(Context&)>;

/// An option or argument that a command hands to the server.
struct Field {
    const char* option;  ///< "--street", or "note" for an argument in its place
    const char* name;    ///< of the query parameter or of the body's member
    const char* help;
    /// `time`: RFC 3339, or a duration from now such as 2h.
    enum class Kind { text, number, flag, list, time } kind = Kind::text;
    bool required = false;
    std::vector<std::string> choices{};  ///< empty: any text
};

/// Shows what `GET path` lists under the member `rows`, following `next` as `cursor` where there is one.
struct Listing {
    const char* name;
    const char* help;
    const char* path;
    const char* rows;
    std::vector<Column> columns;
    std::vector<Field> filters{};
    Parameters always{};  ///< parameters of every request
    bool pages = true;    ///< the path knows `limit` and `cursor`
    bool csv = false;     ///< the path knows `format` and `bom`: --csv prints what a spreadsheet opens
};

/// `method path`; "{id}" in the path becomes the first argument. Shows the answer's member `shown`.
struct Act {
    const char* name;
    const char* help;
    const char* method;
    const char* path;
    std::vector<Field> fields{};
    const char* shown = nullptr;  ///< a member of the answer; none: the answer itself
    std::vector<Column> columns{};
    bool versioned = false;  ///< takes --if-version, sent as If-Match
    std::vector<Section> sections{};
};

/// Shows one thing: `GET path` as a card.
struct Card {
    const char* name;
    const char* help;
    const char* path;
    const char* shown = nullptr;
    std::vector<Column> columns{};
    std::vector<Field> filters{};
};

class Commands {
public:
    explicit Commands(CLI::App& root) : root_(root) {}

    [[nodiscard]] CLI::App& root() { return root_; }
    /// A command that only holds others: "user", "token".
    CLI::App& group(const char* name, const char* help);
    CLI::App& add(CLI::App& parent, const char* name, const char* help, Run run);
    void add(CLI::App& parent, const Listing& listing);
    void add(CLI::App& parent, const Act& act);
    void add(CLI::App& parent, const Card& card);

    /// What the command line asked for.
    [[nodiscard]] const Run& chosen() const { return chosen_; }

private:
    CLI::App& root_;
    Run chosen_;
};

/// What the command line gave for a list of fields.
class Given {
public:
    /// Adds the options; the values are there once the command line is read.
    Given(CLI::App& command, const std::vector<Field>& fields);
    [[nodiscard]] Parameters parameters() const;
    [[nodiscard]] boost::json::object body() const;

private:
    struct Value {
        Field field;
        CLI::Option* option = nullptr;
        std::string text;
        std::vector<std::string> list;
    };
    std::vector<std::unique_ptr<Value>> values_;  // CLI11 keeps the addresses
};

/// Writes what the server answered into a file, or to stdout when `file` is empty. unavailable is never its error.
[[nodiscard]] Result<void> save(const Context& context, const std::string& file, const std::string& bytes);

/// What stands in a file; invalid when it cannot be read.
[[nodiscard]] Result<std::string> read_file(const std::string& file);

/// The columns of an incident in lists.
[[nodiscard]] const std::vector<Column>& incident_columns();

/// Every row under `rows` that the pages of `call` hold, up to `most` (0: all of them).
[[nodiscard]] Result<boost::json::array> all_rows(Context& context, Call call, const char* rows, std::size_t most);

void add_case_commands(Commands& commands);
void add_show_command(Commands& commands);
void add_tail_command(Commands& commands);
void add_place_commands(Commands& commands);
void add_figures_commands(Commands& commands);
void add_hold_commands(Commands& commands);
void add_verify_command(Commands& commands);
void add_duty_commands(Commands& commands);
void add_policy_commands(Commands& commands);
void add_roster_commands(Commands& commands);
void add_access_commands(Commands& commands);
void add_registry_commands(Commands& commands);
void add_transfer_commands(Commands& commands);
/// `import` and `export` of a CSV file for a group: "rosters", "policies" or "silences".
void add_plan_commands(Commands& commands, CLI::App& group, const char* sort);
void add_completion_command(Commands& commands);

}  // namespace anju::alertd::ctl
