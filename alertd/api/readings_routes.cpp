// The curves of a home: what its devices measured from hour to hour.
#include "alertd/api/handlers.hpp"
#include "alertd/api/listing.hpp"
#include "alertd/api/quiet.hpp"
#include "alertd/api/readings.hpp"
#include "alertd/readings/sorting.hpp"

#include <boost/json/array.hpp>

#include <chrono>
#include <cmath>

namespace anju::alertd::api {

namespace json = boost::json;

namespace {

constexpr std::uint64_t kUsualHours = 48;
constexpr std::uint64_t kMostHours = 31 * 24;
constexpr int kSlotSeconds = 3600;

json::object series_json(const store::ReadingSeries& series) {
    json::array values;
    values.reserve(series.values.size());
    // A float has no more digits than these; as a double it would show its binary tail.
    const auto tidy = [](double value) { return std::round(value * 1e4) / 1e4; };
    for (const auto& value : series.values)
        values.emplace_back(value ? json::value(tidy(*value)) : json::value(nullptr));
    return {{"device", series.device.value},
            {"kind", to_string(series.kind)},
            {"name", series.name},
            {"unit", series.unit},
            {"values", std::move(values)}};
}

Result<Response> show_readings(const Request& request, store::Reader& reader, readings::Archive* archive, UtcTime now) {
    ANJU_TRY(const auto hours, number(request, "hours", 1, kMostHours));
    ANJU_TRY(const auto home, reader.commands().home(HomeId(request.id)));
    if (!home || !request.principal.scope.covers(home->place)) return no_such("home", request.id);
    const auto found = readings_json(archive, home->place.home, now, hours.value_or(kUsualHours));
    // Not as an error: the store's reader, which would be opened anew, is not to blame.
    return found ? answer(found.value()) : problem_of(found.error());
}

}  // namespace

Result<json::object> readings_json(readings::Archive* archive, const HomeId& home, UtcTime now, std::size_t hours) {
    const std::int64_t first = readings::hour_of(now) - static_cast<std::int64_t>(hours) + 1;
    json::array series;
    if (archive) {
        ANJU_TRY(const auto found, archive->of(home, first, hours));
        for (const auto& one : found) series.emplace_back(series_json(one));
    }
    return json::object{{"home", home.value},
                        {"from", to_rfc3339(UtcTime{std::chrono::hours(first)})},
                        {"slot_seconds", kSlotSeconds},
                        {"keep_days", archive ? archive->keep_days() : 0},
                        {"series", std::move(series)}};
}

Result<json::object> all_readings_json(readings::Archive* archive, const HomeId& home, UtcTime now) {
    const std::size_t days = archive ? static_cast<std::size_t>(archive->keep_days()) : 0;
    return readings_json(archive, home, now, 24 * (days + 2));
}

void add_readings_routes(Router& router, const Services& services) {
    router.add(
        {"GET",
         "/api/v1/homes/{id}/readings",
         {"hours"},
         Permission::read,
         Reading([archive = services.readings, clock = services.clock](const Request& request, store::Reader& reader) {
             return show_readings(request, reader, archive.get(), clock->now().utc);
         })});
}

}  // namespace anju::alertd::api
