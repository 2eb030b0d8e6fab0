// What a connection to the push server sends: requests, one behind the other, through the parser and
// the gate as the server does it, without its sockets. Whether the bytes arrive at once or in small
// pieces, the answers are the same.
#include "tests/fuzz/target.hpp"

#include "base/check.hpp"
#include "gateway/push/exchange.hpp"

#include <spdlog/spdlog.h>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

using namespace anju;
using namespace anju::gateway;
using namespace anju::gateway::push;
namespace http = boost::beast::http;

namespace {

// Small, so that short inputs reach them.
constexpr std::size_t kMaxBody = 64;
constexpr std::uint32_t kMostMessages = 3;
constexpr std::array kStatuses{202, 400, 401, 404, 405, 411, 413, 429, 431, 503};
const std::vector<Source> kSources{{"v", "tokenofv", kMostMessages}, {"w", "secretw", kMostMessages}};

class StandingClock final : public Clock {
public:
    [[nodiscard]] Now now() const override { return {MonoTime{}, UtcTime{}, true}; }
    [[nodiscard]] std::uint64_t boot() const override { return 1; }
};

/// The other side of the connection: the input in pieces, then its end. A SyncReadStream of Beast's.
class Sender {
public:
    Sender(std::string_view bytes, std::size_t piece) : rest_(bytes), piece_(piece) {}

    template <class Buffers>
    std::size_t read_some(const Buffers& buffers, boost::beast::error_code& error) {
        const auto piece = rest_.substr(0, piece_);
        if (piece.empty()) error = boost::asio::error::eof;
        const auto count = boost::asio::buffer_copy(buffers, boost::asio::buffer(piece));
        rest_.remove_prefix(count);
        return count;
    }
    template <class Buffers>
    std::size_t read_some(const Buffers& buffers) {
        boost::beast::error_code error;
        const auto count = read_some(buffers, error);
        if (error) throw boost::system::system_error(error);
        return count;
    }

private:
    std::string_view rest_;
    std::size_t piece_;
};

/// What came through must have been allowed to, by what the bytes of the whole connection are.
local::Taken take(std::string_view input, const std::string& topic, const std::string& body) {
    const auto from = std::find_if(kSources.begin(), kSources.end(), [&](const Source& source) {
        return topic == "http/" + source.name || topic.starts_with("http/" + source.name + "/");
    });
    ANJU_CHECK(from != kSources.end());
    ANJU_CHECK(input.find(from->token) != std::string_view::npos);
    ANJU_CHECK(!body.empty() && body.size() <= kMaxBody);
    ANJU_CHECK(input.find(body) != std::string_view::npos);
    switch (body.front()) {
        case '!': throw std::runtime_error("the sink fails");
        case '?': return {profiles::Outcome::bad, 0, "no good", true};
        case '-': return {profiles::Outcome::signals, 1, "", false};
        default: return {profiles::Outcome::signals, 1, "", true};
    }
}

void check(const Reply& reply) {
    const int status = static_cast<int>(reply.result_int());
    ANJU_CHECK(std::find(kStatuses.begin(), kStatuses.end(), status) != kStatuses.end());
    // Only the answer to HEAD has none.
    if (!reply.body().empty()) {
        const auto body = boost::json::parse(reply.body());
        ANJU_CHECK(body.as_object().contains(status == 202 ? "signals" : "error"));
    }
    ANJU_CHECK(status != 401 || !reply.keep_alive());
    ANJU_CHECK((status == 429 || status == 503) == (reply.count(http::field::retry_after) == 1));
}

/// The statuses of the answers to requests that could be read, in their order. What could not is left
/// out: whether a head that never ends is also malformed, Beast sees or not by how it arrives.
std::vector<unsigned> statuses(std::string_view input, std::size_t piece) {
    const StandingClock clock;
    std::size_t taken = 0;
    const auto sink = [&](const std::string& topic, const std::string& body) {
        ++taken;
        return take(input, topic, body);
    };
    Gate gate(kSources, sink, clock);
    Sender sender(input, piece);
    boost::beast::flat_buffer buffer{2 * kMaxHeadBytes};
    std::vector<unsigned> answered;
    for (bool open = true; open;) {
        Parser parser;
        set_limits(parser, kMaxBody);
        boost::beast::error_code error;
        http::read_header(sender, buffer, parser, error);
        auto reply = error ? std::nullopt : refuse_head(parser);
        const auto before = taken;
        if (!error && !reply) {
            http::read(sender, buffer, parser, error);
            if (!error) reply = reply_to(parser, gate);
        }
        if (error) reply = refuse_unreadable(error);
        if (!reply) break;
        check(*reply);
        if (!error) answered.push_back(reply->result_int());
        ANJU_CHECK(taken <= before + 1);
        ANJU_CHECK(reply->result_int() != 202 || taken == before + 1);
        open = reply->keep_alive();
    }
    ANJU_CHECK(taken <= kSources.size() * kMostMessages);
    return answered;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // A line in the log for each sink that fails would drown what is looked for.
    spdlog::set_level(spdlog::level::off);
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    ANJU_CHECK(statuses(input, input.size()) == statuses(input, 3));
    return 0;
}
