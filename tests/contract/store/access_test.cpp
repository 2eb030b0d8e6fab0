#include "tests/contract/store/backends.hpp"
#include "tests/contract/store/samples.hpp"

#include <algorithm>

using namespace anju;
using namespace anju::tests;
using namespace anju::alertd;

namespace {

store::Digest digest(unsigned char byte) {
    store::Digest made;
    made.bytes.fill(byte);
    return made;
}

store::Account account(const std::string& name, core::Role role = core::Role::administrator) {
    store::Account made;
    made.name = name;
    made.role = role;
    made.scope = core::Scope::district();
    made.password_hash = "$argon2id$...";
    made.version = 7;
    made.created_at = at(1);
    made.changed_at = at(2);
    return made;
}

store::Session session(unsigned char byte, const std::string& name) {
    return {digest(byte), name, "10.0.0.1", at(1), at(2), at(100)};
}

core::Scope some_areas() { return {false, {StreetId("s-1"), StreetId("s-2")}, {CommitteeId("c-3")}}; }

}  // namespace

TEST_CASE_TEMPLATE("an account comes back with every field, and replaces the one of its name", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    auto one = account("wang", core::Role::street);
    one.scope = some_areas();
    one.state = store::AccountState::disabled;
    one.must_change = true;
    commit(*writer, [&] {
        must(writer->access().put(account("wang")));
        must(writer->access().put(one));
        must(writer->access().put(account("admin")));
    });
    CHECK(must(writer->access().account("wang")) == one);
    CHECK_FALSE(must(writer->access().account("nobody")));
    CHECK(must(backend.reader()->access().accounts()) == std::vector{account("admin"), one});
}

TEST_CASE_TEMPLATE("only active administrators of the whole district who have a password count as such", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    commit(*writer, [&] {
        must(writer->access().put(account("operator", core::Role::operator_)));
        auto other = account("disabled");
        other.state = store::AccountState::disabled;
        must(writer->access().put(other));
        other = account("keyless");
        other.password_hash.clear();
        must(writer->access().put(other));
        CHECK(must(writer->access().administrators()) == 0);
        must(writer->access().put(account("admin")));
        CHECK(must(writer->access().administrators()) == 1);
    });
}

TEST_CASE_TEMPLATE("sessions end one by one, by account, and when they are old", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    const auto left = [&] {
        std::string names;
        for (const auto& each : must(backend.reader()->access().sessions())) {
            names += std::to_string(each.digest.bytes[0]) + each.account + " ";
        }
        return names;
    };
    commit(*writer, [&] {
        must(writer->access().put(account("wang")));
        must(writer->access().put(account("li")));
        for (unsigned char byte = 1; byte <= 3; ++byte) must(writer->access().put(session(byte, "wang")));
        must(writer->access().put(session(4, "li")));
    });
    CHECK(must(backend.reader()->access().sessions()).front() == session(1, "wang"));
    commit(*writer, [&] { must(writer->access().end_session(digest(1))); });
    CHECK(left() == "2wang 3wang 4li ");
    commit(*writer, [&] { must(writer->access().end_sessions("wang", digest(3))); });
    CHECK(left() == "3wang 4li ");
    commit(*writer, [&] {
        must(writer->access().seen(digest(4), at(50)));
        must(writer->access().seen(digest(4), at(40)));
        must(writer->access().end_old_sessions(at(60), at(50)));
    });
    CHECK(left() == "4li ");
    CHECK(must(backend.reader()->access().sessions()).front().seen_at == at(50));
    commit(*writer, [&] { must(writer->access().end_old_sessions(at(100), at(0))); });
    CHECK(left().empty());
}

TEST_CASE_TEMPLATE("a token comes back with every field, and no two have the same secret", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    const store::ApiToken bare{"bare", digest(1), core::Role::viewer, some_areas(), "user:admin", at(1), {}, {}, {}};
    const store::ApiToken full{
        "full", digest(2), core::Role::auditor, core::Scope::district(), "user:admin", at(1), at(9), at(3), at(4)};
    commit(*writer, [&] {
        must(writer->access().put(bare));
        must(writer->access().put(full));
        auto same = bare;
        same.name = "other";
        CHECK(writer->access().put(same).error().code == ErrorCode::conflict);
    });
    CHECK(must(writer->access().token("bare")) == bare);
    CHECK(must(backend.reader()->access().tokens()) == std::vector{bare, full});
    commit(*writer, [&] {
        must(writer->access().used("bare", at(8)));
        must(writer->access().used("bare", at(7)));
    });
    CHECK(must(writer->access().token("bare"))->last_used_at == at(8));
}

TEST_CASE_TEMPLATE("who saw whose data is listed newest first, of one home or of all", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    const store::Reveal first{at(1),       "user:wang",         HomeId("h-1"), made<IncidentId>(3),
                              "emergency", "she did not answer"};
    const store::Reveal second{at(2), "user:li", HomeId("h-2"), {}, "complaint", ""};
    commit(*writer, [&] {
        must(writer->access().append(first));
        must(writer->access().append(second));
    });
    CHECK(must(backend.reader()->access().reveals({}, 10)) == std::vector{second, first});
    CHECK(must(backend.reader()->access().reveals(HomeId("h-1"), 10)) == std::vector{first});
    CHECK(must(backend.reader()->access().reveals({}, 1)) == std::vector{second});
}

TEST_CASE_TEMPLATE("what an account's change wrote is undone with its part", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    commit(*writer, [&] {
        must(writer->savepoint());
        must(writer->access().put(account("wang")));
        writer->rollback_to_savepoint();
    });
    CHECK(must(backend.reader()->access().accounts()).empty());
    CHECK_FALSE(writer->access().put(account("wang")).has_value());
}

TEST_CASE_TEMPLATE("the areas of a scope are looked for in the registry, and a home's card has its people", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    const auto registry = sample_registry();
    commit(*writer, [&] { must(writer->import(registry)); });
    const core::Scope known{false, {registry.streets[0].id}, {registry.committees[0].id}};
    CHECK_FALSE(must(writer->access().unknown_area(known)));
    CHECK_FALSE(must(writer->access().unknown_area(core::Scope::district())));
    CHECK(must(writer->access().unknown_area({false, {StreetId("x")}, {}})) == "street 'x'");
    CHECK(must(writer->access().unknown_area({false, {}, {CommitteeId("x")}})) == "committee 'x'");
    const auto card = must(backend.reader()->access().household(registry.homes[0].id));
    REQUIRE(card);
    CHECK(card->place.committee == registry.homes[0].committee);
    CHECK(card->place.address == registry.homes[0].address);
    CHECK(card->residents.size() == static_cast<std::size_t>(std::ranges::count(
                                        registry.residents, registry.homes[0].id, &core::Resident::home)));
    CHECK_FALSE(must(backend.reader()->access().household(HomeId("nowhere"))));
}
