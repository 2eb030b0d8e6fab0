// Where and with what: streets, gateways, responders, and how alertd itself is.
#include "alertd/ctl/commands.hpp"

namespace anju::alertd::ctl {

void add_place_commands(Commands& commands) {
    CLI::App& root = commands.root();
    commands.add(root, Listing{.name = "streets",
                               .help = "Streets with their homes and open cases",
                               .path = "/api/v1/streets",
                               .rows = "streets",
                               .columns = {{"STREET", "id"},
                                           {"NAME", "name"},
                                           {"COMMITTEES", "committees", Form::number},
                                           {"HOMES", "homes", Form::number},
                                           {"OPEN", "open_incidents", Form::number}},
                               .pages = false});
    commands.add(root, Listing{.name = "gateways",
                               .help = "Gateways and when they were last heard",
                               .path = "/api/v1/gateways",
                               .rows = "gateways",
                               .columns = {{"GATEWAY", "id"},
                                           {"ONLINE", "online", Form::yes},
                                           {"LOST", "lost", Form::yes},
                                           {"HEARD", "last_heard", Form::time},
                                           {"VERSION", "version"},
                                           {"WAITING", "pending", Form::number},
                                           {"GAP AT", "gap_at", Form::number}}});
    commands.add(root, Listing{.name = "responders",
                               .help = "Who can be told",
                               .path = "/api/v1/responders",
                               .rows = "responders",
                               .columns = {{"RESPONDER", "id"},
                                           {"NAME", "name"},
                                           {"LEVEL", "level"},
                                           {"SCOPE", "scope"},
                                           {"CHANNEL", "channel"},
                                           {"PHONE", "phone"}}});
    commands.add(
        root,
        Listing{.name = "quarantine",
                .help = "Messages that could not be understood, the newest first",
                .path = "/api/v1/quarantine",
                .rows = "messages",
                .columns = {{"AT", "at", Form::time}, {"FROM", "source"}, {"WHY", "reason"}, {"MESSAGE", "payload"}},
                .filters = {{"--limit", "limit", "How many rows", Field::Kind::number}},
                .pages = false});
    commands.add(root, Card{.name = "counts",
                            .help = "What is open, waiting and lost right now",
                            .path = "/api/v1/counts",
                            .columns = {{"open emergencies", "open.emergency"},
                                        {"open welfare cases", "open.welfare"},
                                        {"open technical cases", "open.technical"},
                                        {"unacknowledged", "unacknowledged"},
                                        {"messages waiting", "notifications_waiting"},
                                        {"gateways", "gateways"},
                                        {"gateways lost", "gateways_lost"},
                                        {"in quarantine", "quarantined"}}});
}

}  // namespace anju::alertd::ctl
