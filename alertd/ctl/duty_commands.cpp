// What is silenced, who is away, what is being tested, and drills.
#include "alertd/ctl/commands.hpp"

namespace anju::alertd::ctl {

namespace {

const Field kNote{"--note", "note", "In words"};
const Field kDevice{"--device", "device", "Only this device"};
const Field kStreet{"--street", "street", "Only this street"};
const Field kCommittee{"--committee", "committee", "Only this committee"};
const Field kHome{"--home", "home", "Only this home"};

std::vector<Column> silence_columns() {
    return {{"SILENCE", "id"},    {"STATE", "state"},           {"SCOPE", "scope"},
            {"OF", "of"},         {"DEVICE", "device"},         {"CONDITIONS", "conditions"},
            {"KINDS", "kinds"},   {"FROM", "from", Form::time}, {"UNTIL", "until", Form::time},
            {"REASON", "reason"}, {"AWAY", "away", Form::yes},  {"CASES", "cases", Form::number},
            {"BY", "author"}};
}

std::vector<Column> command_columns() {
    return {{"COMMAND", "id"},
            {"HOME", "home"},
            {"DEVICE", "device"},
            {"WHAT", "kind"},
            {"STATE", "state"},
            {"UNTIL", "until", Form::time},
            {"TRIES", "attempts", Form::number},
            {"BY", "author"},
            {"MADE", "created_at", Form::time}};
}

Field until(const char* help) { return {"--until", "until", help, Field::Kind::time, true}; }

void add_silences(Commands& commands) {
    CLI::App& silence = commands.group("silence", "What calls nobody for a while");
    commands.add(
        silence,
        Listing{
            .name = "list",
            .help = "Silences, the newest first",
            .path = "/api/v1/silences",
            .rows = "silences",
            .columns = silence_columns(),
            .filters = {{"--state", "state", "Only these", Field::Kind::text, false, {"future", "active", "expired"}},
                        {"--away", "away", "Only absences", Field::Kind::flag},
                        kHome,
                        kCommittee,
                        kStreet}});
    commands.add(silence, Card{"show", "One silence", "/api/v1/silences/{id}", "silence", {}, {}});
    commands.add(silence,
                 Act{"add",
                     "Silence a home, device, committee or street",
                     "POST",
                     "/api/v1/silences",
                     {{"scope", "scope", "What", Field::Kind::text, true, {"home", "device", "committee", "street"}},
                      {"of", "of", "Its id; of a device that of its home", Field::Kind::text, true},
                      {"--device", "device", "The device, with the scope device"},
                      {"--condition", "conditions", "Only these conditions", Field::Kind::list},
                      {"--kind", "kinds", "Only these kinds of devices", Field::Kind::list},
                      {"--from", "from", "Without it now", Field::Kind::time},
                      until("When it ends"),
                      {"--reason",
                       "reason",
                       "Why",
                       Field::Kind::text,
                       true,
                       {"maintenance", "planned_outage", "device_fault", "chattering", "resident_away", "other"}},
                      kNote},
                     "silence"});
    commands.add(silence, Act{"end", "End a silence", "POST", "/api/v1/silences/{id}/end", {}, "silence"});
    add_plan_commands(commands, silence, "silences");
}

void add_homes(Commands& commands) {
    CLI::App& away = commands.group("away", "Residents who are away");
    commands.add(away, Card{"show", "Whether a home is away", "/api/v1/homes/{id}/away", nullptr, {}, {}});
    commands.add(
        away, Act{"set", "A home is away", "POST", "/api/v1/homes/{id}/away", {until("When they come back"), kNote}});
    commands.add(away, Act{"end", "A home is back", "POST", "/api/v1/homes/{id}/away/end"});

    CLI::App& test = commands.group("test-mode", "A technician works in a home");
    commands.add(test, Act{"set",
                           "Alerts of a home, or of one device, are tests for a while",
                           "POST",
                           "/api/v1/homes/{id}/test-mode",
                           {kDevice,
                            {"--minutes", "minutes", "How long", Field::Kind::number},
                            {"--whole-path", "whole_path", "Tests open a case and call people", Field::Kind::flag}}});
    commands.add(test, Act{"end", "The technician is done", "POST", "/api/v1/homes/{id}/test-mode/end", {kDevice}});

    CLI::App& root = commands.root();
    commands.add(root, Act{"take-out",
                           "A device is taken out for good",
                           "POST",
                           "/api/v1/homes/{id}/take-out",
                           {{"device", "device", "The device", Field::Kind::text, true}}});
    commands.add(
        root,
        Listing{.name = "commands",
                .help = "What gateways were asked to do",
                .path = "/api/v1/commands",
                .rows = "commands",
                .columns = command_columns(),
                .filters = {kHome, {"--gateway", "gateway", "Only this gateway"}, {"--state", "state", "Only these"}}});
    commands.add(root, Listing{.name = "tests",
                               .help = "When devices were tested, and which tests are due",
                               .path = "/api/v1/tests",
                               .rows = "tests",
                               .columns = {{"HOME", "home"},
                                           {"DEVICE", "device"},
                                           {"KIND", "kind"},
                                           {"TESTED", "tested_at", Form::time},
                                           {"DUE", "due_at", Form::time},
                                           {"OVERDUE", "overdue", Form::yes}},
                               .filters = {{"--overdue", "overdue", "Only those that are overdue", Field::Kind::flag},
                                           kHome,
                                           kCommittee,
                                           kStreet,
                                           {"--kind", "kind", "Only this kind"}}});
    commands.add(root, Act{"drill",
                           "Open a drill, which runs the whole path and is marked everywhere",
                           "POST",
                           "/api/v1/drills",
                           {{"--home", "home", "The home; or"},
                            {"--committee", "committee", "the committee, whose people are called and no family"},
                            {"--condition", "condition", "As if this had happened"},
                            kNote},
                           "incident"});
}

}  // namespace

void add_duty_commands(Commands& commands) {
    add_silences(commands);
    add_homes(commands);
}

}  // namespace anju::alertd::ctl
