// Who may see some streets only gets what is theirs, all of it, once, and nothing else.
#include "tests/unit/alertd_api/hub_scene.hpp"

#include <random>

using namespace anju;
using namespace anju::alertd;
using namespace anju::alertd::api;
using namespace anju::tests;

namespace {

core::Incident incident_of(int number) {
    core::Incident incident;
    incident.id.value.bytes[15] = static_cast<unsigned char>(number);
    incident.place.home = HomeId("h" + std::to_string(number));
    incident.place.street = StreetId("s" + std::to_string(number));
    incident.place.committee = CommitteeId("c" + std::to_string(number));
    incident.place.address = "Lane 7, No. 8";
    return incident;
}

Viewer of_street(int number) {
    Viewer viewer;
    viewer.scope = core::Scope{false, {StreetId("s" + std::to_string(number))}, {}};
    return viewer;
}

}  // namespace

TEST_CASE("a live client with a scope gets the entries of its cases, and its cursor passes over the others") {
    Scene scene;
    const auto mine = std::make_shared<Notebook>();
    const auto id = scene.hub.attach(mine, std::nullopt, of_street(1));
    scene.follow(id, *mine);
    scene.commit_case(incident_of(1), true);
    scene.commit_case(incident_of(2), true);
    scene.commit_case(incident_of(2), false);
    scene.commit_case(incident_of(1), false);
    scene.commit_event("gateway.lost");
    CHECK(mine->lines() == std::vector<std::string>{"snapshot 0", "1", "4"});
    CHECK(mine->live());
    scene.hub.heartbeat();
    CHECK(mine->last() == "heartbeat 5");
}

TEST_CASE("a client with a scope that comes back goes on where it stood, also in the middle of others' entries") {
    Scene scene;
    for (int i = 0; i < 1500; ++i) scene.commit_case(incident_of(i % 3 == 0 ? 1 : 2), true);
    const auto mine = std::make_shared<Notebook>();
    scene.follow(scene.hub.attach(mine, 1490, of_street(1)), *mine);
    CHECK(mine->lines() == std::vector<std::string>{"1492", "1495", "1498"});
    const auto nobodys = std::make_shared<Notebook>();
    scene.follow(scene.hub.attach(nobodys, 0, of_street(9)), *nobodys);
    CHECK(nobodys->lines().empty());
    scene.hub.heartbeat();
    CHECK(nobodys->last() == "heartbeat 1500");
}

TEST_CASE("an entry of a case whose place is not known here is looked up, not guessed") {
    Scene scene;
    const auto mine = std::make_shared<Notebook>();
    const auto others = std::make_shared<Notebook>();
    const auto all = std::make_shared<Notebook>();
    const auto id = scene.hub.attach(mine, std::nullopt, of_street(1));
    const auto other = scene.hub.attach(others, std::nullopt, of_street(2));
    scene.follow(id, *mine);
    scene.follow(other, *others);
    scene.follow(scene.hub.attach(all, std::nullopt), *all);
    scene.commit_case(incident_of(1), false);
    CHECK(all->last() == "1");
    CHECK_FALSE(mine->live());
    scene.follow(id, *mine);
    scene.follow(other, *others);
    CHECK(mine->lines() == std::vector<std::string>{"snapshot 0", "1"});
    CHECK(others->lines() == std::vector<std::string>{"snapshot 0"});
    CHECK(mine->falls() == 1);
}

TEST_CASE("a committee's scope covers its cases in whatever street, a street's those of all its committees") {
    const auto incident = incident_of(3);
    const auto covers = [&](const core::Scope& scope) {
        Viewer viewer;
        viewer.scope = scope;
        return may_see(viewer, {Audience::Of::areas, areas_of(incident.place)}).value();
    };
    CHECK(covers({false, {}, {CommitteeId("c3")}}));
    CHECK(covers({false, {StreetId("s3")}, {}}));
    CHECK_FALSE(covers({false, {StreetId("s4")}, {CommitteeId("c4")}}));
    CHECK_FALSE(covers({}));
    CHECK(covers(core::Scope::district()));
    Viewer narrow = of_street(1);
    CHECK_FALSE(may_see(narrow, {Audience::Of::areas, {}}).value());
    CHECK_FALSE(may_see(narrow, {Audience::Of::unknown, {}}).has_value());
}

TEST_CASE("entries about accounts are for who may read the journal") {
    Scene scene;
    Viewer plain;
    plain.accounts = false;
    const auto officer = std::make_shared<Notebook>();
    const auto auditor = std::make_shared<Notebook>();
    scene.follow(scene.hub.attach(officer, std::nullopt, plain), *officer);
    scene.follow(scene.hub.attach(auditor, std::nullopt), *auditor);
    scene.commit_event("account.created");
    scene.commit_event("session.opened");
    scene.commit_event("token.revoked");
    scene.commit_event("gateway.lost");
    CHECK(officer->lines() == std::vector<std::string>{"snapshot 0", "4"});
    CHECK(auditor->lines() == std::vector<std::string>{"snapshot 0", "1", "2", "3", "4"});
}

TEST_CASE("who must not see addresses gets them masked, live and from the journal") {
    struct Keep final : StreamSink {
        void deliver(const std::vector<Frame>& frames, bool is_live) override {
            kept.insert(kept.end(), frames.begin(), frames.end());
            live = is_live;
        }
        void fell_behind() override { live = false; }
        void end(const std::string&) override {}
        void expel(const std::string&) override {}
        std::vector<Frame> kept;
        bool live = false;
    };
    Scene scene;
    scene.commit_case(incident_of(1), true);
    Viewer viewer;
    viewer.addresses = false;
    const auto masked = std::make_shared<Keep>();
    const auto id = scene.hub.attach(masked, 0, viewer);
    while (!masked->live) {
        scene.hub.more(id);
        scene.feed_one();
    }
    scene.commit_case(incident_of(1), true);
    REQUIRE(masked->kept.size() == 2);
    for (const Frame& frame : masked->kept) {
        CHECK(json::parse(*frame).at("incident").at("address") == "Lane 7, No. *");
    }
}

TEST_CASE("a client that may not listen any more is sent away at once, or at the next heartbeat") {
    for (const bool told : {true, false}) {
        Scene scene;
        bool allowed = true;
        Viewer viewer;
        viewer.still_allowed = [&allowed] { return allowed; };
        const auto sink = std::make_shared<Notebook>();
        scene.follow(scene.hub.attach(sink, std::nullopt, viewer), *sink);
        scene.commit_and_drain(1);
        CHECK(sink->last() == "1");
        allowed = false;
        if (told) scene.hub.check_viewers();
        if (!told) scene.hub.heartbeat();
        CHECK_FALSE(sink->expelled().empty());
        CHECK(scene.hub.clients() == 0);
        scene.commit_and_drain(1);
        CHECK(sink->last() == "1");
    }
}

TEST_CASE("whatever comes in whatever order, each client gets all that is for it and nothing else") {
    const auto seed = std::random_device{}();
    INFO("seed ", seed);
    std::mt19937 random(seed);
    HubOptions options;
    options.ring_frames = 16;
    options.piece_frames = 4;
    options.known_places = 2;
    Scene scene(options);
    std::vector<int> street_of_entry;  // 0: of no case
    struct Client {
        int street = 0;  // 0: everything
        std::shared_ptr<Notebook> sink = std::make_shared<Notebook>();
        StreamHub::Id id = 0;
    };
    std::vector<Client> clients(4);
    for (int i = 0; i < 4; ++i) {
        clients[static_cast<std::size_t>(i)].street = i;
        auto& client = clients[static_cast<std::size_t>(i)];
        client.id = scene.hub.attach(client.sink, 0, i == 0 ? Viewer{} : of_street(i));
    }
    for (int round = 0; round < 600; ++round) {
        const int street = static_cast<int>(random() % 4);
        street_of_entry.push_back(street);
        if (street == 0) scene.commit_event("gateway.lost");
        if (street != 0) scene.commit_case(incident_of(street), random() % 3 != 0);
        for (auto& client : clients) {
            if (random() % 4 == 0 && !client.sink->live()) scene.hub.more(client.id);
        }
        while (!scene.asked.empty() && random() % 2 == 0) scene.feed_one();
    }
    while (!scene.asked.empty()) scene.feed_one();
    for (const auto& client : clients) {
        scene.follow(client.id, *client.sink);
        std::vector<std::string> expected;
        for (std::size_t i = 0; i < street_of_entry.size(); ++i) {
            if (client.street == 0 || client.street == street_of_entry[i]) expected.push_back(std::to_string(i + 1));
        }
        INFO("street ", client.street);
        CHECK(client.sink->lines() == expected);
    }
}
