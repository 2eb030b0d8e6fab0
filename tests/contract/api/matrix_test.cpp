// Every endpoint of openapi.json, asked without a login, with each role, and with ids of another
// street: the answer is what its x-needs and its x-scope say. An endpoint that does not say it fails
// here, so nobody can forget to.
//
// x-scope, for a path with an {id}: what the id names ("incident", "home"; "none" when it belongs to
// no street). Where it is left out the path tells it (kNamedByPath). An id of a kind that belongs to a
// street is tried with one of another street too.
#include "alertd/api/principal.hpp"
#include "alertd/ingest/turn.hpp"
#include "tests/contract/api/staff.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <future>
#include <map>
#include <set>

using namespace anju;
using namespace anju::tests;
namespace json = boost::json;

namespace {

using alertd::api::Permission;

std::optional<Permission> parse_permission(std::string_view text) {
    const auto& all = alertd::api::kPermissions;
    const auto found = std::ranges::find(all, text, [](Permission each) { return alertd::api::to_string(each); });
    return found == all.end() ? std::nullopt : std::optional(*found);
}

/// What the first {name} of a path stands for, by how the path begins.
const std::vector<std::pair<std::string, std::string>> kNamedByPath{
    {"/api/v1/homes/", "home"},
    {"/api/v1/registry/homes/", "home"},
    {"/api/v1/registry/access_notes/", "home"},
    {"/api/v1/registry/devices/", "home"},
    {"/api/v1/registry/streets/", "street"},
    {"/api/v1/registry/committees/", "committee"},
    {"/api/v1/registry/residents/", "resident"},
    {"/api/v1/registry/contacts/", "contact"},
    {"/api/v1/registry/gateways/", "gateway"},
    {"/api/v1/registry/responders/", "responder"},
    {"/api/v1/registry/team_members/", "responder"},
    {"/api/v1/rosters/", "roster"},
    {"/api/v1/silences/", "silence"},
    {"/api/v1/commands/", "none"},  // Seen by its home's place, which a command that does not exist has not.
    {"/api/v1/imports/", "none"},   // For administrators, who have the whole district.
    {"/api/v1/reports/", "none"},   // The name of a report; what is in it keeps to the scope.
    {"/api/v1/northbound/", "none"},
    {"/cap/", "incident"}};

std::string named_by(const std::string& path) {
    for (const auto& [begin, kind] : kNamedByPath) {
        if (path.starts_with(begin)) return kind;
    }
    return "";
}

struct Operation {
    std::string method;
    std::string path;
    Permission needs = Permission::open;
    std::string scope;  ///< what its id names; empty: nobody says it
    std::string media;  ///< of the body; empty: none
    json::value schema;
    bool own_proof = false;  ///< open, and whoever calls shows who it is in a way of the route's own
    [[nodiscard]] bool has_id() const { return path.find('{') != std::string::npos; }
};

/// Something that a schema takes: the least of everything that is required.
class Maker {
public:
    explicit Maker(const json::value& document) : document_(document) {}

    json::value make(const json::value& schema) const {
        const auto& node = resolved(schema).as_object();
        if (const auto* example = node.if_contains("example")) return *example;
        if (const auto* words = node.if_contains("enum")) return words->as_array().front();
        if (const auto* any = node.if_contains("anyOf")) return make(any->as_array().front());
        const auto* type = node.if_contains("type");
        const std::string name(type && type->is_array() ? type->as_array().front().as_string()
                               : type                   ? type->as_string()
                                                        : json::string("object"));
        if (name == "integer" || name == "number") return number(node);
        if (name == "boolean") return true;
        if (name == "array") return node.contains("minItems") ? json::array{make(node.at("items"))} : json::array{};
        if (name == "string") return text(node);
        json::object made;
        if (const auto* required = node.if_contains("required")) {
            for (const auto& field : required->as_array()) {
                made[field.as_string()] = make(node.at("properties").at(field.as_string()));
            }
        }
        return made;
    }

private:
    const json::value& resolved(const json::value& schema) const {
        const auto* reference = schema.as_object().if_contains("$ref");
        return reference ? resolved(document_.at_pointer(reference->as_string().subview(1))) : schema;
    }
    static json::value number(const json::object& node) { return node.contains("minimum") ? node.at("minimum") : 1; }
    static json::value text(const json::object& node) {
        if (const auto* format = node.if_contains("format"); format && *format == "date-time") {
            return "2031-05-01T08:00:00Z";
        }
        std::string made = "matrix-1";
        if (const auto* least = node.if_contains("minLength"))
            made.resize(std::max(made.size(), least->to_number<std::size_t>()), 'x');
        return json::string(made);
    }
    const json::value& document_;
};

std::vector<Operation> operations_of(const json::value& document) {
    std::vector<Operation> all;
    for (const auto& path : document.at("paths").as_object()) {
        for (const auto& entry : path.value().as_object()) {
            const auto& described = entry.value().as_object();
            Operation operation;
            operation.method = std::string(entry.key());
            std::ranges::transform(operation.method, operation.method.begin(),
                                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
            operation.path = std::string(path.key());
            INFO(operation.method, " ", operation.path);
            REQUIRE_MESSAGE(described.contains("x-needs"), "say in x-needs which permission it needs");
            const auto needs = parse_permission(described.at("x-needs").as_string());
            REQUIRE_MESSAGE(needs.has_value(), "x-needs is no permission of principal.hpp");
            operation.needs = *needs;
            operation.own_proof = described.contains("x-own-proof");
            if (const auto* scope = described.if_contains("x-scope")) operation.scope = std::string(scope->as_string());
            if (operation.has_id() && operation.scope.empty()) operation.scope = named_by(operation.path);
            CHECK_MESSAGE((!operation.has_id() || !operation.scope.empty()), "say in x-scope what the {id} names");
            if (const auto* body = described.if_contains("requestBody")) {
                const auto& [media, content] = *body->at("content").as_object().begin();
                operation.media = std::string(media);
                operation.schema = content.as_object().contains("schema") ? content.at("schema") : json::object{};
            }
            all.push_back(std::move(operation));
        }
    }
    return all;
}

/// What an {id} of each kind may be: one of street "s1" and one of the other street.
struct Ids {
    std::string mine, other;
};

/// A follow-up task of this case.
std::string make_follow_up(ApiCentre& centre, const std::string& incident, const std::string& text) {
    alertd::core::FollowUp task;
    task.incident = IncidentId(Ulid::parse(incident).value());
    task.text = text;
    std::promise<bool> done;
    auto stored = done.get_future();
    centre.engine().change(
        [&](alertd::ingest::Turn& turn) {
            task.id = alertd::core::FollowUpId(turn.ids().next(turn.now().utc));
            return turn.writer().aftercare().put(task);
        },
        [&done](Result<void> result) { done.set_value(result.has_value()); });
    REQUIRE(stored.get());
    return task.id.to_string();
}

struct Office {
    ApiCentre centre;
    std::map<std::string, Ids> ids;
    Staff staff;
    json::value document;
    std::map<alertd::core::Role, HttpClient::Headers> roles;
    HttpClient::Headers street;

    Office() : ids(make_ids(centre)), staff(centre), document(staff.http.get("/api/v1/openapi.json").json()) {
        using alertd::core::Role;
        for (const Role role : {Role::viewer, Role::street, Role::operator_, Role::auditor, Role::administrator}) {
            const std::string name(to_string(role));
            roles[role] = staff.token("matrix-" + name, name, role == Role::street ? Staff::kStreet : "");
        }
        street = roles[Role::street];
        make_elsewhere();
    }
    /// What only the API makes, in the other street; nothing where this server has no such endpoint.
    void make_elsewhere() {
        const auto make = [&](const std::string& kind, const std::string& method, const std::string& path,
                              const std::string& body) {
            auto headers = roles[alertd::core::Role::administrator];
            headers.emplace_back("Content-Type: application/json");
            headers.emplace_back("X-Anju-Reason: test");
            if (method == "PUT") headers.emplace_back("If-None-Match: *");
            const auto made = staff.http.ask(method, path, body, headers);
            const bool is_there = made.status == 201 || made.status == 200;
            CHECK_MESSAGE((is_there || made.status == 404 || made.status == 405), made.body);
            ids[kind] = {"matrix-nothing", is_there ? path.substr(path.rfind('/') + 1) : ""};
            return made;
        };
        make("contact", "PUT", "/api/v1/registry/contacts/other-contact",
             R"({"resident":"other-resident","name":"A"})");
        make("roster", "PUT", "/api/v1/rosters/other-roster",
             R"({"name":"Nights","level":"committee","scope":"other-committee","shifts":[]})");
        const std::string silence = "01ARZ3NDEKTSV4RRFFQ69G5FAW";
        const auto made =
            make("silence", "POST", "/api/v1/silences",
                 R"({"id":")" + silence + R"(","scope":"home","of":"other-home","conditions":["low_battery"],)" +
                     R"("reason":"maintenance","until":")" + to_rfc3339(SystemClock().now().utc + Millis{3'600'000}) +
                     R"("})");
        ids["silence"] = {"matrix-nothing", made.status == 201 ? silence : ""};
    }
    static std::map<std::string, Ids> make_ids(ApiCentre& centre) {
        const Ids incidents{centre.raise(1), centre.raise(kElsewhere)};
        return {{"incident", incidents},
                {"follow_up",
                 {make_follow_up(centre, incidents.mine, "a visit"),
                  make_follow_up(centre, incidents.other, "other-words")}},
                {"home", {"h1", "other-home"}},
                {"street", {"s1", "other-street"}},
                {"committee", {"c1", "other-committee"}},
                {"gateway", {"g1", "other-gateway"}},
                {"resident", {"r1", "other-resident"}},
                {"responder", {"worker", "other-worker"}},
                {"none", {"matrix-nothing", ""}}};
    }
    HttpAnswer ask(const Operation& operation, const std::string& id, HttpClient::Headers headers,
                   bool whole_body) const {
        std::string path = operation.path;
        bool first = true;
        for (auto brace = path.find('{'); brace != std::string::npos; brace = path.find('{')) {
            const auto end = path.find('}', brace);
            path.replace(brace, end - brace + 1, first ? id : "matrix-part");
            first = false;
        }
        headers.emplace_back("X-Anju-Reason: test");
        std::string body;
        if (!operation.media.empty()) {
            headers.push_back("Content-Type: " + operation.media);
            body = operation.media == "application/json" && whole_body
                       ? json::serialize(Maker(document).make(operation.schema))
                       : "{}";
        }
        return staff.http.ask(operation.method, path, body, headers);
    }
    [[nodiscard]] std::string mine(const Operation& operation) const {
        const auto found = ids.find(operation.scope);
        return found == ids.end() ? "matrix-nothing" : found->second.mine;
    }
};

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
