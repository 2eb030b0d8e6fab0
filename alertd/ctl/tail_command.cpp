// What happens, as it happens: the live stream from a number on, across every break of the connection.
#include "alertd/ctl/commands.hpp"
#include "alertd/ctl/stream.hpp"

#include <fmt/core.h>
#include <boost/json/array.hpp>

#include <algorithm>
#include <thread>

namespace anju::alertd::ctl {

namespace json = boost::json;

namespace {

constexpr Millis kPause{1'000};
constexpr Millis kLongestPause{15'000};

struct Asked {
    std::optional<std::uint64_t> after;
    std::uint64_t count = 0;  ///< 0: without end
    bool once = false;
};

void print_delta(const Context& context, const json::object& delta) {
    if (context.as_json) return context.print(delta);
    const auto cell = [&](const char* member, Form form = Form::text) { return cell_of(delta, {"", member, form}); };
    std::string line =
        fmt::format("{}  {}  {:<24} {}", cell("seq"), cell("at", Form::time), cell("event"), cell("actor"));
    for (const char* more : {"incident_id", "detail"}) {
        const auto text = cell(more);
        if (!text.empty() && text != "{}") line += "  " + text;
    }
    context.print(line + "\n");
}

class Tail {
public:
    Tail(Context& context, const Asked& asked) : context_(context), asked_(asked), last_(asked.after) {}

    Result<void> run() {
        // The first connection may fail: who mistyped the address should hear of it.
        ANJU_TRY(auto stream, Stream::open(context_.client.options(), last_));
        for (;;) {
            const auto ended = follow(stream);
            if (!ended || ended.value()) return ended ? success() : Result<void>(ended.error());
            ANJU_TRY(auto again, connect_again());
            stream = std::move(again);
        }
    }

private:
    /// True: all that was asked for has been told. False: the connection is lost.
    Result<bool> follow(Stream& stream) {
        for (;;) {
            auto frame = stream.next();
            if (!frame) {
                if (frame.error().code != ErrorCode::unavailable) return frame.error();
                fmt::print(stderr, "{}; trying again\n", frame.error().message);
                return false;
            }
            const auto type = cell_of(frame.value(), {"", "type"});
            const auto* seq = frame.value().if_contains("seq");
            if (!seq || !seq->is_number()) return fail(ErrorCode::invalid, "a message of the stream has no number");
            if (type == "heartbeat") {
                if (asked_.once) return true;
                continue;
            }
            const auto* more = frame.value().if_contains("more");
            if (more && *more == true) continue;  // a long snapshot ends with its last frame
            if (type == "snapshot" && last_) {
                fmt::print(stderr, "{} is too far back to go on from; going on after {}\n", *last_,
                           seq->to_number<std::uint64_t>());
            }
            last_ = seq->to_number<std::uint64_t>();
            if (type != "delta") continue;
            print_delta(context_, frame.value());
            if (++told_ == asked_.count) return true;
        }
    }

    Result<Stream> connect_again() {
        for (Millis pause = kPause;; pause = std::min(2 * pause, kLongestPause)) {
            std::this_thread::sleep_for(pause);
            auto stream = Stream::open(context_.client.options(), last_);
            if (stream) {
                fmt::print(stderr, "connected again, going on after {}\n", last_.value_or(0));
                return stream;
            }
            // 503 and the like pass; that the token is refused does not.
            const auto code = stream.error().code;
            if (code != ErrorCode::unavailable && code != ErrorCode::exhausted && code != ErrorCode::internal) {
                return stream.error();
            }
        }
    }

    Context& context_;
    const Asked asked_;
    std::optional<std::uint64_t> last_;  ///< the number that was told last
    std::uint64_t told_ = 0;
};

}  // namespace

void add_tail_command(Commands& commands) {
    auto asked = std::make_shared<Asked>();
    auto& command = commands.add(commands.root(), "tail", "Follow what happens, across lost connections",
                                 [asked](Context& context) { return Tail(context, *asked).run(); });
    command.add_option("--after", asked->after, "Begin behind this number; without it with what comes next");
    command.add_option("--count", asked->count, "End after so many entries");
    command.add_flag("--once", asked->once, "End at the first heartbeat: when there is nothing more to tell");
}

}  // namespace anju::alertd::ctl
