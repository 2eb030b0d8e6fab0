// Who is on duty where, and who can be called for a case.
#include "alertd/api/encode.hpp"
#include "alertd/api/handlers.hpp"
#include "alertd/api/listing.hpp"
#include "alertd/core/access.hpp"

#include <fmt/format.h>
#include <boost/json/array.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace anju::alertd::api {

namespace json = boost::json;

namespace {

/// What every handler here needs.
struct Sources {
    std::shared_ptr<const Clock> clock;
    std::shared_ptr<const core::Zone> zone;
};

/// The parameter `at`, or else now.
Result<UtcTime> moment_of(const Request& request, const Clock& clock) {
    const std::string* text = request.parameter("at");
    if (!text) return clock.now().utc;
    auto time = parse_rfc3339(*text);
    // Within the years that rosters know, so that no calculation runs over.
    if (!time || time.value() < UtcTime{} || time.value() >= UtcTime{Millis{4'102'444'800'000}}) {
        return fail(ErrorCode::invalid, "query parameter 'at': expected a time such as 2026-05-01T08:00:00Z");
    }
    return time.value();
}

/// One scope's rosters at a moment.
class ScopeDuty {
public:
    void add(const core::Roster& roster, const core::Zone& zone, UtcTime at) {
        rosters_.emplace_back(roster.id.value);
        for (auto& one : core::on_duty(roster, zone, at)) {
            const auto [known, is_new] = people_.try_emplace(one.person, one);
            if (!is_new && known->second.until < one.until) known->second = one;
        }
    }

    /// `known`: the responders of the scope. `phones`: whether the caller sees them in full (P4 of core/access.hpp).
    [[nodiscard]] json::object json(core::Level level, const std::string& scope,
                                    const std::vector<core::Responder>& known, bool phones) const {
        json::array people;
        for (const auto& [id, one] : people_) {
            const auto found = std::ranges::find(known, id, &core::Responder::id);
            const bool is_known = found != known.end();
            people.push_back(
                json::object{{"responder", id.value},
                             {"name", is_known ? json::value(found->name) : json::value(nullptr)},
                             {"phone", is_known ? json::value(phones ? found->phone : core::masked_phone(found->phone))
                                                : json::value(nullptr)},
                             {"until", to_rfc3339(one.until)},
                             {"longer", one.longer}});
        }
        return {{"level", json::string_view(core::to_string(level))},
                {"scope", scope.empty() ? json::value(nullptr) : json::value(scope)},
                {"rosters", rosters_},
                {"people", std::move(people)}};
    }

private:
    json::array rosters_;
    std::map<ResponderId, core::OnDuty> people_;
};

Result<Response> show_on_duty(const Sources& sources, const Request& request, store::Reader& reader) {
    ANJU_TRY(const auto at, moment_of(request, *sources.clock));
    ANJU_TRY(const auto rosters, reader.rosters().rosters(request.principal.scope, {}, SIZE_MAX, {true, at}));
    std::map<std::pair<core::Level, std::string>, ScopeDuty> scopes;
    for (const auto& placed : rosters) {
        scopes[{placed.roster.level, placed.roster.scope}].add(placed.roster, *sources.zone, at);
    }
    const bool phones = core::sight_of(request.principal.role, true).persons;
    json::array rows;
    for (const auto& [scope, duty] : scopes) {
        ANJU_TRY(const auto known, reader.rosters().people_of(scope.first, scope.second));
        rows.push_back(duty.json(scope.first, scope.second, known, phones));
    }
    return answer({{"at", to_rfc3339(at)}, {"scopes", std::move(rows)}});
}

/// The parts of the district that answer for a home, the nearest first.
std::vector<std::pair<core::Level, std::string>> scopes_around(const core::Place& place) {
    std::vector<std::pair<core::Level, std::string>> scopes;
    const auto add = [&](core::Level level, const std::string& scope) {
        if (!scope.empty()) scopes.emplace_back(level, scope);
    };
    add(core::Level::home, place.home.value);
    if (place.committee) add(core::Level::committee, place.committee->value);
    if (place.street) add(core::Level::street, place.street->value);
    scopes.emplace_back(core::Level::district, "");
    return scopes;
}

Result<Response> show_responders_of_case(const Sources& sources, const Request& request, store::Reader& reader) {
    const auto id = Ulid::parse(request.id);
    std::optional<core::Incident> incident;
    if (id) {
        ANJU_TRY(incident, reader.incident(IncidentId(id.value())));
    }
    if (!incident || !request.principal.scope.covers(incident->place)) {
        return fail(ErrorCode::not_found, fmt::format("there is no incident {}", request.id));
    }
    const UtcTime now = sources.clock->now().utc;
    const bool phones = core::sight_of(request.principal.role, true).persons;
    json::array responders;
    json::array on_duty;
    for (const auto& [level, scope] : scopes_around(incident->place)) {
        ANJU_TRY(const auto people, reader.rosters().people_of(level, scope));
        for (const auto& one : people) responders.push_back(json_of(one, phones));
        ANJU_TRY(const auto rosters, reader.rosters().rosters_of(level, scope, {true, now}));
        ScopeDuty duty;
        for (const auto& roster : rosters) duty.add(roster, *sources.zone, now);
        if (!rosters.empty()) on_duty.push_back(duty.json(level, scope, people, phones));
    }
    return answer({{"responders", std::move(responders)}, {"on_duty", std::move(on_duty)}});
}

}  // namespace

void add_duty_routes(Router& router, const Services& services) {
    const Sources sources{services.clock, services.zone};
    const auto read = [&](const char* path, std::vector<std::string> query, auto* function) {
        router.add({"GET", path, std::move(query), Permission::read,
                    Reading([sources, function](const Request& request, store::Reader& reader) {
                        return function(sources, request, reader);
                    })});
    };
    read("/api/v1/on-duty", {"at"}, show_on_duty);
    read("/api/v1/incidents/{id}/responders", {}, show_responders_of_case);
}

}  // namespace anju::alertd::api
