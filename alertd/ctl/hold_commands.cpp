// Legal holds.
#include "alertd/ctl/commands.hpp"

namespace anju::alertd::ctl {

void add_hold_commands(Commands& commands) {
    CLI::App& holds = commands.group("hold", "Legal holds: what must neither be forgotten nor erased");
    const std::vector<Column> card{{"hold", "id"},
                                   {"incident", "incident"},
                                   {"home", "home"},
                                   {"reason", "reason"},
                                   {"by", "author"},
                                   {"since", "since", Form::time},
                                   {"released", "released_at", Form::time},
                                   {"released by", "released_by"}};
    commands.add(holds,
                 Listing{.name = "list",
                         .help = "Holds in force, the newest first",
                         .path = "/api/v1/holds",
                         .rows = "holds",
                         .columns = {{"HOLD", "id", Form::number},
                                     {"INCIDENT", "incident"},
                                     {"HOME", "home"},
                                     {"BY", "author"},
                                     {"SINCE", "since", Form::time},
                                     {"RELEASED", "released_at", Form::time},
                                     {"REASON", "reason"}},
                         .filters = {{"--released", "released", "Those that are released too", Field::Kind::flag}}});
    commands.add(holds, Act{"place",
                            "Hold a case, or a home with all its cases",
                            "POST",
                            "/api/v1/holds",
                            {{"--incident", "incident", "The case"},
                             {"--home", "home", "The home"},
                             {"--reason", "reason", "Why", Field::Kind::text, true}},
                            "hold",
                            card});
    commands.add(holds, Act{"release", "Release a hold", "POST", "/api/v1/holds/{id}/release", {}, "hold", card});
    CLI::App& resident = commands.group("resident", "What is known about one resident");
    commands.add(resident, Act{"export", "Everything, in full; it stands in the journal", "POST",
                               "/api/v1/residents/{id}/export"});
    commands.add(resident, Act{"erase", "Take a resident out of everything but the journal", "POST",
                               "/api/v1/residents/{id}/erase"});
}

}  // namespace anju::alertd::ctl
