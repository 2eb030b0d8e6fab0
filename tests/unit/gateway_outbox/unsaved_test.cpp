#include "gateway/outbox/unsaved.hpp"

#include "tests/unit/gateway_outbox/bench.hpp"

using namespace anju;
using namespace anju::gateway;
using namespace anju::gateway::outbox;

namespace {

OutboxEpoch epoch() {
    OutboxEpoch value;
    value.value.bytes.fill(3);
    return value;
}

}  // namespace

TEST_CASE("what the disk refused can be sent from memory and stored later, in order") {
    Bench bench;
    auto outbox = bench.open();
    Unsaved unsaved(epoch());
    Change first = updates({make_update(1), make_update(2)});
    first.persist = {make_record("a", 1), make_record("b")};
    Change second = updates({make_update(3)});
    second.persist = {make_record("a", 2)};
    second.erase = {core::key_of(make_record("b"))};
    const auto entries = unsaved.add(first).entries;
    CHECK(entries.at(1) == EntryRef{epoch(), 2, true});
    unsaved.add(second);
    CHECK(unsaved.load({2, 7}).at(0).update == make_update(2));
    CHECK(unsaved.remove({1, 9}) == 1);

    REQUIRE(outbox->commit(unsaved.change(), kNow).has_value());
    unsaved.clear();
    CHECK(unsaved.empty());
    CHECK(outbox->pending().value().entries.size() == 2);
    std::size_t damaged = 0;
    CHECK(outbox->load({1}, damaged).value().at(0).update == make_update(2));
    std::size_t unreadable = 0;
    CHECK(outbox->load_records(unreadable).value() == std::vector<KeptRecord>{make_record("a", 2)});
}

TEST_CASE("what waits in memory and is no emergency is listed in parts") {
    Unsaved unsaved(epoch());
    unsaved.add(updates({make_update(1, Condition::low_battery), make_update(2),
                         make_update(3, Condition::no_water_use), make_update(4, Condition::low_battery)}));
    CHECK(numbers_of(unsaved.others({unsaved.epoch(), 1, 4}, 2)) == std::vector<std::uint64_t>{1, 3});
    CHECK(numbers_of(unsaved.others({unsaved.epoch(), 4, 4}, 2)) == std::vector<std::uint64_t>{4});
}

TEST_CASE("numbers in memory are never given twice") {
    Unsaved unsaved(epoch());
    unsaved.add(updates({make_update(1)}));
    unsaved.clear();
    CHECK(unsaved.add(updates({make_update(2)})).entries.at(0).number == 2);
}

TEST_CASE("a full memory sheds technical updates and old repeats, and keeps every raised emergency") {
    Unsaved unsaved(epoch(), 3);
    auto repeat = make_update(2);
    repeat.phase = AlertPhase::repeated;
    unsaved.add(updates({make_update(1), repeat, make_update(3)}));
    CHECK(unsaved.add(updates({make_update(4, Condition::low_battery)})).shed == 1);
    CHECK(unsaved.add(updates({make_update(5), make_update(6)})).shed == 0);
    CHECK(unsaved.pending() == 4);
    CHECK(unsaved.load({1, 2, 3}).size() == 2);
}
