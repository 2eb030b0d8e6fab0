#include "gateway/app/homes.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

using namespace anju;
using namespace anju::gateway;
using namespace anju::gateway::app;
using namespace std::chrono_literals;

namespace {

codec::HomeOfDevice placed(const std::string& device, const std::string& home, Kind kind = Kind::smoke) {
    return {DeviceId{device}, HomeId{home}, kind};
}

core::SignalSeen seen(const std::string& device, SignalType type, Kind kind = Kind::smoke) {
    Signal signal;
    signal.device = DeviceId{device};
    signal.kind = kind;
    signal.type = type;
    return {signal, ""};
}

/// A hub whose every change is kept as the outbox would keep it.
class Hub {
public:
    Hub() { homes->restore({}, now); }

    void apply(const core::Input& input) { homes->apply(input, now, sink()); }
    bool apply_in(const std::string& home, const core::Input& input) {
        return homes->apply_in(HomeId{home}, input, now, sink());
    }
    void adopt(const std::vector<codec::HomeOfDevice>& table) {
        homes->adopt(table);
        while (homes->is_adopting()) homes->run_due(now, sink());
    }
    void run_due() { homes->run_due(now, sink()); }
    void pass(Millis span) {
        const auto end = now.mono + span;
        while (homes->next_due() && *homes->next_due() <= end) {
            const Millis wait = std::max(*homes->next_due() - now.mono, Millis{0});
            now.mono += wait;
            now.utc += wait;
            homes->run_due(now, sink());
        }
        now.utc += end - now.mono;
        now.mono = end;
    }
    void restart() {
        std::vector<outbox::KeptRecord> records;
        for (const auto& [key, record] : store) records.push_back(record);
        homes = made();
        homes->restore(records, now);
    }
    /// Of this home, by condition.
    [[nodiscard]] std::size_t told(const std::string& home, Condition condition, AlertPhase phase) const {
        return static_cast<std::size_t>(std::ranges::count_if(updates, [&](const AlertUpdate& update) {
            return update.key.home.value == home && update.key.condition == condition && update.phase == phase;
        }));
    }

    Now now{MonoTime{1h}, UtcTime{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}}, true};
    std::map<std::string, outbox::KeptRecord> store;
    std::vector<AlertUpdate> updates;
    std::unique_ptr<Homes> homes = made();

private:
    static std::unique_ptr<Homes> made() {
        core::Settings rules;
        rules.home = HomeId{"hub"};
        return std::make_unique<Homes>(
            rules, [chance = std::mt19937_64(7)]() mutable { return chance(); }, 77);
    }
    Homes::Sink sink() {
        return [this](const HomeId& home, core::Effects effects) {
            for (const auto& record : effects.persist) {
                store.insert_or_assign(outbox::key_in(home, core::key_of(record)), outbox::KeptRecord{record, home});
            }
            for (const auto& key : effects.erase) store.erase(outbox::key_in(home, key));
            updates.insert(updates.end(), effects.updates.begin(), effects.updates.end());
        };
    }
};

}  // namespace

TEST_CASE("a device alarms for the home that the table names, one in no table for the hub's own place") {
    Hub hub;
    hub.adopt({placed("a", "h-1"), placed("b", "h-2")});
    hub.apply(seen("a", SignalType::alarm));
    hub.apply(seen("b", SignalType::alarm));
    hub.apply(seen("stranger", SignalType::alarm));
    for (const char* home : {"h-1", "h-2", "hub"}) {
        CAPTURE(home);
        CHECK(hub.told(home, Condition::smoke, AlertPhase::raised) == 1);
    }
    CHECK(hub.updates.back().registered);  // as the message said; alertd goes by its register
    CHECK(hub.homes->is_in(DeviceId{"a"}, HomeId{"h-1"}));
    CHECK(hub.homes->is_in(DeviceId{"stranger"}, HomeId{"hub"}));
    CHECK_FALSE(hub.homes->is_in(DeviceId{"a"}, HomeId{"h-2"}));
}

TEST_CASE("a device that the table has is missed when it never speaks") {
    Hub hub;
    hub.adopt({placed("a", "h-1"), placed("b", "h-2")});
    hub.pass(20h);
    hub.apply(seen("b", SignalType::clear));
    hub.pass(10h);
    CHECK(hub.told("h-1", Condition::offline, AlertPhase::raised) == 1);
    CHECK(hub.told("h-2", Condition::offline, AlertPhase::raised) == 0);
}

TEST_CASE("closing cases of several homes at once reaches each of them") {
    Hub hub;
    hub.adopt({placed("a", "h-1"), placed("b", "h-2")});
    hub.apply(seen("a", SignalType::alarm));
    hub.apply(seen("b", SignalType::alarm));
    hub.apply(core::CaseClosed{{hub.updates[0].id, AlertId{}, hub.updates[1].id}});
    hub.apply(seen("a", SignalType::alarm));
    hub.apply(seen("b", SignalType::alarm));
    CHECK(hub.told("h-1", Condition::smoke, AlertPhase::raised) == 2);
    CHECK(hub.told("h-2", Condition::smoke, AlertPhase::raised) == 2);
}

TEST_CASE("away and test mode are of one home") {
    Hub hub;
    hub.adopt({placed("a", "h-1"), placed("b", "h-2")});
    CHECK(hub.apply_in("h-1", core::TestModeSet{{}, 1h}));
    CHECK(hub.apply_in("hub", core::AwaySet{true, {}}));
    CHECK_FALSE(hub.apply_in("h-9", core::AwaySet{true, {}}));
    hub.apply(seen("a", SignalType::alarm));
    hub.apply(seen("b", SignalType::alarm));
    REQUIRE(hub.updates.size() == 2);
    CHECK(hub.updates[0].test);
    CHECK_FALSE(hub.updates[1].test);
}

TEST_CASE("a device that moves to another home is forgotten in the old one, and a fire there stands") {
    Hub hub;
    hub.adopt({placed("a", "h-1"), placed("b", "h-1")});
    hub.apply(seen("a", SignalType::alarm));
    hub.apply(seen("a", SignalType::tamper));
    hub.adopt({placed("a", "h-2"), placed("b", "h-1")});
    CHECK(hub.told("h-1", Condition::smoke, AlertPhase::cleared) == 0);
    CHECK(hub.told("h-1", Condition::tamper, AlertPhase::cleared) == 1);
    hub.apply(seen("a", SignalType::alarm));
    CHECK(hub.told("h-2", Condition::smoke, AlertPhase::raised) == 1);
    hub.pass(48h);
    CHECK(hub.told("h-1", Condition::offline, AlertPhase::raised) == 1);  // b; a is not missed there
    CHECK(hub.told("h-2", Condition::offline, AlertPhase::raised) == 1);
}

TEST_CASE("a stranger that gets a home leaves the hub's own place, and a home without devices leaves no trace") {
    Hub hub;
    hub.apply(seen("a", SignalType::alarm));
    hub.adopt({placed("a", "h-1")});
    CHECK(hub.homes->count() == 2);
    hub.apply(seen("a", SignalType::alarm));
    CHECK(hub.told("h-1", Condition::smoke, AlertPhase::raised) == 1);
    hub.adopt({});
    CHECK(hub.homes->count() == 1);
    CHECK(std::ranges::all_of(hub.store, [](const auto& entry) { return entry.second.home.empty(); }));
    const auto all = hub.homes->all_records();
    CHECK(all.size() == hub.store.size());
}

TEST_CASE("while a large table is taken over, alarms go to the new homes already, and a newer table wins") {
    Hub hub;
    std::vector<codec::HomeOfDevice> table;
    for (int i = 0; i < 1'000; ++i) table.push_back(placed("d" + std::to_string(i), "h-" + std::to_string(i)));
    hub.homes->adopt(table);
    hub.run_due();
    CHECK(hub.homes->is_adopting());
    CHECK(*hub.homes->next_due() < hub.now.mono);
    hub.apply(seen("d999", SignalType::alarm));
    CHECK(hub.told("h-999", Condition::smoke, AlertPhase::raised) == 1);
    CHECK(hub.apply_in("h-998", core::TestModeSet{{}, 1h}));

    table.pop_back();
    table.back().home = HomeId{"h-0"};
    hub.adopt(table);
    CHECK(hub.homes->count() == 999);
    CHECK(hub.homes->devices_placed() == 999);
    CHECK(hub.homes->is_in(DeviceId{"d998"}, HomeId{"h-0"}));
    hub.apply(seen("d998", SignalType::alarm));
    CHECK(hub.told("h-0", Condition::smoke, AlertPhase::raised) == 1);
    CHECK_FALSE(hub.apply_in("h-999", core::AwaySet{true, {}}));
    hub.restart();
    CHECK(hub.homes->devices_placed() == 999);
}

TEST_CASE("what gateway.toml says stands here stays here") {
    Hub hub;
    hub.apply(core::DevicesEnrolled{{{DeviceId{"porch"}, Kind::smoke}}});
    hub.adopt({placed("porch", "h-1"), placed("a", "hub")});
    CHECK(hub.homes->count() == 1);
    hub.apply(seen("porch", SignalType::alarm));
    CHECK(hub.told("hub", Condition::smoke, AlertPhase::raised) == 1);
}

TEST_CASE("a restart knows from the records which device stands where") {
    Hub hub;
    hub.adopt({placed("a", "h-1"), placed("b", "h-2")});
    hub.apply(seen("a", SignalType::alarm));
    hub.restart();
    CHECK(hub.homes->devices_placed() == 2);
    hub.apply(seen("a", SignalType::alarm));
    CHECK(hub.updates.size() == 1);  // the level is remembered
    hub.apply(seen("b", SignalType::alarm));
    CHECK(hub.told("h-2", Condition::smoke, AlertPhase::raised) == 1);
    hub.pass(30h);
    CHECK(hub.told("h-1", Condition::offline, AlertPhase::raised) == 1);
}

TEST_CASE("the parts of a table may come in any order and again, and parts of two versions never mix") {
    const auto part = [](std::uint64_t version, std::uint32_t number, const std::string& device) {
        return codec::SetHomeTable{version, number, 2, {placed(device, "h-1")}};
    };
    TableInParts parts;
    CHECK_FALSE(parts.take(part(1, 1, "b")));
    CHECK_FALSE(parts.take(part(1, 1, "b")));
    const auto whole = parts.take(part(1, 0, "a"));
    REQUIRE(whole);
    CHECK(*whole == std::vector{placed("a", "h-1"), placed("b", "h-1")});
    CHECK_FALSE(parts.take(part(2, 0, "a")));
    CHECK_FALSE(parts.take(part(3, 1, "b")));
    CHECK_FALSE(parts.take(part(2, 1, "b")));
    CHECK(parts.take(part(2, 0, "c")));
    CHECK(parts.take(codec::SetHomeTable{4, 0, 1, {}})->empty());
}
