// The push server over real sockets: its limits, and the way of a pushed alarm to the centre.
#include "gateway/push/push.hpp"
#include "gateway/app/gateway.hpp"
#include "tests/contract/gateway/centre.hpp"
#include "tests/support/broker.hpp"
#include "tests/support/temp_dir.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>

using namespace anju;
using namespace anju::gateway;
using namespace std::chrono_literals;
using anju::tests::wait_until;

namespace {

constexpr const char* kToken = "0123456789abcdef";

/// One TCP connection that says exactly what the test wants.
class Line {
public:
    explicit Line(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const timeval patience{20, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        REQUIRE(::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0);
    }
    ~Line() { ::close(socket_); }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    void say(const std::string& text) {
        for (std::size_t sent = 0; sent < text.size();) {
            const auto count = ::send(socket_, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
            if (count <= 0) return;  // the server has closed; its answer may still be there
            sent += static_cast<std::size_t>(count);
        }
    }
    /// Head and body of one answer, or what came before the end.
    std::string hear() {
        while (true) {
            const auto head = heard_.find("\r\n\r\n");
            if (head != std::string::npos) {
                const auto at = heard_.find("Content-Length: ");
                const auto length = at < head ? std::stoul(heard_.substr(at + 16)) : 0;
                if (heard_.size() >= head + 4 + length) {
                    const auto answer = heard_.substr(0, head + 4 + length);
                    heard_.erase(0, answer.size());
                    return answer;
                }
            }
            char part[4096];
            const auto count = ::recv(socket_, part, sizeof part, 0);
            if (count <= 0) return std::exchange(heard_, "");
            heard_.append(part, static_cast<std::size_t>(count));
        }
    }
    /// Whether the server ends the connection without another word.
    bool ends() { return hear().empty(); }

private:
    int socket_;
    std::string heard_;
};

std::string post(const std::string& target, const std::string& body, const std::string& more = "",
                 const std::string& token = kToken) {
    return "POST " + target + " HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer " + token +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + more + "\r\n" + body;
}

int status_of(const std::string& answer) { return answer.size() < 12 ? 0 : std::stoi(answer.substr(9, 3)); }

struct Server {
    SystemClock clock;
    std::atomic<int> messages{0};
    push::PushOptions options;
    std::unique_ptr<push::PushServer> server;

    Server() {
        options.port = 0;
        options.sources = {{"vendor", kToken, 1'200}};
    }
    void start() {
        const auto take = [this](const std::string&, const std::string&) {
            ++messages;
            return local::Taken{profiles::Outcome::signals, 1, "", true};
        };
        server = std::make_unique<push::PushServer>(options, take, clock);
        REQUIRE(server->start().has_value());
    }
};

}  // namespace

TEST_CASE("several messages go over one connection, and each is answered") {
    Server bench;
    bench.start();
    Line line(bench.server->port());
    line.say(post("/ingest/vendor/a", "{}") + post("/ingest/vendor/b", "{}"));
    CHECK(status_of(line.hear()) == 202);
    CHECK(status_of(line.hear()) == 202);
    line.say(post("/ingest/vendor/c", "{}", "Connection: close\r\n"));
    CHECK(status_of(line.hear()) == 202);
    CHECK(line.ends());
    CHECK(bench.messages == 3);
}

TEST_CASE("what is too large, chunked, unauthorised or no HTTP is refused, and the connection ends") {
    Server bench;
    bench.start();
    const auto status = [&](const std::string& text) {
        Line line(bench.server->port());
        line.say(text);
        const auto answer = status_of(line.hear());
        CHECK(line.ends());
        return answer;
    };
    CHECK(status(post("/ingest/vendor", std::string(64 * 1024 + 1, 'x'))) == 413);
    CHECK(status("POST /ingest/vendor HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n") == 411);
    CHECK(status(post("/ingest/vendor", "{}", "", "wrong")) == 401);
    CHECK(status("hello\r\n\r\n") == 400);
    CHECK(status("POST /" + std::string(9'000, 'x') + " HTTP/1.1\r\n\r\n") == 431);
    CHECK(bench.messages == 0);
    Line whole(bench.server->port());
    whole.say(post("/ingest/vendor", std::string(64 * 1024, 'x')));
    CHECK(status_of(whole.hear()) == 202);
}

TEST_CASE("who says nothing, or only half, loses the connection; who is one too many gets none") {
    Server bench;
    bench.options.request_timeout = 300ms;
    bench.options.max_connections = 2;
    bench.start();
    Line silent(bench.server->port());
    Line half(bench.server->port());
    half.say("POST /ingest/vendor HTTP/1.1\r\nHost: g\r\nContent-Length: 10\r\n\r\n12");
    Line refused(bench.server->port());
    CHECK(refused.ends());
    CHECK(silent.ends());
    CHECK(half.ends());
    REQUIRE(wait_until([&] {
        Line next(bench.server->port());
        next.say(post("/ingest/vendor", "{}"));
        return status_of(next.hear()) == 202;
    }));
}

TEST_CASE("a port that is taken is told") {
    Server first;
    first.start();
    push::PushOptions options;
    options.port = first.server->port();
    push::PushServer second(options, {}, first.clock);
    const auto started = second.start();
    REQUIRE(started.has_error());
    CHECK(started.error().code == ErrorCode::unavailable);
}

TEST_CASE("a pushed alarm reaches the centre; a wrong one is told why") {
    anju::tests::TempDir directory("push");
    anju::tests::Broker centre_broker;
    centre_broker.start();
    SystemClock clock;
    app::GatewayOptions options;
    options.config.gateway = GatewayId{"gw-push"};
    options.config.state_dir = directory.path();
    options.config.home_broker.port = centre_broker.port();
    options.config.uplink.port = centre_broker.port();
    options.config.http_push.port = 0;
    options.config.http_push.sources = {{"vendor", kToken, 1'200}};
    options.version = "test";
    options.random64 = system_random64;
    anju::tests::CentrePeer centre(centre_broker.port(), options.config.gateway);
    auto gateway = app::Gateway::open(options, clock);
    REQUIRE(gateway.has_value());
    gateway.value()->start();
    REQUIRE(wait_until([&] { return gateway.value()->push_port() != 0; }));
    Line line(gateway.value()->push_port());
    line.say(post("/ingest/vendor/radar-7", R"({"kind":"smoke","type":"alarm"})"));
    const auto answer = line.hear();
    CHECK(status_of(answer) == 202);
    CHECK(answer.ends_with(R"({"signals":1})"));
    CHECK(gateway.value()->keeper_counters().updates == 1);
    CHECK(wait_until([&] { return centre.times("vendor/radar-7") >= 1; }));
    line.say(post("/ingest/vendor/radar-7", R"({"kind":"smoke"})"));
    const auto wrong = line.hear();
    CHECK(status_of(wrong) == 400);
    CHECK(wrong.find("/type") != std::string::npos);
    gateway.value()->stop();
}
