// Every endpoint of openapi.json, asked without a login, with each role, and with ids of another
// street: the answer is what its x-needs and its x-scope say. An endpoint that does not say it fails
// here, so nobody can forget to.
// An id of a kind that belongs to a street is tried with one of another street too.
#include "alertd/api/principal.hpp"
#include "tests/contract/api/office.hpp"

#include <doctest/doctest.h>

using namespace anju;
using namespace anju::tests;
using alertd::api::Permission;

namespace {

bool let_in(const HttpAnswer& answer) { return answer.status != 401 && answer.status != 403 && answer.status != 0; }

}  // namespace

TEST_CASE("without a login only what is open answers") {
    Office office;
    const auto operations = operations_of(office.document);
    CHECK(operations.size() > 30);
    for (const auto& operation : operations) {
        INFO(operation.method, " ", operation.path);
        const auto answer = office.ask(operation, office.mine(operation), {}, false);
        // On loopback machines that watch alertd need no login.
        const bool open = operation.needs == Permission::open || operation.needs == Permission::watch;
        if (!operation.own_proof) CHECK_MESSAGE(let_in(answer) == open, answer.body);
        if (!open) CHECK(answer.status == 401);
    }
}

TEST_CASE("each role is let in where the table of permissions says so, and nowhere else") {
    Office office;
    for (const auto& operation : operations_of(office.document)) {
        for (const auto& [role, headers] : office.roles) {
            INFO(operation.method, " ", operation.path, " as ", std::string(to_string(role)));
            const auto answer = office.ask(operation, office.mine(operation), headers, false);
            // What watches alertd is about the whole district, and this role has a street only.
            const bool too_wide = operation.needs == Permission::watch && role == alertd::core::Role::street;
            if (!operation.own_proof) {
                CHECK_MESSAGE(let_in(answer) == (alertd::api::allows(role, operation.needs) && !too_wide), answer.body);
            }
            CHECK(answer.status < 500);
        }
    }
}

TEST_CASE("an id of another street is answered like one that does not exist") {
    Office office;
    const std::string nothing = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
    const auto without = [](std::string text, const std::string& id) {
        for (auto at = text.find(id); at != std::string::npos; at = text.find(id)) text.replace(at, id.size(), "ID");
        return text;
    };
    int not_found = 0;
    for (const auto& operation : operations_of(office.document)) {
        if (!operation.has_id() || operation.scope == "none") continue;
        INFO(operation.method, " ", operation.path);
        const auto known = office.ids.find(operation.scope);
        REQUIRE_MESSAGE(known != office.ids.end(), "this test knows no ids of the kind that x-scope names");
        const std::string& other = known->second.other;
        if (other.empty()) continue;
        const auto answer = office.ask(operation, other, office.street, true);
        if (!alertd::api::allows(alertd::core::Role::street, operation.needs)) {
            CHECK(answer.status == 403);
            continue;
        }
        // A PUT may make what does not exist; whose it is already it must not tell by the answer.
        if (operation.method == "PUT") {
            CHECK_MESSAGE(answer.status >= 400, answer.body);
            continue;
        }
        const auto missing = office.ask(operation, nothing, office.street, true);
        CHECK(answer.status == missing.status);
        CHECK(without(answer.body, other) == without(missing.body, nothing));
        // The made-up body may be refused before anybody looks for the id.
        const bool refused = operation.method == "POST" && (answer.status == 400 || answer.status == 422);
        CHECK_MESSAGE((answer.status == 404 || refused), answer.body);
        not_found += answer.status == 404 ? 1 : 0;
    }
    CHECK(not_found >= 13);
}

TEST_CASE("nothing that somebody of one street can read tells of another street") {
    Office office;
    for (const auto& operation : operations_of(office.document)) {
        if (operation.method != "GET" || operation.needs == Permission::open || operation.needs == Permission::watch) {
            continue;
        }
        INFO(operation.path);
        const auto answer = office.ask(operation, office.mine(operation), office.street, false);
        if (answer.status != 200) continue;
        CHECK_MESSAGE(answer.body.find("other-") == std::string::npos, answer.body);
        CHECK_MESSAGE(answer.body.find(office.ids.at("incident").other) == std::string::npos, answer.body);
    }
}
