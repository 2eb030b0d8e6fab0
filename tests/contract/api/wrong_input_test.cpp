// Every endpoint of openapi.json that takes JSON or parameters, given what it must refuse: a clear problem+json, and
// nothing is changed.
#include "tests/contract/api/office.hpp"

#include <doctest/doctest.h>

using namespace anju;
using namespace anju::tests;
namespace json = boost::json;

namespace {

constexpr std::size_t kTooLong = 2 * 1024 * 1024;

struct Clerk : Office {
    [[nodiscard]] HttpAnswer send(const Operation& operation, const std::string& body) const {
        auto headers = roles.at(alertd::core::Role::administrator);
        headers.push_back("Content-Type: application/json");
        headers.emplace_back("X-Anju-Reason: test");
        return staff.http.ask(operation.method, path_of(operation, mine(operation)), body, headers);
    }
    [[nodiscard]] std::int64_t journal_head() const {
        const auto answer = staff.http.ask("GET", "/api/v1/journal?after=9000000&limit=1", "",
                                           roles.at(alertd::core::Role::administrator));
        REQUIRE(answer.status == 200);
        return answer.json().at("head").as_int64();
    }
};

/// A value that the schema does not take.
json::value wrong_for(const json::object& schema) {
    const auto* type = schema.if_contains("type");
    const bool is_text = type && json::serialize(*type).find("\"string\"") != std::string::npos;
    return is_text ? json::value(json::object{{"a", 1}}) : json::value("\x01 not this");
}

/// Whether an answer says what is wrong.
void check_refused(const HttpAnswer& answer) {
    CHECK_MESSAGE(answer.status >= 400, answer.body);
    CHECK_MESSAGE(answer.status < 500, answer.body);
    if (answer.status < 400 || answer.status >= 500) return;
    const auto problem = answer.json();
    CHECK(problem.at("status").as_int64() == answer.status);
    CHECK_FALSE(problem.at("detail").as_string().empty());
}

bool takes_json(const Operation& operation) { return operation.media == "application/json"; }

}  // namespace

TEST_CASE("a body that is no object, is cut off or says the unknown is refused by every endpoint that takes one") {
    const Clerk clerk;
    const auto before = clerk.journal_head();
    int asked = 0;
    for (const auto& operation : operations_of(clerk.document)) {
        if (!takes_json(operation)) continue;
        ++asked;
        auto unknown = Maker(clerk.document).make(operation.schema).as_object();
        unknown["colour_of_the_sky"] = "red";
        for (const std::string& body : {std::string("{"), std::string("[]"), std::string("\"text\""),
                                        std::string("{\"actor\":\"li\"} {}"), json::serialize(unknown)}) {
            INFO(operation.method, " ", operation.path, " ", body);
            check_refused(clerk.send(operation, body));
        }
        INFO(operation.method, " ", operation.path);
        CHECK(clerk.send(operation, "{\"actor\":\"" + std::string(kTooLong, 'a') + "\"}").status == 413);
    }
    CHECK(asked > 30);
    CHECK(clerk.journal_head() == before);
}

TEST_CASE("a field of the wrong type is refused by name by every endpoint that has it") {
    const Clerk clerk;
    const auto before = clerk.journal_head();
    const Maker maker(clerk.document);
    int named = 0;
    for (const auto& operation : operations_of(clerk.document)) {
        if (!takes_json(operation)) continue;
        const auto& schema = maker.resolved(operation.schema).as_object();
        const auto* properties = schema.if_contains("properties");
        if (!properties) continue;
        for (const auto& property : properties->as_object()) {
            auto body = maker.make(operation.schema).as_object();
            body[property.key()] = wrong_for(maker.resolved(property.value()).as_object());
            INFO(operation.method, " ", operation.path, " ", std::string(property.key()));
            const auto answer = clerk.send(operation, json::serialize(body));
            check_refused(answer);
            named += answer.body.find(std::string(property.key())) != std::string::npos ? 1 : 0;
        }
    }
    // Some are refused for what they name before anybody looks at the field.
    CHECK(named > 60);
    CHECK(clerk.journal_head() == before);
}

TEST_CASE("a parameter of a query that is unknown or cannot be read is refused by every list") {
    const Clerk clerk;
    int limits = 0;
    for (const auto& path : clerk.document.at("paths").as_object()) {
        const auto* get = path.value().as_object().if_contains("get");
        if (!get) continue;
        Operation operation;
        operation.method = "GET";
        operation.path = std::string(path.key());
        if (!operation.path.starts_with("/api/v1/") || operation.path == "/api/v1/stream") continue;
        const auto ask = [&](const std::string& query) {
            return clerk.staff.http.ask("GET", Office::path_of(operation, "01ARZ3NDEKTSV4RRFFQ69G5FAV") + query, "",
                                        clerk.roles.at(alertd::core::Role::administrator));
        };
        INFO(operation.path);
        const auto unknown = ask("?colour_of_the_sky=red");
        CHECK_MESSAGE((unknown.status == 400 || unknown.status == 404), unknown.body);
        const auto* parameters = get->as_object().if_contains("parameters");
        if (!parameters) continue;
        for (const auto& parameter : parameters->as_array()) {
            const auto* name = parameter.as_object().if_contains("name");
            if (!name || *name != "limit") continue;
            ++limits;
            for (const char* wrong : {"0", "-1", "many", "99999999999999999999", "", "5x"}) {
                const auto answer = ask("?limit=" + std::string(wrong));
                CHECK_MESSAGE((answer.status == 400 || answer.status == 404), wrong, " ", answer.body);
            }
        }
    }
    CHECK(limits > 5);
}
