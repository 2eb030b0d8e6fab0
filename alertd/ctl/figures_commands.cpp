// What the work looks like in numbers: statistics as tables, the month's report as a file.
#include "alertd/ctl/commands.hpp"

namespace anju::alertd::ctl {

namespace {

const Field kFrom{"--from", "from", "First day, 2026-03-01; without it the first of the month"};
const Field kTo{"--to", "to", "Last day; without it today"};
const Field kStreet{"--street", "street", "Only this street"};
const Field kCommittee{"--committee", "committee", "Only this committee"};
const Field kLimit{"--limit", "limit", "How many rows", Field::Kind::number};

Field by(std::vector<std::string> words) {
    return {"--by", "by", "What tells the rows apart", Field::Kind::text, false, std::move(words)};
}

Listing table(const char* name, const char* help, const char* path, std::vector<Column> columns,
              std::vector<Field> filters) {
    filters.push_back(kStreet);
    filters.push_back(kCommittee);
    return {name, help, path, "rows", std::move(columns), std::move(filters), {}, false, true};
}

std::vector<Column> case_columns() {
    return {{"DAY", "day"},
            {"STREET", "street"},
            {"COMMITTEE", "committee"},
            {"CLASS", "class"},
            {"KIND", "kind"},
            {"MODEL", "model"},
            {"OPENED", "opened", Form::number},
            {"TAKEN", "acknowledged_share", Form::percent},
            {"CLOSED", "closed_share", Form::percent},
            {"ENDED", "ended", Form::number},
            {"REAL", "real", Form::number},
            {"FALSE", "false_alarm", Form::number},
            {"FALSE SHARE", "false_alarm_share", Form::percent},
            {"APART", "apart", Form::number}};
}

std::vector<Column> source_columns() {
    return {{"STREET", "street"},
            {"COMMITTEE", "committee"},
            {"HOME", "home"},
            {"DEVICE", "device"},
            {"KIND", "kind"},
            {"CONDITION", "condition"},
            {"ALARMS", "alarms", Form::number},
            {"SHARE", "share", Form::percent},
            {"REPORTS", "reports", Form::number},
            {"CHATTERING", "chattering", Form::number},
            {"FLEETING", "fleeting", Form::number}};
}

void add_statistics(Commands& commands) {
    CLI::App& stats = commands.group("stats", "Statistics, counted from the journal");
    commands.add(stats,
                 table("cases", "Cases, handled and closed", "/api/v1/statistics/cases", case_columns(),
                       {kFrom, kTo, by({"street", "district", "committee", "kind", "street_kind", "model", "day"})}));
    commands.add(stats, table("times", "Response times", "/api/v1/statistics/times",
                              {{"STREET", "street"},
                               {"CLASS", "class"},
                               {"TIME", "measure"},
                               {"CASES", "count", Form::number},
                               {"P50 S", "p50_s", Form::number},
                               {"P95 S", "p95_s", Form::number},
                               {"P99 S", "p99_s", Form::number},
                               {"<= 60 S", "within_60_s", Form::percent},
                               {"<= 180 S", "within_180_s", Form::percent},
                               {"<= 45 MIN", "within_45_min", Form::percent}},
                              {kFrom, kTo, by({"district", "street"})}));
    commands.add(stats, table("coverage", "Homes with devices, of those that should", "/api/v1/statistics/coverage",
                              {{"STREET", "street"},
                               {"COMMITTEE", "committee"},
                               {"KIND", "kind"},
                               {"HOMES", "homes_with", Form::number},
                               {"OF", "homes_should", Form::number},
                               {"SHARE", "share", Form::percent}},
                              {by({"street", "district", "committee"})}));
    commands.add(stats, table("load", "The load on operators (ISA-18.2)", "/api/v1/statistics/load",
                              {{"SEATS", "seats", Form::number},
                               {"ALARMS", "alarms", Form::number},
                               {"PER 10 MIN", "rate", Form::number},
                               {"MOST", "most", Form::number},
                               {"FLOODS", "floods", Form::number},
                               {"IN FLOOD", "flood_share", Form::percent},
                               {"TOP 10", "top_10_share", Form::percent},
                               {"CHATTERING", "chattering_sources", Form::number},
                               {"FLEETING", "fleeting", Form::number},
                               {"STALE NOW", "stale_now", Form::number}},
                              {kFrom, kTo}));
    commands.add(stats,
                 table("sources", "The sources of most alarms", "/api/v1/statistics/sources", source_columns(),
                       {kFrom,
                        kTo,
                        {"--order", "order", "Which ones first", Field::Kind::text, false, {"alarms", "chattering"}},
                        kLimit}));
    commands.add(stats, table("offline", "Devices that are offline now", "/api/v1/statistics/offline",
                              {{"STREET", "street"},
                               {"COMMITTEE", "committee"},
                               {"HOME", "home"},
                               {"DEVICE", "device"},
                               {"KIND", "kind"},
                               {"SINCE", "since", Form::time}},
                              {kLimit}));
    commands.add(stats, table("stale", "Cases that stand for more than a day", "/api/v1/statistics/stale",
                              {{"INCIDENT", "incident"},
                               {"CLASS", "class"},
                               {"WHAT", "headline"},
                               {"STREET", "street"},
                               {"COMMITTEE", "committee"},
                               {"HOME", "home"},
                               {"STATE", "state"},
                               {"OPENED", "opened_at", Form::time},
                               {"HOURS", "hours", Form::number}},
                              {kLimit}));
}

void add_report(Commands& commands) {
    struct Asked {
        std::string month, file;
        std::optional<Given> fields;
    };
    auto asked = std::make_shared<Asked>();
    auto& command = commands.add(commands.root(), "report", "The report of a month, as an HTML page to print",
                                 [asked](Context& context) -> Result<void> {
                                     Call call;
                                     call.path = path_of("/api/v1/reports/{id}", asked->month);
                                     call.query = asked->fields->parameters();
                                     ANJU_TRY(auto answer, context.client.send(call));
                                     if (context.as_json) {
                                         context.print({{"month", asked->month}, {"html", answer.body}});
                                         return success();
                                     }
                                     return save(context, asked->file, answer.body);
                                 });
    command.add_option("month", asked->month, "2026-03")->required();
    command.add_option("--output,-o", asked->file, "File; without it standard output")->type_name("FILE");
    asked->fields.emplace(
        command,
        std::vector<Field>{{"--lang", "lang", "Language", Field::Kind::text, false, {"zh-CN", "en"}}, kStreet});
}

}  // namespace

void add_figures_commands(Commands& commands) {
    add_statistics(commands);
    add_report(commands);
}

}  // namespace anju::alertd::ctl
