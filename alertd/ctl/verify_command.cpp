// Verifies the journal's hash chain from outside, also from a mark that was kept elsewhere.
#include "alertd/ctl/commands.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

namespace anju::alertd::ctl {

namespace json = boost::json;

namespace {

struct Mark {
    std::uint64_t seq = 0;
    std::string hash;
};

/// "12345:9f86d0...", as verify prints it.
Result<Mark> parse_mark(const std::string& text) {
    Mark mark;
    if (text.empty()) return mark;
    const std::size_t colon = std::min(text.find(':'), text.size());
    const auto [end, error] = std::from_chars(text.data(), text.data() + colon, mark.seq);
    if (error != std::errc() || end != text.data() + colon || colon == text.size() || mark.seq == 0) {
        return fail(ErrorCode::invalid,
                    fmt::format("--since: expected a mark such as 12345:9f86d0..., not '{}'", text));
    }
    mark.hash = text.substr(colon + 1);
    return mark;
}

/// Rows of one piece; 0 while nothing is known.
std::uint64_t number_in(const json::object& answer, const char* name) {
    const auto* value = answer.if_contains(name);
    return value && value->is_number() ? value->to_number<std::uint64_t>() : 0;
}

Result<void> verify(Context& context, const std::string& since) {
    ANJU_TRY(auto mark, parse_mark(since));
    for (;;) {
        Call call;
        call.path = "/api/v1/journal/verification";
        if (mark.seq > 0) call.query = {{"after", std::to_string(mark.seq)}, {"hash", mark.hash}};
        ANJU_TRY(auto answer, context.client.send(call));
        ANJU_TRY(auto piece, answer.json());
        if (const auto broken = number_in(piece, "broken_at"); broken > 0) {
            context.progress("");
            if (context.as_json) context.print(piece);
            return fail(ErrorCode::corrupt,
                        fmt::format("the journal is BROKEN at row {}: {}", broken, cell_of(piece, {"", "what"})));
        }
        mark = {number_in(piece, "seq"), cell_of(piece, {"", "hash"})};
        const auto* at_end = piece.if_contains("at_end");
        if (at_end && at_end->is_bool() && at_end->get_bool()) {
            context.progress("");
            if (context.as_json) {
                context.print(piece);
            } else {
                context.print(fmt::format("the journal is intact: {} rows\nmark to keep elsewhere: {}:{}\n", mark.seq,
                                          mark.seq, mark.hash));
            }
            return success();
        }
        context.progress(fmt::format("{} rows", mark.seq));
    }
}

}  // namespace

void add_verify_command(Commands& commands) {
    auto since = std::make_shared<std::string>();
    auto& command = commands.add(commands.root(), "verify", "Verify the journal's hash chain",
                                 [since](Context& context) { return verify(context, *since); });
    command.add_option("--since", *since, "A mark that an earlier verify printed and that was kept elsewhere");
}

}  // namespace anju::alertd::ctl
