// Office: an ApiCentre with people of every role, and something of every kind in two streets.
#pragma once

#include "alertd/ingest/turn.hpp"
#include "tests/contract/api/operations.hpp"
#include "tests/contract/api/staff.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <future>
#include <map>
#include <string>

namespace anju::tests {

/// What an {id} of each kind may be: one of street "s1" and one of the other street.
struct Ids {
    std::string mine, other;
};

/// A follow-up task of this case.
inline std::string make_follow_up(ApiCentre& centre, const std::string& incident, const std::string& text) {
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
    boost::json::value document;
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
        const std::string handover = "01ARZ3NDEKTSV4RRFFQ69G5FAX";
        make("handover", "POST", "/api/v1/handovers",
             R"({"id":")" + handover + R"(","street":"other-street","text":"other-words"})");
        ids["handover"] = {"matrix-nothing", handover};
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
                {"policy", {"emergency", ""}},
                {"none", {"matrix-nothing", ""}}};
    }
    /// With `id` for the first {name}.
    [[nodiscard]] static std::string path_of(const Operation& operation, const std::string& id) {
        std::string path = operation.path;
        bool first = true;
        for (auto brace = path.find('{'); brace != std::string::npos; brace = path.find('{')) {
            const auto end = path.find('}', brace);
            path.replace(brace, end - brace + 1, first ? id : "matrix-part");
            first = false;
        }
        return path;
    }
    HttpAnswer ask(const Operation& operation, const std::string& id, HttpClient::Headers headers,
                   bool whole_body) const {
        const std::string path = path_of(operation, id);
        headers.emplace_back("X-Anju-Reason: test");
        std::string body;
        if (!operation.media.empty()) {
            headers.push_back("Content-Type: " + operation.media);
            body = operation.media == "application/json" && whole_body
                       ? boost::json::serialize(Maker(document).make(operation.schema))
                       : "{}";
        }
        return staff.http.ask(operation.method, path, body, headers);
    }
    [[nodiscard]] std::string mine(const Operation& operation) const {
        const auto found = ids.find(operation.scope);
        return found == ids.end() ? "matrix-nothing" : found->second.mine;
    }
};

}  // namespace anju::tests
