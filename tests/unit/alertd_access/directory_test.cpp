#include "alertd/access/directory.hpp"

#include "alertd/access/secrets.hpp"

#include <doctest/doctest.h>

using namespace anju;
using namespace anju::alertd;
using namespace anju::alertd::access;

namespace {

constexpr Millis kMinute{60'000};

struct House {
    SessionTimes times{30 * kMinute, 8 * 60 * kMinute};
    Directory directory{times};
    UtcTime now{Millis{1'800'000'000'000}};
    std::string cookie = new_secret();
    std::string token = new_token();

    House() {
        directory.put(account());
        directory.put(session(cookie));
        store::ApiToken row{"screen",
                            digest_of(token),
                            core::Role::viewer,
                            core::Scope::district(),
                            "user:admin",
                            now,
                            now + 60 * kMinute,
                            {},
                            {}};
        directory.put(row);
    }
    [[nodiscard]] store::Account account() const {
        store::Account row;
        row.name = "wang";
        row.role = core::Role::street;
        row.scope.streets = {StreetId("s1")};
        return row;
    }
    [[nodiscard]] store::Session session(const std::string& secret) const {
        return {digest_of(secret), "wang", "10.0.0.1", now, now, now + times.absolute};
    }
};

}  // namespace

TEST_CASE("a session stands for its account, with the account's role and scope of this moment") {
    House house;
    auto holder = house.directory.by_session(house.cookie, house.now);
    REQUIRE(holder);
    CHECK(holder->name == "wang");
    CHECK(holder->role == core::Role::street);
    CHECK(holder->scope.streets.size() == 1);
    auto changed = house.account();
    changed.role = core::Role::viewer;
    changed.version = 2;
    house.directory.put(changed);
    CHECK(house.directory.by_session(house.cookie, house.now)->role == core::Role::viewer);
    CHECK_FALSE(house.directory.still_holds(holder->credential, house.now));
    CHECK_FALSE(house.directory.by_session(new_secret(), house.now));
    CHECK_FALSE(house.directory.by_session("", house.now));
    CHECK_FALSE(house.directory.by_session(house.token, house.now));
}

TEST_CASE("a session ends when it is not used, and at the latest after its absolute time") {
    House house;
    CHECK_FALSE(house.directory.by_session(house.cookie, house.now + house.times.idle));
    UtcTime now = house.now;
    while (now + house.times.idle < house.now + house.times.absolute) {
        now += house.times.idle - Millis{1};
        REQUIRE(house.directory.by_session(house.cookie, now));
    }
    CHECK_FALSE(house.directory.by_session(house.cookie, house.now + house.times.absolute));
}

TEST_CASE("a live stream counts as use") {
    House house;
    const auto credential = house.directory.by_session(house.cookie, house.now)->credential;
    UtcTime now = house.now;
    for (int i = 0; i < 10; ++i) {
        now += house.times.idle - kMinute;
        REQUIRE(house.directory.still_holds(credential, now));
    }
    CHECK(house.directory.by_session(house.cookie, now));
    CHECK_FALSE(house.directory.still_holds(credential, now + house.times.idle));
}

TEST_CASE("who is disabled or removed, and whose session was ended, is not let in any more") {
    for (const auto state : {store::AccountState::disabled, store::AccountState::removed}) {
        House house;
        auto changed = house.account();
        changed.state = state;
        house.directory.put(changed);
        CHECK_FALSE(house.directory.by_session(house.cookie, house.now));
        CHECK(house.directory.has_accounts());
    }
    House house;
    const auto second = new_secret();
    house.directory.put(house.session(second));
    house.directory.end_sessions("wang", digest_of(second));
    CHECK_FALSE(house.directory.by_session(house.cookie, house.now));
    CHECK(house.directory.by_session(second, house.now));
    house.directory.end_session(digest_of(second));
    CHECK_FALSE(house.directory.by_session(second, house.now));
}

TEST_CASE("a token stands for itself until it expires or is revoked") {
    House house;
    const auto holder = house.directory.by_token(house.token, house.now);
    REQUIRE(holder);
    CHECK(holder->name == "screen");
    CHECK(house.directory.still_holds(holder->credential, house.now));
    CHECK_FALSE(house.directory.by_token(house.cookie, house.now));
    CHECK_FALSE(house.directory.by_token(house.token, house.now + 60 * kMinute));
    auto row = *house.directory.token("screen");
    row.revoked_at = house.now;
    house.directory.put(row);
    CHECK_FALSE(house.directory.by_token(house.token, house.now));
    CHECK_FALSE(house.directory.still_holds(holder->credential, house.now));
}

TEST_CASE("what was used is told for the store once a minute, not with each request") {
    House house;
    CHECK(house.directory.take_seen(house.now).empty());
    REQUIRE(house.directory.by_session(house.cookie, house.now + kMinute));
    REQUIRE(house.directory.by_token(house.token, house.now + kMinute));
    const auto seen = house.directory.take_seen(house.now + kMinute);
    REQUIRE(seen.sessions.size() == 1);
    CHECK(seen.sessions[0].second == house.now + kMinute);
    REQUIRE(seen.tokens.size() == 1);
    CHECK(seen.tokens[0].first == "screen");
    REQUIRE(house.directory.by_session(house.cookie, house.now + kMinute + Millis{59'000}));
    CHECK(house.directory.take_seen(house.now + kMinute + Millis{59'000}).empty());
}

TEST_CASE("a clock that is set back neither ends a session nor prolongs it") {
    House house;
    CHECK(house.directory.by_session(house.cookie, house.now - Millis{3'600'000}));
    CHECK_FALSE(house.directory.by_session(house.cookie, house.now + house.times.idle));
}
