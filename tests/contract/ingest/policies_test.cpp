// Policies in the engine: the file's, those that were set over the API, over restarts, and in the journal.
#include "alertd/ingest/policies.hpp"
#include "tests/contract/ingest/centre.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace anju;
using namespace anju::tests;
using namespace std::chrono_literals;
using alertd::ingest::PolicyEdit;
using alertd::ingest::Turn;
using store::KeptPolicies;
using store::PolicySource;

namespace {

core::ClassPolicies calling(core::Level first) {
    core::ClassPolicies policies;
    policies.usual.steps = {{0s, {first}}, {30s, {core::Level::district}}};
    return policies;
}

struct PolicyCentre : EngineCentre {
    using EngineCentre::EngineCentre;

    const PolicyEdit edit{IncidentClass::emergency, "user:wang", "the test wants it"};

    [[nodiscard]] Result<KeptPolicies> set(const core::ClassPolicies& policies) {
        KeptPolicies kept;
        ANJU_TRY(change([&](Turn& turn) -> Result<void> {
            ANJU_TRY(kept, set_policies(turn, edit, policies));
            return success();
        }));
        return kept;
    }
    [[nodiscard]] Result<KeptPolicies> take_back() {
        KeptPolicies kept;
        ANJU_TRY(change([&](Turn& turn) -> Result<void> {
            ANJU_TRY(kept, take_back_policies(turn, edit));
            return success();
        }));
        return kept;
    }
    [[nodiscard]] Result<void> take_file(const core::PolicyBook& file) {
        return change([&](Turn& turn) { return take_policies_of_file(turn, file); });
    }
    [[nodiscard]] KeptPolicies in_force() {
        const auto kept = reader().policies().in_force(IncidentClass::emergency);
        REQUIRE(kept);
        REQUIRE(kept.value());
        return *kept.value();
    }
    /// What the journal says of the class, oldest first: "1 file alertd".
    [[nodiscard]] std::vector<std::string> history() {
        std::vector<std::string> lines;
        for (const auto& entry : reader_journal()) {
            if (entry.event != "policy.changed" || fact(entry, "class") != "emergency") continue;
            lines.push_back(fact(entry, "version") + " " + fact(entry, "source") + " " + entry.actor);
        }
        return lines;
    }
    [[nodiscard]] std::vector<core::JournalEntry> reader_journal() {
        const auto entries = reader().journal_after(0, 1'000);
        REQUIRE(entries);
        return entries.value();
    }
};

}  // namespace

TEST_CASE("what the file says is what holds, and the journal has it word for word") {
    PolicyCentre centre;
    centre.start();
    const auto holds = centre.in_force();
    CHECK(holds.source == PolicySource::file);
    CHECK(holds.policies == core::PolicyBook::defaults().emergency);
    CHECK(holds.version == 1);
    const auto journal = centre.reader_journal();
    const auto first = std::ranges::find(journal, "policy.changed", &core::JournalEntry::event);
    REQUIRE(first != journal.end());
    CHECK(fact(*first, "usual") == core::to_text(core::PolicyBook::defaults().emergency.usual));
    // The same file again is no news.
    centre.stop();
    centre.start();
    CHECK(centre.in_force() == holds);
    CHECK(centre.history() == std::vector<std::string>{"1 file alertd"});
}

TEST_CASE("a file that says something else holds from the next start or reading on") {
    PolicyCentre centre;
    centre.start();
    core::PolicyBook other = core::PolicyBook::defaults();
    other.emergency = calling(core::Level::street);
    REQUIRE(centre.take_file(other));
    CHECK(centre.in_force().version == 2);
    CHECK(centre.in_force().policies == other.emergency);
    centre.stop();
    centre.options.policies.emergency = calling(core::Level::committee);
    centre.start();
    CHECK(centre.in_force().version == 3);
    CHECK(centre.in_force().policies == calling(core::Level::committee));
    CHECK(centre.history() == std::vector<std::string>{"1 file alertd", "2 file alertd", "3 file alertd"});
}

TEST_CASE("what was set outweighs the file over restarts and readings, until it is taken back") {
    PolicyCentre centre;
    centre.start();
    const auto set = centre.set(calling(core::Level::street));
    REQUIRE(set);
    CHECK(set.value().version == 2);
    CHECK(set.value().changed_by == "user:wang");
    CHECK(set.value().reason == "the test wants it");
    centre.stop();
    centre.options.policies.emergency = calling(core::Level::committee);
    centre.start();
    CHECK(centre.in_force() == set.value());
    const auto same = centre.set(calling(core::Level::street));
    REQUIRE(same);
    CHECK(same.value().version == 2);

    const auto back = centre.take_back();
    REQUIRE(back);
    CHECK(back.value().source == PolicySource::file);
    CHECK(back.value().version == 3);
    CHECK(back.value().policies == calling(core::Level::committee));
    CHECK(centre.in_force() == back.value());
    REQUIRE(centre.take_back());
    CHECK(centre.in_force().version == 3);
    CHECK(centre.history() == std::vector<std::string>{"1 file alertd", "2 api user:wang", "3 file user:wang"});
}

TEST_CASE("what was rolled back never held; what was set counts from the next step that fires") {
    PolicyCentre centre;
    centre.start();
    REQUIRE_FALSE(centre.change([&](Turn& turn) -> Result<void> {
        ANJU_TRY(set_policies(turn, centre.edit, calling(core::Level::district)));
        return fail(ErrorCode::invalid, "the test says no");
    }));
    CHECK(centre.in_force().version == 1);
    auto outbox = centre.outbox("gw-1");
    const auto number = centre.send(outbox, {centre.update(Condition::smoke)});
    REQUIRE(centre.receipted(outbox, number));
    CHECK(centre.tells(1, "committee"));

    // The step that is written down for 60 s stays there, and calls whom the new policy says.
    REQUIRE(centre.set(calling(core::Level::street)));
    centre.pass(59s);
    centre.settle();
    CHECK(centre.told_on(2).empty());
    centre.pass(1s);
    CHECK(centre.tells(2, "district"));
}
