// The northbound adapter between a real engine and a city platform that behaves well and badly.
#include "alertd/northbound/northbound.hpp"
#include "alertd/notify/channels.hpp"
#include "tests/contract/ingest/centre.hpp"
#include "tests/contract/notify/http_receiver.hpp"

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>

#include <set>

using namespace anju;
using namespace anju::tests;
using namespace std::chrono_literals;
using alertd::northbound::Northbound;
using alertd::northbound::Platform;
using alertd::northbound::PlatformOptions;
using Way = ReceiverAnswer::Way;

namespace {

/// A platform's server: it answers as the test says, and takes each key once.
class City {
public:
    explicit City(HttpReceiver::Behave behave = {})
        : receiver_([this, behave = std::move(behave)](const HttpRequest& request, std::size_t index) {
              auto answer = behave ? behave(request, index) : ReceiverAnswer{};
              if (request.line.starts_with("POST")) take(request, answer);
              return answer;
          }) {}

    [[nodiscard]] std::string url(const std::string& path = "/cases") const { return receiver_.url(path); }
    [[nodiscard]] std::vector<HttpRequest> requests() const { return receiver_.requests(); }
    /// The states of one case, or of all, in the order in which they were taken, each once.
    [[nodiscard]] std::string states(const std::string& incident = "") const {
        const std::lock_guard guard(mutex_);
        std::string line;
        for (const auto& [of, state] : taken_) {
            if (incident.empty() || of == incident) line += (line.empty() ? "" : " ") + state;
        }
        return line;
    }
    [[nodiscard]] std::size_t keys() const {
        const std::lock_guard guard(mutex_);
        return keys_.size();
    }

private:
    void take(const HttpRequest& request, ReceiverAnswer& answer) {
        if (answer.status < 200 || answer.status >= 300 || answer.way == Way::drop) return;
        const std::lock_guard guard(mutex_);
        const auto body = boost::json::parse(request.body);
        const auto ticket = "T-" + std::string(body.at("case").as_string()).substr(20);
        if (answer.body == "ok") answer.body = R"({"data":{"no":")" + ticket + R"(","state":"received"}})";
        if (!keys_.insert(request.headers.at("idempotency-key")).second) return;
        taken_.emplace_back(body.at("case").as_string(), body.at("state").as_string());
    }

    mutable std::mutex mutex_;
    std::set<std::string> keys_;
    std::vector<std::pair<std::string, std::string>> taken_;
    HttpReceiver receiver_;
};

struct District {
    explicit District(const City& city, std::function<void(PlatformOptions&)> more = {}) {
        options.id = "city";
        options.url = city.url();
        options.body = R"({"case":"{{incident}}","state":"{{state}}","what":"{{condition_text}} {{street_name}}",
                           "level":"{{severity}}","count":"{{alerts}}","no":"{{ticket}}","how":"{{disposition}}"})";
        options.ticket_pointer = "/data/no";
        options.status_pointer = "/data/state";
        options.words = {{"severity.critical", "一级"}};
        options.http.limits.timeout = 500ms;
        if (more) more(options);
        centre.before_start = [this](Engine& engine) { open(engine); };
        centre.start();
        // The platform is new: what is there already is not its affair. Wait until it has looked.
        REQUIRE(wait_until([&] {
            centre.pass(100ms);
            return centre
                .change([](alertd::ingest::Turn& turn) -> Result<void> {
                    ANJU_TRY(const auto cursor, turn.writer().outward().platform_cursor("city"));
                    return cursor ? success() : Result<void>(fail(ErrorCode::not_found, "not yet"));
                })
                .has_value();
        }));
    }
    ~District() { close(); }
    void open(Engine& engine) {
        auto platform = Platform::make(options);
        REQUIRE_MESSAGE(platform.has_value(), (platform ? "" : platform.error().message));
        std::vector<Platform> platforms;
        platforms.push_back(std::move(platform).value());
        northbound = std::make_unique<Northbound>(
            std::move(platforms),
            alertd::northbound::Sources{
                [this, &engine](alertd::ingest::Change change, std::function<void(Result<void>)> done) {
                    if (forgetful) return;  // as if the process had died before the change was made
                    engine.change(std::move(change), std::move(done));
                },
                [this] { return store::open_sqlite_reader(centre.database.path); }, centre.clock, [] { return 0U; }});
        engine.on_committed([this](const Committed&) { northbound->poke(); });
        northbound->start();
    }
    void close() {
        if (northbound) northbound->stop();
        centre.stop();
        northbound.reset();
    }
    std::string raise(Condition condition = Condition::smoke) {
        auto outbox = centre.outbox("gw-1");
        centre.send(outbox, {centre.update(condition)});
        REQUIRE(wait_until([&] { return centre.incident(condition).has_value(); }));
        return centre.incident(condition)->id.to_string();
    }
    void act(const std::string& incident, core::Act act) {
        core::OperatorAct wanted;
        wanted.incident = IncidentId(Ulid::parse(incident).value());
        wanted.act = act;
        wanted.actor = "user:wang";
        wanted.disposition = core::Disposition::real;
        const auto done = centre.act(wanted);
        REQUIRE(done);
        REQUIRE(done.value().reason == core::Reason::accepted);
    }
    void whole_case(const std::string& incident) {
        for (const auto each : {core::Act::acknowledge, core::Act::resolve, core::Act::close}) act(incident, each);
    }
    /// Turns the clock until it is so.
    template <class Condition>
    void until(Condition condition) {
        REQUIRE(wait_until([&] {
            centre.pass(500ms);
            northbound->poke();
            return condition();
        }));
    }
    [[nodiscard]] std::vector<store::PlatformTicket> tickets(const std::string& incident) {
        return centre.reader().outward().tickets_of(IncidentId(Ulid::parse(incident).value())).value();
    }
    [[nodiscard]] store::PlatformBacklog backlog() { return centre.reader().outward().backlog("city").value(); }

    PlatformOptions options;
    std::atomic<bool> forgetful{false};
    EngineCentre centre;
    std::unique_ptr<Northbound> northbound;
};

}  // namespace

TEST_CASE("a case is told from its opening to its close, in the platform's words, and gets its ticket") {
    City city;
    District district(city);
    const auto incident = district.raise();
    district.until([&] { return city.keys() == 1; });
    const auto first = city.requests().front();
    const auto body = boost::json::parse(first.body);
    CHECK(body.at("case").as_string() == incident);
    CHECK(body.at("state") == "立案");
    CHECK(body.at("what") == "烟雾报警 First street");
    CHECK(body.at("level") == "一级");
    CHECK(body.at("count") == 1);
    CHECK(body.at("no").is_null());
    CHECK(body.at("how").is_null());
    CHECK(first.headers.at("idempotency-key").starts_with("city/" + incident + "/"));
    district.until([&] { return !district.tickets(incident).empty(); });
    CHECK(district.tickets(incident).front().ticket == "T-" + incident.substr(20));
    CHECK(district.tickets(incident).front().status == "received");

    district.whole_case(incident);
    district.until([&] { return city.keys() == 4; });
    CHECK(city.states(incident) == "立案 处置 核查 结案");
    const auto last = boost::json::parse(city.requests().back().body);
    CHECK(last.at("no").as_string() == "T-" + incident.substr(20));
    CHECK(last.at("how") == "real");
    district.until([&] { return district.backlog().pending == 0; });
    CHECK(wait_until([&] { return district.centre.journal("platform.taken").size() == 4; }));
    district.until([&] { return district.northbound->counters().front().taken == 4; });
}

TEST_CASE("nobody's name and address leave unless the district says so") {
    for (const bool allowed : {false, true}) {
        City city;
        District district(city, [&](PlatformOptions& options) {
            options.body = R"({"case":"{{incident}}","state":"{{state}}","where":"{{address}}"})";
            options.address = allowed;
        });
        district.raise();
        district.until([&] { return city.keys() == 1; });
        CHECK(boost::json::parse(city.requests().front().body).at("where") == (allowed ? "Lane 1, no. 2" : ""));
    }
}

TEST_CASE("calls are signed and carry the district's headers") {
    City city;
    District district(city, [](PlatformOptions& options) {
        options.hmac_secret = "shared";
        options.bearer = "b-token";
        options.headers = {"X-App-Key: abc"};
    });
    district.raise();
    district.until([&] { return city.keys() == 1; });
    const auto request = city.requests().front();
    const auto& headers = request.headers;
    CHECK(headers.at("authorization") == "Bearer b-token");
    CHECK(headers.at("x-app-key") == "abc");
    CHECK(headers.at("x-anju-signature") ==
          alertd::notify::webhook_signature("shared", headers.at("x-anju-timestamp"), request.body));
}

TEST_CASE("whatever the platform does for a while, every event arrives once, and each case's in order") {
    const std::vector<ReceiverAnswer> moods{{Way::reply, 429, "Retry-After: 2\r\n", ""},
                                            {Way::reply, 500, "", "oops"},
                                            {Way::drop, 200, "", ""},
                                            {Way::hang, 503, "", ""},
                                            {Way::reply, 200, "", "{}"},  // taken, and no ticket: did it take it?
                                            {Way::slow, 200, "", "ok"},
                                            {Way::reply, 401, "", ""},
                                            {Way::cut, 200, "", "ok"},
                                            {Way::reply, 302, "Location: http://127.0.0.1:1/\r\n", ""}};
    City city(
        [&](const HttpRequest&, std::size_t index) { return index < moods.size() ? moods[index] : ReceiverAnswer{}; });
    District district(city);
    const auto fire = district.raise(Condition::smoke);
    const auto water = district.raise(Condition::no_water_use);
    district.whole_case(fire);
    district.whole_case(water);
    district.until([&] { return city.keys() == 8 && district.backlog().pending == 0; });
    CHECK(city.states(fire) == "立案 处置 核查 结案");
    CHECK(city.states(water) == "立案 处置 核查 结案");
    // One of them was well; and a connection that was dropped libcurl opens again by itself.
    CHECK(district.northbound->counters().front().retried >= moods.size() - 2);
    CHECK(district.northbound->counters().front().refused == 0);
}

TEST_CASE("a platform that never answers does not stop alertd, and hears everything when it is back") {
    std::atomic<bool> away{true};
    City city([&](const HttpRequest&, std::size_t) {
        return away ? ReceiverAnswer{Way::hang, 503, "", ""} : ReceiverAnswer{};
    });
    District district(city);
    const auto incident = district.raise();
    district.whole_case(incident);
    district.until([&] { return city.requests().size() >= 3; });
    CHECK(district.backlog().pending == 4);
    REQUIRE(district.backlog().oldest);
    away = false;
    district.until([&] { return city.keys() == 4; });
    CHECK(city.states(incident) == "立案 处置 核查 结案");
}

TEST_CASE("an event that the platform refuses for good is shown, and the case's next one goes") {
    City city([](const HttpRequest&, std::size_t index) {
        return index == 0 ? ReceiverAnswer{Way::reply, 422, "", ""} : ReceiverAnswer{};
    });
    District district(city);
    const auto incident = district.raise();
    district.act(incident, core::Act::acknowledge);
    district.until([&] { return city.keys() == 1 && district.backlog().pending == 0; });
    CHECK(city.states(incident) == "处置");
    CHECK(district.backlog().refused == 1);
    CHECK(district.centre.journal("platform.refused").size() == 1);
}

TEST_CASE("a platform that knows the key already has taken it") {
    City city([](const HttpRequest&, std::size_t) { return ReceiverAnswer{Way::reply, 409, "", ""}; });
    District district(city);
    district.raise();
    district.until([&] { return district.northbound->counters().front().taken == 1; });
    CHECK(district.backlog().pending == 0);
    CHECK(city.requests().size() == 1);
}

TEST_CASE("killed between the call and its record, it calls again with the same key and loses nothing") {
    std::atomic<District*> killed{nullptr};
    City city([&](const HttpRequest&, std::size_t index) {
        if (auto* district = killed.load(); district && index == 1) district->forgetful = true;
        return ReceiverAnswer{};
    });
    District district(city);
    const auto incident = district.raise();
    district.until([&] { return district.northbound->counters().front().taken == 1; });
    killed = &district;
    district.act(incident, core::Act::acknowledge);
    district.until([&] { return city.keys() == 2; });
    district.act(incident, core::Act::resolve);
    district.close();
    killed = nullptr;
    district.forgetful = false;
    district.centre.start();
    district.act(incident, core::Act::close);
    district.until([&] { return city.keys() == 4 && district.backlog().pending == 0; });
    CHECK(city.states(incident) == "立案 处置 核查 结案");
    CHECK(city.requests().size() == 5);  // one of them twice, with one key
}

TEST_CASE("a platform hears the classes that it wants, and nothing of the time before it was set up") {
    City city;
    District district(city, [](PlatformOptions& options) { options.classes = {IncidentClass::emergency}; });
    district.raise(Condition::no_water_use);
    const auto fire = district.raise(Condition::smoke);
    district.until([&] { return city.keys() == 1; });
    CHECK(city.states() == "立案");

    // Another platform of the same district, set up now.
    district.close();
    City second;
    district.options.id = "second";
    district.options.url = second.url();
    district.centre.start();
    district.until([&] {
        return district.centre
            .change([](alertd::ingest::Turn& turn) -> Result<void> {
                ANJU_TRY(const auto cursor, turn.writer().outward().platform_cursor("second"));
                return cursor ? success() : Result<void>(fail(ErrorCode::not_found, "not yet"));
            })
            .has_value();
    });
    district.act(fire, core::Act::acknowledge);
    district.until([&] { return second.keys() == 1; });
    CHECK(second.states() == "处置");
}

TEST_CASE("the platform is asked after its open tickets, and what it says is kept") {
    City city([](const HttpRequest& request, std::size_t) {
        if (request.line.starts_with("GET"))
            return ReceiverAnswer{Way::reply, 200, "", R"({"data":{"state":"已派单"}})"};
        return ReceiverAnswer{};
    });
    District district(city, [&](PlatformOptions& options) {
        options.poll_url = city.url("/tickets/") + "{{ticket}}?by={{incident}}";
        options.poll_every = 5s;
    });
    const auto incident = district.raise();
    district.until(
        [&] { return !district.tickets(incident).empty() && district.tickets(incident).front().status == "已派单"; });
    const auto requests = city.requests();
    const auto polled =
        std::ranges::find_if(requests, [](const auto& request) { return request.line.starts_with("GET"); });
    REQUIRE(polled != requests.end());
    CHECK(polled->line == "GET /tickets/T-" + incident.substr(20) + "?by=" + incident + " HTTP/1.1");
    CHECK(wait_until([&] { return district.centre.journal("platform.status").size() == 1; }));
}
