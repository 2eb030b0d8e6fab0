#include "tests/unit/alertd_api/hub_scene.hpp"

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <random>
#include <stdexcept>
#include <thread>

using namespace anju;
using namespace anju::alertd;
using namespace anju::alertd::api;
using namespace anju::tests;
namespace json = boost::json;

TEST_CASE("a new client gets a snapshot and then every number") {
    Scene scene;
    scene.commit_and_drain(5);
    const auto sink = std::make_shared<Notebook>();
    const auto id = scene.hub.attach(sink, std::nullopt);
    scene.follow(id, *sink);
    scene.commit_and_drain(2);
    scene.commit_and_drain(1);
    CHECK(sink->lines() == std::vector<std::string>{"snapshot 5", "6", "7", "8"});
    scene.hub.heartbeat();
    CHECK(sink->lines().back() == "heartbeat 8");
}

TEST_CASE("a client that comes back gets what it missed, once") {
    Scene scene;
    scene.commit_and_drain(700);
    const auto sink = std::make_shared<Notebook>();
    const auto id = scene.hub.attach(sink, 10);
    scene.follow(id, *sink);
    scene.commit_and_drain(3);
    CHECK(sink->lines() == numbers(11, 703));
}

TEST_CASE("a client that is too far behind, or ahead of the journal, gets a snapshot") {
    HubOptions options;
    options.replay_limit = 100;
    Scene scene(options);
    scene.commit_and_drain(101);
    for (const std::uint64_t after : {0U, 102U, 4'000'000'000U}) {
        const auto sink = std::make_shared<Notebook>();
        scene.follow(scene.hub.attach(sink, after), *sink);
        CHECK(sink->lines() == std::vector<std::string>{"snapshot 101"});
    }
    const auto sink = std::make_shared<Notebook>();
    scene.follow(scene.hub.attach(sink, 1), *sink);
    CHECK(sink->lines() == numbers(2, 101));
}

TEST_CASE("a snapshot says whether it is complete") {
    HubOptions options;
    options.snapshot_limit = 2;
    Scene scene(options);
    struct Keep final : StreamSink {
        void deliver(const std::vector<Frame>& frames, bool) override {
            kept.insert(kept.end(), frames.begin(), frames.end());
        }
        void fell_behind() override {}
        void end(const std::string&) override {}
        void expel(const std::string&) override {}
        std::vector<Frame> kept;
    };
    const auto sink = std::make_shared<Keep>();
    scene.hub.more(scene.hub.attach(sink, std::nullopt));
    scene.feed_one();
    REQUIRE(sink->kept.size() == 1);
    const auto frame = json::parse(*sink->kept[0]).as_object();
    CHECK(frame.at("complete") == false);
    CHECK(frame.at("more") == false);
    CHECK(frame.at("incidents").as_array().size() == 2);
}

TEST_CASE("a long snapshot comes in parts, and what is committed meanwhile follows the last of them") {
    HubOptions options;
    options.snapshot_first = 1;
    options.snapshot_frame = 2;
    Scene scene(options);
    scene.commit_and_drain(5);
    const auto sink = std::make_shared<Notebook>();
    const auto id = scene.hub.attach(sink, std::nullopt);
    scene.hub.more(id);
    scene.feed_one();
    CHECK(sink->lines() == std::vector<std::string>{"snapshot 5 (1, more)"});
    CHECK_FALSE(sink->live());
    scene.commit_and_drain(2);
    scene.hub.heartbeat();
    scene.follow(id, *sink);
    scene.commit_and_drain(1);
    CHECK(sink->lines() == std::vector<std::string>{"snapshot 5 (1, more)", "snapshot 5", "6", "7", "8"});
}

TEST_CASE("what is committed between the reading of the journal and going live is not missed") {
    Scene scene;
    scene.commit_and_drain(3);
    const auto sink = std::make_shared<Notebook>();
    const auto id = scene.hub.attach(sink, 3);
    SUBCASE("announced and published before the piece is fetched") {
        scene.commit_and_drain(1);
        scene.follow(id, *sink);
    }
    SUBCASE("committed, not yet announced when the piece is fetched") {
        ingest::Committed late{};
        late.journal.push_back(scene.journal.add());
        scene.follow(id, *sink);
        CHECK(sink->lines() == numbers(4, 4));
        if (scene.hub.announce(late)) scene.hub.drain();
    }
    SUBCASE("announced, published only after the client is live") {
        scene.commit(1);
        scene.follow(id, *sink);
        scene.drain();
    }
    CHECK(sink->lines() == numbers(4, 4));
    scene.commit_and_drain(1);
    CHECK(sink->lines() == numbers(4, 5));
}

TEST_CASE("numbers that were never announced are read from the journal") {
    Scene scene;
    const auto sink = std::make_shared<Notebook>();
    const auto id = scene.hub.attach(sink, 0);
    scene.follow(id, *sink);
    scene.commit_and_drain(2);
    scene.commit(4, false);
    scene.commit_and_drain(1);
    CHECK(sink->lines() == numbers(1, 2));
    CHECK(sink->falls() == 1);
    scene.follow(id, *sink);
    scene.commit_and_drain(1);
    CHECK(sink->lines() == numbers(1, 8));
}

TEST_CASE("an inbox that overflows sends the clients to the journal instead of growing") {
    HubOptions options;
    options.inbox_entries = 10;
    Scene scene(options);
    const auto sink = std::make_shared<Notebook>();
    const auto id = scene.hub.attach(sink, 0);
    scene.follow(id, *sink);
    scene.commit(8);
    scene.commit(8);
    scene.commit(3);
    scene.drain();
    scene.follow(id, *sink);
    scene.commit_and_drain(1);
    CHECK(sink->lines() == numbers(1, 20));
}

TEST_CASE("a commit larger than the ring sends live clients to the journal") {
    HubOptions options;
    options.ring_frames = 4;
    Scene scene(options);
    const auto sink = std::make_shared<Notebook>();
    const auto id = scene.hub.attach(sink, 0);
    scene.follow(id, *sink);
    scene.commit_and_drain(9);
    CHECK(sink->falls() == 1);
    scene.follow(id, *sink);
    CHECK(sink->lines() == numbers(1, 9));
}

TEST_CASE("a client whose history cannot be read is told, not left waiting") {
    Scene scene;
    scene.commit_and_drain(5);
    const auto sink = std::make_shared<Notebook>();
    const auto id = scene.hub.attach(sink, 2);
    SUBCASE("the reader fails") {
        scene.reader.broken = true;
        scene.hub.more(id);
        scene.feed_one();
        CHECK_FALSE(scene.reader_fit);
    }
    SUBCASE("the store cannot be opened") {
        scene.hub.more(id);
        CHECK_FALSE(scene.hub.feed(id, nullptr));
    }
    SUBCASE("no reader can be had") {
        scene.refuse_readers = true;
        scene.hub.more(id);
    }
    CHECK_FALSE(sink->ended().empty());
    CHECK(scene.hub.clients() == 0);
}

TEST_CASE("a client is fetched for once however often it asks") {
    Scene scene;
    const auto sink = std::make_shared<Notebook>();
    const auto id = scene.hub.attach(sink, 0);
    scene.hub.more(id);
    scene.hub.more(id);
    CHECK(scene.asked.size() == 1);
}

TEST_CASE("with commits, readers and clients all at once nobody misses or repeats a number") {
    HubOptions options;
    options.ring_frames = 16;
    options.piece_frames = 5;
    options.inbox_entries = 30;
    options.replay_limit = 1'000'000;
    Journal journal;
    std::mutex mutex;
    std::condition_variable wake;
    std::deque<StreamHub::Id> asked;
    std::atomic<bool> over = false;
    StreamHub hub(options, std::make_shared<StillClock>(), [&](StreamHub::Id id) {
        const std::lock_guard lock(mutex);
        asked.push_back(id);
        wake.notify_one();
        return true;
    });
    const auto read = [&] {
        JournalReader reader(journal);
        for (;;) {
            std::unique_lock lock(mutex);
            wake.wait(lock, [&] { return over || !asked.empty(); });
            if (asked.empty()) return;
            const auto id = asked.front();
            asked.pop_front();
            lock.unlock();
            hub.feed(id, &reader);
        }
    };
    std::thread first(read), second(read);
    constexpr std::uint64_t kEntries = 6'000;
    std::thread writer([&] {
        std::mt19937 chance(7);
        while (journal.head() < kEntries) {
            ingest::Committed committed;
            const auto count = 1 + chance() % 12;
            for (std::uint64_t i = 0; i < count; ++i) committed.journal.push_back(journal.add());
            if (hub.announce(committed) && chance() % 4 != 0) hub.drain();
            // Left undrained now and then, so that the inbox overflows; the next round drains it.
            else if (chance() % 3 == 0)
                hub.drain();
        }
    });
    struct Client {
        std::shared_ptr<Notebook> sink = std::make_shared<Notebook>();
        StreamHub::Id id = 0;
        std::uint64_t after = 0;
    };
    std::vector<Client> clients;
    std::mt19937 chance(3);
    while (journal.head() < kEntries) {
        if (clients.size() < 12) {
            Client client;
            client.after = chance() % (journal.head() + 1);
            client.id = hub.attach(client.sink, client.after);
            clients.push_back(std::move(client));
        }
        for (const Client& client : clients) {
            if (!client.sink->live()) hub.more(client.id);
        }
    }
    writer.join();
    hub.drain();
    for (const Client& client : clients) {
        const std::string last = std::to_string(journal.head());
        while (client.after != journal.head() && client.sink->last() != last && client.sink->ended().empty()) {
            hub.more(client.id);
            std::this_thread::yield();
        }
        CHECK(client.sink->lines() == numbers(client.after + 1, journal.head()));
    }
    {
        const std::lock_guard lock(mutex);
        over = true;
    }
    wake.notify_all();
    first.join();
    second.join();
}
