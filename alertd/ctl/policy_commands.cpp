// How cases climb: what holds, what a case would go by, set it from a JSON file, back to the configuration file's.
#include "alertd/ctl/commands.hpp"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace anju::alertd::ctl {

namespace json = boost::json;

namespace {

const std::vector<std::string> kClasses{"emergency", "welfare", "technical"};
const std::vector<Column> kRules{{"CLASS", "class"},
                                 {"POLICY", "name"},
                                 {"KINDS", "kinds"},
                                 {"CONDITIONS", "conditions"},
                                 {"FROM", "min_severity"},
                                 {"HOURS", "hours"},
                                 {"WEEKDAYS", "weekdays"},
                                 {"STEPS", "steps"},
                                 {"AGAIN", "repeat_every"},
                                 {"ON THE WAY", "attend_within"},
                                 {"ON SCENE", "arrive_within"},
                                 {"SOURCE", "source"},
                                 {"VERSION", "version"},
                                 {"BY", "changed_by"},
                                 {"REASON", "reason"}};

std::string text_of(const json::object& object, const char* name) {
    const auto* value = object.if_contains(name);
    return value && value->is_string() ? std::string(value->get_string()) : "";
}

/// "0s home committee, 1m street".
json::string line_of(const json::value& steps) {
    std::string line;
    if (!steps.is_array()) return json::string(line);
    for (const auto& step : steps.get_array()) {
        if (!step.is_object()) continue;
        line += (line.empty() ? "" : ", ") + text_of(step.get_object(), "after");
        const auto* levels = step.get_object().if_contains("notify");
        if (!levels || !levels->is_array()) continue;
        for (const auto& level : levels->get_array()) {
            if (level.is_string()) line += " " + std::string(level.get_string());
        }
    }
    return json::string(line);
}

/// A row for the usual policy, and one for each variant below it; what holds always is not said.
void add_rules(json::object policies, json::array& rows) {
    json::array variants;
    if (const auto* when = policies.if_contains("when"); when && when->is_array()) variants = when->get_array();
    // A choice names the one that was chosen.
    policies["name"] = policies.contains("policy") ? policies["policy"] : json::value("usual");
    rows.push_back(std::move(policies));
    for (auto& variant : variants) {
        if (!variant.is_object()) continue;
        auto& row = variant.get_object();
        row["class"] = rows.back().at("class");
        if (row["min_severity"] == "minor") row.erase("min_severity");
        if (row["weekdays"].is_array() && row["weekdays"].get_array().size() == 7) row.erase("weekdays");
        rows.push_back(std::move(row));
    }
}

Result<void> print_rules(Context& context, Call call) {
    ANJU_TRY(auto answer, context.client.send(call));
    ANJU_TRY(auto document, answer.json());
    if (context.as_json) {
        context.print(document);
        return success();
    }
    json::array rows;
    if (auto* all = document.if_contains("policies"); all && all->is_array()) {
        for (auto& each : all->get_array()) {
            if (each.is_object()) add_rules(std::move(each.get_object()), rows);
        }
    } else {
        add_rules(std::move(document), rows);
    }
    for (auto& row : rows) {
        auto& object = row.get_object();
        if (object.contains("steps")) object["steps"] = line_of(object["steps"]);
    }
    context.print(table_of(kRules, rows));
    return success();
}

struct Asked {
    std::string of, file, reason, version;

    [[nodiscard]] Call call(const char* method) const {
        Call call;
        call.method = method;
        call.path = path_of("/api/v1/policies/{id}", of);
        if (!version.empty()) call.headers.push_back(fmt::format("If-Match: \"{}\"", version));
        return call;
    }
};

Result<void> set(Context& context, const Asked& asked) {
    ANJU_TRY(const auto text, read_file(asked.file));
    json::error_code wrong;
    auto parsed = json::parse(text, wrong);
    if (wrong || !parsed.is_object()) {
        return fail(ErrorCode::invalid,
                    asked.file + ": expected a JSON object such as `anjuctl policy show --json` prints");
    }
    // What was shown has the reason of the last change in it; this one has its own.
    parsed.get_object()["reason"] = asked.reason;
    Call call = asked.call("PUT");
    call.content_type = "application/json";
    call.body = json::serialize(parsed);
    return print_rules(context, std::move(call));
}

Result<void> reset(Context& context, const Asked& asked) {
    Call call = asked.call("DELETE");
    call.headers.push_back(reason_header(asked.reason));
    return print_rules(context, std::move(call));
}

}  // namespace

void add_policy_commands(Commands& commands) {
    CLI::App& policy = commands.group("policy", "How cases climb until somebody answers");
    const auto add = [&](const char* name, const char* help, Result<void> (*run)(Context&, const Asked&)) {
        auto asked = std::make_shared<Asked>();
        auto& command =
            commands.add(policy, name, help, [asked, run](Context& context) { return run(context, *asked); });
        command.add_option("class", asked->of, "Of which incidents")->required()->check(CLI::IsMember(kClasses));
        return std::pair<CLI::App*, std::shared_ptr<Asked>>(&command, asked);
    };
    const auto changes = [](CLI::App& command, Asked& asked) {
        command.add_option("--reason", asked.reason, "Why, for the journal; no names of people")->required();
        command.add_option("--if-version", asked.version, "Only if they still are at this version")
            ->check(CLI::NonNegativeNumber);
    };
    commands.add(policy, "list", "What holds for every class", [](Context& context) {
        Call call;
        call.path = "/api/v1/policies";
        return print_rules(context, std::move(call));
    });
    add("show", "What holds for one class",
        [](Context& context, const Asked& asked) { return print_rules(context, asked.call("GET")); });
    auto [setting, wanted] = add("set", "Set them from a JSON file, such as show --json prints", set);
    setting->add_option("file", wanted->file, "What to set")->required()->check(CLI::ExistingFile);
    changes(*setting, *wanted);
    auto [resetting, unwanted] = add("reset", "Back to what the configuration file says", reset);
    changes(*resetting, *unwanted);

    add_plan_commands(commands, policy, "policies");

    auto fields = std::make_shared<std::optional<Given>>();
    auto& choice = commands.add(policy, "choose", "By which policy a case would go", [fields](Context& context) {
        Call call;
        call.path = "/api/v1/policy-choice";
        call.query = (*fields)->parameters();
        return print_rules(context, std::move(call));
    });
    fields->emplace(choice, std::vector<Field>{{"condition", "condition", "What is reported", Field::Kind::text, true},
                                               {"--kind", "kind", "The kind of device"},
                                               {"--severity",
                                                "severity",
                                                "Without it that of the condition",
                                                Field::Kind::text,
                                                false,
                                                {"minor", "major", "critical"}},
                                               {"--at", "at", "When; without it now", Field::Kind::time}});
}

}  // namespace anju::alertd::ctl
