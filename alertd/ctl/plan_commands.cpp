// Rosters, policies and silences as CSV files.
#include "alertd/ctl/commands.hpp"

#include <fmt/format.h>

namespace anju::alertd::ctl {

namespace {

struct Asked {
    std::string file, reason, encoding;
    bool dry_run = false;
};

std::string path_of_plans(const char* sort) { return fmt::format("/api/v1/plans/{}", sort); }

Result<void> write(Context& context, const char* sort, const Asked& asked) {
    Call call;
    call.path = path_of_plans(sort);
    if (!asked.encoding.empty()) call.query.emplace_back("encoding", asked.encoding);
    ANJU_TRY(auto answer, context.client.send(call));
    return save(context, asked.file, answer.body);
}

Result<void> read(Context& context, const char* sort, const Asked& asked) {
    Call call;
    call.method = "POST";
    call.path = path_of_plans(sort);
    call.content_type = "text/csv";
    call.headers.push_back(reason_header(asked.reason));
    if (asked.dry_run) call.query.emplace_back("dry_run", "true");
    ANJU_TRY(call.body, read_file(asked.file));
    auto answered = context.client.send(call);
    if (!answered) {
        std::string all;
        if (const auto* errors = context.client.problem().if_contains("errors"); errors && errors->is_array()) {
            for (const auto& each : errors->get_array()) {
                if (each.is_string()) all += "\n" + std::string(each.get_string());
            }
        }
        if (all.empty()) return answered.error();
        return fail(ErrorCode::invalid, "nothing was changed:" + all);
    }
    ANJU_TRY(const auto document, answered.value().json());
    if (context.as_json) {
        context.print(document);
        return success();
    }
    const auto cell = [&](const char* member) { return cell_of(document, {"", member}); };
    context.print(fmt::format("{}{} added, {} changed, {} unchanged\n", asked.dry_run ? "dry run: " : "", cell("added"),
                              cell("changed"), cell("unchanged")));
    return success();
}

}  // namespace

void add_plan_commands(Commands& commands, CLI::App& group, const char* sort) {
    auto in = std::make_shared<Asked>();
    auto& import = commands.add(group, "import", "From a CSV file; all or nothing, repeatable",
                                [in, sort](Context& context) { return read(context, sort, *in); });
    import.add_option("file", in->file, "UTF-8 or GB18030")->required()->check(CLI::ExistingFile);
    import.add_option("--reason", in->reason, "Why, for the journal; no names of people")->required();
    import.add_flag("--dry-run", in->dry_run, "Check and count, change nothing");

    auto out = std::make_shared<Asked>();
    auto& written = commands.add(group, "export", "As a CSV file",
                                 [out, sort](Context& context) { return write(context, sort, *out); });
    written.add_option("--output,-o", out->file, "File; without it standard output")->type_name("FILE");
    written.add_option("--encoding", out->encoding, "Of the file")
        ->check(CLI::IsMember({"utf-8", "utf-8-bom", "gb18030"}));
}

}  // namespace anju::alertd::ctl
