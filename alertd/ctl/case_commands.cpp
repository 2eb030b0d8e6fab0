// What happens to a case: the list, and every act of an operator or responder.
#include "alertd/ctl/commands.hpp"

namespace anju::alertd::ctl {

namespace {

const std::vector<std::string> kClasses{"emergency", "welfare", "technical"};
const std::vector<std::string> kDispositions{"real",          "false_alarm",  "test",      "drill",
                                             "resident_away", "device_fault", "duplicate", "other"};

const Field kOwner{"--to", "owner", "The account that gets it; absent: whoever asks"};
const Field kNote{"--note", "note", "A note, kept beside the case"};
const Field kDisposition{"--disposition", "disposition", "How it ended", Field::Kind::text, false, kDispositions};
const Field kResponder{"responder", "responder", "The responder's id", Field::Kind::text, true};

Act case_act(const char* name, const char* help, const char* path, std::vector<Field> fields) {
    static const std::vector<Column> columns{{"incident", "id"},
                                             {"state", "state"},
                                             {"owner", "owner"},
                                             {"disposition", "disposition"},
                                             {"version", "version"}};
    return {name, help, "POST", path, std::move(fields), "incident", columns, true};
}

Field required(Field field) {
    field.required = true;
    return field;
}

}  // namespace

const std::vector<Column>& incident_columns() {
    static const std::vector<Column> columns{{"INCIDENT", "id"},
                                             {"STATE", "state"},
                                             {"SEVERITY", "severity"},
                                             {"WHAT", "headline"},
                                             {"STREET", "street"},
                                             {"COMMITTEE", "committee"},
                                             {"HOME", "home"},
                                             {"ADDRESS", "address"},
                                             {"OPENED", "opened_at", Form::time},
                                             {"OWNER", "owner"},
                                             {"REPORTS", "reports", Form::number},
                                             {"CLEAR", "all_clear", Form::yes},
                                             {"ENDED", "disposition"}};
    return columns;
}

void add_case_commands(Commands& commands) {
    CLI::App& root = commands.root();
    const std::vector<Field> where{
        {"--class", "class", "Only this class", Field::Kind::text, false, kClasses},
        {"--street", "street", "Only this street"},
        {"--committee", "committee", "Only this committee"},
        {"--home", "home", "Only this home"},
    };
    commands.add(root, Listing{"list",
                               "Open cases: unacknowledged first, then the severest, then the oldest",
                               "/api/v1/incidents",
                               "incidents",
                               incident_columns(),
                               where,
                               {{"open", "true"}}});
    commands.add(root, Listing{"closed",
                               "Closed cases, the newest first",
                               "/api/v1/incidents",
                               "incidents",
                               incident_columns(),
                               where,
                               {{"open", "false"}, {"order", "newest"}}});
    for (const Act& act : {
             case_act("ack", "Take a case", "/api/v1/incidents/{id}/acknowledge", {kNote}),
             case_act("resolve", "Say that it is solved", "/api/v1/incidents/{id}/resolve", {kNote}),
             case_act("close", "Close a case; says how it ended", "/api/v1/incidents/{id}/close",
                      {required(kDisposition), kNote}),
             case_act("assign", "Give a case to another officer, or take it over", "/api/v1/incidents/{id}/assign",
                      {kOwner, kNote}),
             case_act("reopen", "Open a resolved or closed case again", "/api/v1/incidents/{id}/reopen", {kNote}),
             case_act("note", "Add a note", "/api/v1/incidents/{id}/notes",
                      {{"text", "text", "What to note", Field::Kind::text, true}}),
             case_act("dispatch", "Ask a responder to go", "/api/v1/incidents/{id}/dispatch", {kResponder, kNote}),
             case_act("accept", "Accept for a responder", "/api/v1/incidents/{id}/accept", {kResponder, kNote}),
             case_act("decline", "Decline for a responder", "/api/v1/incidents/{id}/decline", {kResponder, kNote}),
             case_act("en-route", "A responder is on the way", "/api/v1/incidents/{id}/en-route", {kResponder, kNote}),
             case_act("on-scene", "A responder is there", "/api/v1/incidents/{id}/on-scene", {kResponder, kNote}),
             case_act("done", "A responder is done", "/api/v1/incidents/{id}/done", {kResponder, kDisposition, kNote}),
         }) {
        commands.add(root, act);
    }
}

}  // namespace anju::alertd::ctl
