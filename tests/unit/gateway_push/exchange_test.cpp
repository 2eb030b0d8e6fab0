#include "gateway/push/exchange.hpp"

#include <doctest/doctest.h>

#include <boost/asio/buffer.hpp>

#include <optional>
#include <stdexcept>
#include <string>

using namespace anju;
using namespace anju::gateway;
using namespace anju::gateway::push;

namespace {

class TestClock final : public Clock {
public:
    [[nodiscard]] Now now() const override { return {MonoTime{}, UtcTime{}, true}; }
    [[nodiscard]] std::uint64_t boot() const override { return 1; }
};

/// The reply to `text`, which must be a whole request.
Reply reply_to(const std::string& text, const Take& take) {
    const TestClock clock;
    Gate gate({{"vendor", "0123456789abcdef", 60}}, take, clock);
    Parser parser;
    set_limits(parser, 64);
    parser.eager(true);
    boost::beast::error_code error;
    parser.put(boost::asio::buffer(text), error);
    REQUIRE_FALSE(error);
    REQUIRE(parser.is_done());
    return push::reply_to(parser, gate);
}

local::Taken taken(const std::string&, const std::string&) { return {profiles::Outcome::signals, 1, "", true}; }

std::string request(const std::string& method, const std::string& token, const std::string& body) {
    return method + " /ingest/vendor HTTP/1.1\r\nAuthorization: Bearer " + token +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace

TEST_CASE("a request that is taken keeps the connection, one without the token loses it") {
    const auto accepted = reply_to(request("POST", "0123456789abcdef", "{}"), taken);
    CHECK(accepted.result_int() == 202);
    CHECK(accepted.keep_alive());
    const auto refused = reply_to(request("POST", "0123456789abcdeX", "{}"), taken);
    CHECK(refused.result_int() == 401);
    CHECK_FALSE(refused.keep_alive());
}

TEST_CASE("a sink that throws is a 503 that says when to send it again") {
    const auto reply = reply_to(request("POST", "0123456789abcdef", "{}"),
                                [](const auto&, const auto&) -> local::Taken { throw std::runtime_error("disk"); });
    CHECK(reply.result_int() == 503);
    CHECK(reply[boost::beast::http::field::retry_after] == "5");
    CHECK(reply.keep_alive());
}

TEST_CASE("the answer to HEAD has no body, or it would be read as the next answer's beginning") {
    const auto reply = reply_to(request("HEAD", "0123456789abcdef", ""), taken);
    CHECK(reply.result_int() == 405);
    CHECK(reply.body().empty());
    CHECK(reply.count(boost::beast::http::field::content_length) == 1);
}
