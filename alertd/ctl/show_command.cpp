// One case with everything that is known about it.
#include "alertd/ctl/commands.hpp"

#include <fmt/core.h>
#include <boost/json/array.hpp>

namespace anju::alertd::ctl {

namespace json = boost::json;

namespace {

const std::vector<Column>& card_columns() {
    static const std::vector<Column> columns{{"incident", "id"},
                                             {"class", "class"},
                                             {"severity", "severity"},
                                             {"what", "headline"},
                                             {"state", "state"},
                                             {"owner", "owner"},
                                             {"ended", "disposition"},
                                             {"address", "address"},
                                             {"home", "home"},
                                             {"committee", "committee"},
                                             {"street", "street"},
                                             {"gateway", "gateway"},
                                             {"reports", "reports"},
                                             {"all clear", "all_clear", Form::yes},
                                             {"step", "step"},
                                             {"opened", "opened_at", Form::time},
                                             {"acknowledged", "acknowledged_at", Form::time},
                                             {"resolved", "resolved_at", Form::time},
                                             {"closed", "closed_at", Form::time},
                                             {"version", "version"}};
    return columns;
}

const std::vector<Section>& sections() {
    static const std::vector<Section> all{
        residents_section(),
        {"alerts",
         "alerts",
         {{"DEVICE", "device"},
          {"CONDITION", "condition"},
          {"SEVERITY", "severity"},
          {"PHASE", "phase"},
          {"COUNT", "count", Form::number},
          {"FIRST", "received_first", Form::time},
          {"LAST", "received_last", Form::time},
          {"TEST", "test", Form::yes}}},
        {"who goes", "attendances", {{"RESPONDER", "responder"}, {"STATE", "state"}, {"SINCE", "since", Form::time}}},
        {"next steps",
         "escalations",
         {{"STEP", "step", Form::number}, {"DUE", "due_at", Form::time}, {"STATE", "state"}}},
        {"messages",
         "notifications",
         {{"RESPONDER", "responder"},
          {"STEP", "step", Form::number},
          {"CHANNEL", "channel"},
          {"STATE", "state"},
          {"TRIES", "attempts", Form::number},
          {"MADE", "created_at", Form::time},
          {"ENDED", "finished_at", Form::time},
          {"ERROR", "last_error"}}},
        {"notes", "notes", {{"AT", "at", Form::time}, {"WHO", "author"}, {"NOTE", "text"}}},
        {"timeline",
         "timeline",
         {{"SEQ", "seq", Form::number},
          {"AT", "at", Form::time},
          {"WHAT", "event"},
          {"WHO", "actor"},
          {"FACTS", "detail"}}},
    };
    return all;
}

Result<void> show(Context& context, const std::string& id) {
    Call call;
    call.path = path_of("/api/v1/incidents/{id}", id);
    ANJU_TRY(auto answer, context.client.send(call));
    ANJU_TRY(auto document, answer.json());
    if (context.as_json) {
        context.print(document);
        return success();
    }
    if (const auto* incident = document.if_contains("incident"); incident && incident->is_object()) {
        context.print(card_of(card_columns(), incident->get_object()));
    }
    context.print(sections_of(sections(), document));
    return success();
}

}  // namespace

void add_show_command(Commands& commands) {
    auto id = std::make_shared<std::string>();
    auto& command = commands.add(commands.root(), "show", "A case with all that belongs to it",
                                 [id](Context& context) { return show(context, *id); });
    command.add_option("id", *id, "Which one")->required();
}

}  // namespace anju::alertd::ctl
