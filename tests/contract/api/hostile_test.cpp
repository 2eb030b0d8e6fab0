// What a broken or hostile peer may do to the socket itself.
#include "tests/contract/api/centre.hpp"
#include "tests/contract/api/http_client.hpp"
#include "tests/support/wait.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <array>

using namespace anju;
using namespace anju::tests;
using tcp = boost::asio::ip::tcp;

namespace {

class RawSocket {
public:
    explicit RawSocket(std::uint16_t port) { socket_.connect({boost::asio::ip::address_v4::loopback(), port}); }
    void send(const std::string& bytes) {
        boost::system::error_code ignored;
        boost::asio::write(socket_, boost::asio::buffer(bytes), ignored);
    }
    /// All that comes until the server closes.
    std::string rest() {
        std::string out;
        boost::system::error_code ec;
        boost::asio::read(socket_, boost::asio::dynamic_buffer(out), ec);
        return out;
    }

private:
    boost::asio::io_context io_;
    tcp::socket socket_{io_};
};

std::string answer_to(std::uint16_t port, const std::string& bytes) {
    RawSocket socket(port);
    socket.send(bytes);
    return socket.rest();
}

std::string head(std::uint16_t port, const std::string& first_line, const std::string& more = "") {
    return fmt::format("{}\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n{}\r\n", first_line, port, more);
}

}  // namespace

TEST_CASE("a body over the limit is refused before it is read") {
    ApiCentre centre;
    const HttpClient http(centre.port());
    const auto answer = http.post("/api/v1/incidents/x/notes", std::string(70'000, ' '));
    CHECK(answer.status == 413);
    CHECK(answer.header("content-type") == "application/problem+json");
    CHECK(http.post("/api/v1/incidents/x/notes", std::string(65'536, ' ')).status == 404);
}

TEST_CASE("a chunked request is refused") {
    ApiCentre centre;
    const std::string more = "Transfer-Encoding: chunked\r\nContent-Type: application/json\r\n";
    CHECK(answer_to(centre.port(),
                    head(centre.port(), "POST /api/v1/incidents/x/notes HTTP/1.1", more) + "2\r\n{}\r\n0\r\n\r\n")
              .starts_with("HTTP/1.1 411 "));
}

TEST_CASE("what is not HTTP is answered with 400 or hung up on, and the server lives on") {
    ApiCentre centre;
    const auto port = centre.port();
    CHECK(answer_to(port, "hello\r\n\r\n").starts_with("HTTP/1.1 400 "));
    CHECK(answer_to(port, "GET / HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 400 "));
    CHECK(answer_to(port, "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n").starts_with("HTTP/1.1 400 "));
    CHECK(answer_to(port, head(port, "GET http://127.0.0.1/ HTTP/1.1")).starts_with("HTTP/1.1 400 "));
    CHECK(answer_to(port, head(port, "GET /%zz HTTP/1.1")).starts_with("HTTP/1.1 400 "));
    CHECK(answer_to(port, head(port, "POST / HTTP/1.1", "Content-Length: 5\r\nContent-Length: 6\r\n"))
              .starts_with("HTTP/1.1 400 "));
    CHECK(answer_to(port, head(port, "BREW / HTTP/1.1")).starts_with("HTTP/1.1 405 "));
    CHECK(answer_to(port, head(port, "GET / HTTP/1.1", "X: " + std::string(20'000, 'a') + "\r\n"))
              .starts_with("HTTP/1.1 431 "));
    CHECK(HttpClient(port).get("/-/healthy").status == 200);
}

TEST_CASE("HEAD, OPTIONS, unknown paths and wrong methods are answered by the book") {
    ApiCentre centre;
    const HttpClient http(centre.port());
    const auto got = http.get("/api/v1/counts");
    const auto head_only = http.ask("HEAD", "/api/v1/counts", "", {});
    CHECK(head_only.status == 200);
    CHECK(head_only.body.empty());
    CHECK(head_only.header("content-length") == std::to_string(got.body.size()));
    const auto options = http.ask("OPTIONS", "/api/v1/counts", "", {});
    CHECK(options.status == 204);
    CHECK(options.header("allow") == "GET, HEAD, OPTIONS");
    const auto wrong = http.ask("DELETE", "/api/v1/counts", "", {});
    CHECK(wrong.status == 405);
    CHECK(wrong.header("allow") == "GET, HEAD, OPTIONS");
    CHECK(http.get("/api/v1/nothing").status == 404);
    CHECK(http.get("/../../etc/passwd").status == 404);
}

TEST_CASE("a sender that drips its request is hung up on, and one that sends nothing too") {
    auto options = test_options();
    options.request_timeout = Millis{300};
    ApiCentre centre(options);
    RawSocket silent(centre.port());
    RawSocket slow(centre.port());
    slow.send("GET / HTTP/1.1\r\nHo");
    RawSocket slow_body(centre.port());
    slow_body.send(head(centre.port(), "POST /api/v1/incidents/x/notes HTTP/1.1",
                        "Content-Type: application/json\r\nContent-Length: 100\r\n") +
                   "{");
    CHECK(silent.rest().empty());
    CHECK(slow.rest().empty());
    CHECK(slow_body.rest().empty());
    CHECK(HttpClient(centre.port()).get("/-/healthy").status == 200);
}

TEST_CASE("connections of one address over its limit are refused, and its place is free again later") {
    auto options = test_options();
    options.max_connections_per_address = 2;
    ApiCentre centre(options);
    {
        RawSocket first(centre.port()), second(centre.port());
        first.send(head(centre.port(), "GET /-/healthy HTTP/1.1"));
        REQUIRE(first.rest().starts_with("HTTP/1.1 200 "));
        RawSocket third(centre.port()), fourth(centre.port());
        fourth.send(head(centre.port(), "GET /-/healthy HTTP/1.1"));
        CHECK(fourth.rest().empty());
    }
    CHECK(wait_until([&] { return HttpClient(centre.port()).get("/-/healthy").status == 200; }));
}
