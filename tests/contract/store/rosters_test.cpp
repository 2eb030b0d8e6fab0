#include "tests/contract/store/backends.hpp"
#include "tests/contract/store/samples.hpp"

using namespace anju;
using namespace anju::tests;
using namespace anju::alertd;
using namespace std::chrono_literals;
using core::RosterId;

namespace {

core::LocalDay day(int number) { return core::LocalDay{std::chrono::days{number}}; }

/// Every field set to something that is not its default.
core::Roster sample_roster(const std::string& id, core::Level level = core::Level::committee,
                           const std::string& scope = "c-1") {
    core::Roster roster;
    roster.id = RosterId(id);
    roster.name = "夜班";
    roster.level = level;
    roster.scope = scope;
    roster.version = 7;
    core::Shift night;
    night.id = "night";
    night.weekdays = {};
    night.weekdays.add(std::chrono::Sunday);
    night.weekdays.add(std::chrono::Tuesday);
    night.begins = 22h;
    night.ends = 6h + 30min;
    night.from = day(20'000);
    night.until = day(21'000);
    night.except = {day(20'007), day(20'014)};
    night.crews = {{ResponderId("li"), ResponderId("wang \"night\"")}, {}, {ResponderId("zhao")}};
    night.rotate_days = 14;
    core::Shift all_day = night;
    all_day.id = "day";
    all_day.until.reset();
    all_day.except.clear();
    roster.shifts = {night, all_day};
    roster.overrides = {{"z", ResponderId("li"), ResponderId("zhao"), {at(1'000), at(2'000)}},
                        {"a", ResponderId("li"), {}, {at(3'000), at(4'000)}},
                        {"m", {}, ResponderId("chen"), {at(5'000), at(6'000)}}};
    return roster;
}

void fill(store::Writer& writer) {
    commit(writer, [&] {
        must(writer.import(sample_registry()));
        must(writer.rosters().put(sample_roster("night")));
        must(writer.rosters().put(sample_roster("street", core::Level::street, "s-2")));
        must(writer.rosters().put(sample_roster("district", core::Level::district, "")));
    });
}

std::string ids(const std::vector<store::PlacedRoster>& rosters) {
    std::string line;
    for (const auto& one : rosters) line += (line.empty() ? "" : " ") + one.roster.id.value;
    return line;
}

}  // namespace

TEST_CASE_TEMPLATE("a roster comes back as it was stored, with its shifts and overrides in their order", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    fill(*writer);
    CHECK(must(writer->rosters().roster(RosterId("night"))) == sample_roster("night"));
    CHECK(must(writer->rosters().ids()) == std::vector{RosterId("district"), RosterId("night"), RosterId("street")});
    auto reader = backend.reader();
    const auto found = must(reader->rosters().roster(RosterId("night"), {}));
    REQUIRE(found);
    CHECK(found->roster == sample_roster("night"));
    CHECK(found->committee == CommitteeId("c-1"));
    CHECK(found->street.has_value());
    CHECK(found->shifts == 2);
    CHECK(found->overrides == 3);
    CHECK_FALSE(must(reader->rosters().roster(RosterId("other"), {})));
}

TEST_CASE_TEMPLATE("storing a roster again replaces its shifts and overrides, and removing it removes them", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    fill(*writer);
    auto roster = sample_roster("night");
    roster.version = 8;
    roster.shifts.pop_back();
    roster.overrides = {roster.overrides[2]};
    commit(*writer, [&] { must(writer->rosters().put(roster)); });
    CHECK(must(writer->rosters().roster(RosterId("night"))) == roster);
    commit(*writer, [&] { must(writer->rosters().erase(RosterId("night"))); });
    CHECK_FALSE(must(writer->rosters().roster(RosterId("night"))));
    commit(*writer, [&] { must(writer->rosters().put(roster)); });
    CHECK(must(writer->rosters().roster(RosterId("night"))) == roster);
}

TEST_CASE_TEMPLATE("overrides are added behind those that are there, and an id twice is refused", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    fill(*writer);
    const core::Override more{"b", ResponderId("zhao"), ResponderId("li"), {at(0), at(500)}};
    commit(*writer, [&] { must(writer->rosters().append(RosterId("night"), {more}, 8)); });
    const auto roster = must(writer->rosters().roster(RosterId("night")));
    REQUIRE(roster);
    CHECK(roster->version == 8);
    REQUIRE(roster->overrides.size() == 4);
    CHECK(roster->overrides[3] == more);
    must(writer->begin());
    CHECK_FALSE(writer->rosters().append(RosterId("night"), {more}, 9));
    CHECK_FALSE(writer->rosters().append(RosterId("nobody's"), {more}, 9));
    writer->rollback();
    commit(*writer, [&] { must(writer->rosters().erase(RosterId("night"), "a", 9)); });
    CHECK(must(writer->rosters().roster(RosterId("night")))->overrides.size() == 3);
    CHECK(must(writer->rosters().roster(RosterId("night")))->version == 9);
    must(writer->begin());
    const auto missing = writer->rosters().erase(RosterId("night"), "a", 10);
    REQUIRE_FALSE(missing);
    CHECK(missing.error().code == ErrorCode::not_found);
    writer->rollback();
}

TEST_CASE_TEMPLATE("a list of rosters holds what the scope covers, in pages, with the parts that are asked for",
                   Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    fill(*writer);
    auto reader = backend.reader();
    auto& rosters = reader->rosters();
    const auto everything = core::Scope::district();
    CHECK(ids(must(rosters.rosters(everything, {}, 50, {}))) == "district night street");
    CHECK(ids(must(rosters.rosters(everything, RosterId("district"), 1, {}))) == "night");
    CHECK(ids(must(rosters.rosters({}, {}, 50, {}))).empty());
    core::Scope scope;
    scope.streets = {StreetId("s-2")};
    CHECK(ids(must(rosters.rosters(scope, {}, 50, {}))) == "street");
    scope = {};
    scope.committees = {CommitteeId("c-1")};
    CHECK(ids(must(rosters.rosters(scope, {}, 50, {}))) == "night");
    const auto some = must(rosters.rosters(scope, {}, 50, {false, at(4'000)}));
    REQUIRE(some.size() == 1);
    CHECK(some[0].roster.shifts.empty());
    REQUIRE(some[0].roster.overrides.size() == 1);
    CHECK(some[0].roster.overrides[0].id == "m");
    CHECK(some[0].overrides == 3);
    CHECK(must(rosters.rosters(scope, {}, 50, {false, std::nullopt}))[0].roster.overrides.empty());
}

TEST_CASE_TEMPLATE("a roster's scope is found with its street, and the people of exactly that scope", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    fill(*writer);
    auto reader = backend.reader();
    auto& rosters = reader->rosters();
    const auto committee = must(rosters.scope_of(core::Level::committee, "c-1"));
    REQUIRE(committee);
    CHECK(committee->committee == CommitteeId("c-1"));
    CHECK(committee->street.has_value());
    CHECK(must(rosters.scope_of(core::Level::street, "s-1"))->street == StreetId("s-1"));
    CHECK_FALSE(must(rosters.scope_of(core::Level::district, ""))->street.has_value());
    CHECK_FALSE(must(rosters.scope_of(core::Level::committee, "s-1")));
    CHECK_FALSE(must(rosters.scope_of(core::Level::street, "c-1")));
    CHECK_FALSE(must(rosters.scope_of(core::Level::district, "c-1")));
    CHECK_FALSE(must(rosters.scope_of(core::Level::home, "h-1")));

    CHECK(must(rosters.rosters_of(core::Level::committee, "c-1", {})) == std::vector{sample_roster("night")});
    CHECK(must(rosters.rosters_of(core::Level::committee, "c-2", {})).empty());
    CHECK(must(writer->rosters().scope_of(core::Level::street, "s-1"))->street == StreetId("s-1"));
    const auto people = must(rosters.people_of(core::Level::committee, "c-1"));
    REQUIRE_FALSE(people.empty());
    std::set<ResponderId> asked{ResponderId("nobody")};
    for (const auto& one : people) {
        CHECK(one.scope == "c-1");
        asked.insert(one.id);
    }
    CHECK(must(writer->rosters().strangers(core::Level::committee, "c-1", asked)) == std::set{ResponderId("nobody")});
    CHECK(must(writer->rosters().strangers(core::Level::street, "s-1", asked)) == asked);
}
