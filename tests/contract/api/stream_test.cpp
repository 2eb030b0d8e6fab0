#include "tests/contract/api/centre.hpp"
#include "tests/contract/api/http_client.hpp"
#include "tests/contract/api/schema.hpp"
#include "tests/contract/api/stream_client.hpp"
#include "tests/support/wait.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <atomic>
#include <thread>

using namespace anju;
using namespace anju::tests;
using alertd::core::Act;

namespace {

std::uint64_t seq_of(const boost::json::object& frame) { return frame.at("seq").to_number<std::uint64_t>(); }

/// Reads frames until one with this number has come; each must be one more than the one before.
void read_up_to(StreamClient& stream, std::uint64_t& cursor, std::uint64_t last) {
    while (cursor < last) {
        const auto frame = stream.next();
        REQUIRE(frame);
        REQUIRE(frame->at("type") == "delta");
        REQUIRE(seq_of(*frame) == cursor + 1);
        cursor = seq_of(*frame);
    }
}

StreamClient resume(const ApiCentre& centre, std::uint64_t after) {
    return StreamClient(centre.port(), {fmt::format("?after={}", after), {}, 0});
}

bool metric_is(const ApiCentre& centre, const std::string& line) {
    return ("\n" + HttpClient(centre.port()).get("/metrics").body).find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("a case that is acknowledged shows at once on every screen") {
    ApiCentre centre;
    const std::string incident = centre.raise(1);
    StreamClient screen(centre.port());
    const auto snapshot = screen.next();
    REQUIRE(snapshot);
    CHECK(snapshot->at("type") == "snapshot");
    CHECK(snapshot->at("complete") == true);
    REQUIRE(snapshot->at("incidents").as_array().size() == 1);
    CHECK(snapshot->at("incidents").at(0).at("id").as_string() == incident);
    CHECK(HttpClient(centre.port())
              .post("/api/v1/incidents/" + incident + "/acknowledge", R"({"actor":"wang"})")
              .status == 200);
    std::uint64_t cursor = seq_of(*snapshot);
    for (;;) {
        const auto delta = screen.next();
        REQUIRE(delta);
        CHECK(seq_of(*delta) == ++cursor);
        if (delta->at("event") != "incident.acknowledged") continue;
        CHECK(delta->at("incident").at("owner") == "user:wang");
        CHECK(delta->at("actor") == "user:wang");
        CHECK(delta->at("incident_id").as_string() == incident);
        break;
    }
}

TEST_CASE("frames are as described") {
    auto options = test_options();
    options.stream_heartbeat = Millis{20};
    ApiCentre centre(options);
    centre.raise(1);
    const Description description(HttpClient(centre.port()).get("/api/v1/openapi.json").json());
    const auto check = [&](const std::string& message) {
        const auto mistakes = description.mistakes(boost::json::parse(message), "StreamFrame");
        CHECK_MESSAGE(mistakes.empty(), message);
    };
    StreamClient fresh(centre.port());
    for (int i = 0; i < 3; ++i) check(fresh.next_message().value());
    StreamClient replay = resume(centre, 0);
    for (int i = 0; i < 3; ++i) check(replay.next_message().value());
    centre.raise(2);
    bool live_delta = false;
    for (int i = 0; i < 50 && !live_delta; ++i) {
        const std::string message = fresh.next_message().value();
        check(message);
        live_delta = boost::json::parse(message).at("type") == "delta";
    }
    CHECK(live_delta);
}

TEST_CASE("a heartbeat names what does not work, because a list that hears of nothing looks like a quiet night") {
    auto options = test_options();
    options.stream_heartbeat = Millis{20};
    const auto broken = std::make_shared<std::atomic<bool>>(false);
    ApiCentre centre(options, {{"broker", [broken]() -> Result<void> {
                                    if (!*broken) return success();
                                    return fail(ErrorCode::unavailable, "gone");
                                }}});
    StreamClient screen(centre.port());
    const auto hears = [&](const char* failing) {
        return wait_until([&] {
            const auto frame = boost::json::parse(screen.next_message().value());
            return frame.at("type") == "heartbeat" && boost::json::serialize(frame.at("failing")) == failing;
        });
    };
    CHECK(hears("[]"));
    *broken = true;
    CHECK(hears(R"(["broker"])"));
    *broken = false;
    CHECK(hears("[]"));
}

TEST_CASE("who comes back while the centre is busy misses nothing and sees nothing twice") {
    ApiCentre centre;
    const std::string incident = centre.raise(1);
    constexpr int kNotes = 3'000;
    std::atomic<bool> over = false;
    std::thread writer([&] {
        for (int i = 0; i < kNotes; ++i) centre.act(incident, Act::note, "writer", "busy");
        over = true;
    });
    // Each round resumes a little behind, reads on into the live stream, and hangs up.
    std::uint64_t cursor = 0;
    int rounds = 0;
    while (!over) {
        StreamClient stream = resume(centre, cursor);
        REQUIRE(stream.connected());
        const std::uint64_t head = centre.reader()->journal_head().value();
        read_up_to(stream, cursor, head + 5 < kNotes ? head + 5 : head);
        ++rounds;
    }
    writer.join();
    StreamClient stream = resume(centre, cursor);
    read_up_to(stream, cursor, centre.reader()->journal_head().value());
    CHECK(cursor > static_cast<std::uint64_t>(kNotes));
    CHECK(rounds > 3);
}

TEST_CASE("many screens see the same numbers while the centre is busy") {
    ApiCentre centre;
    const std::string incident = centre.raise(1);
    constexpr int kNotes = 1'000;
    std::vector<std::thread> screens;
    std::atomic<int> whole = 0;
    for (int i = 0; i < 8; ++i) {
        screens.emplace_back([&, i] {
            StreamClient stream(centre.port(), {i % 2 == 0 ? "" : "?after=0", {}, 0});
            std::uint64_t cursor = 0;
            bool fits = true;
            for (int notes = 0; fits;) {
                const auto frame = stream.next();
                if (!frame) return;
                fits = frame->at("type") == "snapshot" || seq_of(*frame) == cursor + 1;
                cursor = seq_of(*frame);
                if (frame->at("type") == "delta" && frame->at("event") == "incident.noted") ++notes;
                if (frame->at("type") == "delta" && frame->at("event") == "incident.closed") break;
            }
            if (fits) ++whole;
        });
    }
    REQUIRE(wait_until([&] { return metric_is(centre, "alertd_stream_clients 8"); }));
    for (int i = 0; i < kNotes; ++i) centre.act(incident, Act::note, "writer", "busy");
    CHECK(HttpClient(centre.port())
              .post("/api/v1/incidents/" + incident + "/close", R"({"actor":"li","disposition":"test"})")
              .status == 200);
    for (auto& screen : screens) screen.join();
    CHECK(whole == 8);
}

TEST_CASE("who is too far behind, or ahead of the journal, gets a snapshot") {
    auto options = test_options();
    options.stream_replay_limit = 3;
    ApiCentre centre(options);
    const std::string incident = centre.raise(1);
    for (int i = 0; i < 5; ++i) centre.act(incident, Act::note, "writer", "x");
    for (const std::uint64_t after : {std::uint64_t{0}, std::uint64_t{1'000'000}}) {
        StreamClient stream = resume(centre, after);
        CHECK(stream.next().value().at("type") == "snapshot");
    }
    const std::uint64_t head = centre.reader()->journal_head().value();
    StreamClient near = resume(centre, head - 2);
    CHECK(seq_of(near.next().value()) == head - 1);
}

TEST_CASE("a client that asks for batches gets arrays with the same frames") {
    ApiCentre centre;
    const std::string incident = centre.raise(1);
    for (int i = 0; i < 200; ++i) centre.act(incident, Act::note, "writer", "x");
    const std::uint64_t head = centre.reader()->journal_head().value();
    StreamClient stream(centre.port(), {"?after=0&batch=true", {}, 0});
    std::uint64_t cursor = 0;
    std::size_t largest = 0;
    while (cursor < head) {
        const auto message = stream.next_message();
        REQUIRE(message);
        const auto frames = boost::json::parse(*message).as_array();
        largest = std::max(largest, frames.size());
        for (const auto& frame : frames) {
            if (frame.at("type") == "heartbeat") continue;
            CHECK(seq_of(frame.as_object()) == ++cursor);
        }
    }
    CHECK(largest > 1);
    CHECK(largest <= 64);
}

TEST_CASE("a client that does not keep up is dropped with a code, and comes back with its cursor") {
    auto options = test_options();
    options.stream_queue_frames = 50;
    ApiCentre centre(options);
    const std::string incident = centre.raise(1);
    StreamClient slow(centre.port(), {"", {}, 4096});
    StreamClient quick(centre.port());
    const auto snapshot = slow.next();
    REQUIRE(snapshot);
    REQUIRE(quick.next());
    std::uint64_t cursor = seq_of(*snapshot);
    std::atomic<bool> dropped = false;
    std::atomic<std::uint64_t> quick_at = 0;
    std::thread reading([&] {
        while (const auto frame = quick.next()) quick_at = seq_of(*frame);
    });
    const std::string long_note(1000, 'x');
    for (int i = 0; i < 3'000 && !dropped; ++i) {
        centre.act(incident, Act::note, "writer", i % 50 == 0 ? long_note : "x");
        if (i % 50 == 0) dropped = !metric_is(centre, "alertd_stream_slow_clients_total 0");
    }
    CHECK(dropped);
    while (const auto frame = slow.next()) {
        REQUIRE(seq_of(*frame) == cursor + 1);
        cursor = seq_of(*frame);
    }
    CHECK(slow.close_code() == 4001);
    const std::uint64_t head = centre.reader()->journal_head().value();
    CHECK(cursor < head);
    StreamClient again = resume(centre, cursor);
    read_up_to(again, cursor, head);
    // The others are not held up by it.
    CHECK(wait_until([&] { return quick_at >= head; }));
    centre.server().stop();
    reading.join();
}

TEST_CASE("a stream request that is wrong is refused before it becomes a WebSocket") {
    ApiCentre centre;
    for (const char* query : {"?after=x", "?after=-1", "?batch=1", "?since=5", "?after=99999999999999999999"}) {
        INFO(query);
        CHECK(StreamClient(centre.port(), {query, {}, 0}).handshake_status() == 400);
    }
}

TEST_CASE("a client that sends more than the limit is cut off") {
    ApiCentre centre;
    StreamClient stream(centre.port());
    REQUIRE(stream.next());
    stream.send("ignored");
    stream.send(std::string(17 * 1024, 'a'));
    CHECK_FALSE(stream.next());
    CHECK(wait_until([&] { return metric_is(centre, "alertd_stream_clients 0"); }));
}

TEST_CASE("a server that stops says goodbye, and ends while clients are connected") {
    ApiCentre centre;
    StreamClient stream(centre.port());
    REQUIRE(stream.next());
    std::thread reading([&] { CHECK_FALSE(stream.next()); });
    centre.server().stop();
    reading.join();
    CHECK(stream.close_code() == 1001);
}
