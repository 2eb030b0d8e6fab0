// Rosters, policies and silences as CSV files, in and out. An import is one change of the engine: all of it or nothing.
#include "alertd/api/body.hpp"
#include "alertd/api/csv_file.hpp"
#include "alertd/api/handlers.hpp"
#include "alertd/api/listing.hpp"
#include "alertd/api/plan_csv.hpp"
#include "alertd/api/policy_json.hpp"
#include "alertd/api/quiet.hpp"
#include "alertd/api/roster_changes.hpp"
#include "alertd/api/roster_json.hpp"
#include "alertd/api/silence_changes.hpp"
#include "alertd/ingest/policies.hpp"
#include "alertd/registry/encoding.hpp"

#include <fmt/format.h>
#include <sodium.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <array>
#include <cstring>

namespace anju::alertd::api {

namespace json = boost::json;
using registry::Encoding;

namespace {

/// A district has some two hundred rosters; the engine must not be held up by more.
constexpr std::size_t kMostEntries = 1'000;
constexpr std::size_t kMostBytes = 2 * 1024 * 1024;
constexpr std::size_t kMostMistakes = 100;

enum class Became { added, changed, unchanged };

/// Who imports, and as what.
struct Import {
    PlanSort sort = PlanSort::rosters;
    std::string actor, reason;
    bool dry_run = false;
    core::Scope scope;
    std::vector<PlanEntry> entries;
};

// ---- one entry -------------------------------------------------------------------------------

Result<Became> put_roster_entry(ingest::Turn& turn, const Import& import, const PlanEntry& entry) {
    RosterEdit edit;
    edit.id = core::RosterId(entry.key);
    edit.actor = import.actor;
    edit.scope = import.scope;
    ANJU_TRY(auto written, roster_of(entry.body, edit.id));
    const auto answer = std::make_shared<RosterAnswer>();
    ANJU_TRY(put_roster(std::move(edit), std::move(written), answer)(turn));
    if (answer->created) return Became::added;
    return answer->changed ? Became::changed : Became::unchanged;
}

Result<Became> put_policies_entry(ingest::Turn& turn, const Import& import, const PlanEntry& entry) {
    const auto incident_class = parse_word<IncidentClass>(entry.key);
    if (!incident_class) return wrong_field("class", "emergency, welfare or technical", entry.key);
    ANJU_TRY(const auto policies, policies_of(entry.body, *incident_class));
    ANJU_TRY(const auto before, turn.writer().policies().in_force(*incident_class));
    // An exported file that comes back sets nothing, wherever it came from.
    if (before && before->policies == policies) return Became::unchanged;
    ANJU_TRY(ingest::set_policies(turn, {*incident_class, import.actor, import.reason}, policies));
    return Became::changed;
}

/// The same row is the same silence however often it comes. Its time is that from which the silence holds, so that
/// lists, which go by it, have it in its place.
std::string id_made_of(const json::object& body) {
    const std::string text = json::serialize(body);
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
    crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size());
    std::array<std::uint64_t, 2> numbers{};
    std::memcpy(numbers.data(), hash.data(), sizeof numbers);
    UtcTime at{};
    for (const char* name : {"from", "until"}) {
        const auto* value = body.if_contains(name);
        const auto time = value && value->is_string() ? parse_rfc3339(value->get_string()) : Result<UtcTime>(UtcTime{});
        if (at == UtcTime{} && time && time.value() > UtcTime{}) at = time.value();
    }
    return UlidFactory([&, next = std::size_t{0}]() mutable { return numbers[next++ % numbers.size()]; })
        .next(at)
        .to_string();
}

Result<Became> put_silence_entry(ingest::Turn& turn, const Import& import, const PlanEntry& entry) {
    json::object body = entry.body;
    if (!body.contains("id")) body["id"] = id_made_of(entry.body);
    ANJU_TRY(const auto wanted, wanted_silence(body, import.actor));
    ANJU_TRY(const auto made, make_silence(turn, wanted, import.scope));
    if (made.status == 201) return Became::added;
    if (made.status == 200) return Became::unchanged;
    const auto problem = json::parse(made.body);
    return fail(ErrorCode::invalid, std::string(problem.at("detail").as_string()));
}

Result<Became> put_entry(ingest::Turn& turn, const Import& import, const PlanEntry& entry) {
    if (import.sort == PlanSort::rosters) return put_roster_entry(turn, import, entry);
    if (import.sort == PlanSort::policies) return put_policies_entry(turn, import, entry);
    return put_silence_entry(turn, import, entry);
}

// ---- the whole file --------------------------------------------------------------------------

Response refused(const std::vector<std::string>& mistakes) {
    json::array list;
    for (const auto& mistake : mistakes) list.emplace_back(mistake);
    return problem(400, "invalid", fmt::format("nothing was changed; {}", mistakes.front()),
                   "\"errors\":" + json::serialize(list));
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t from = 0; from < text.size();) {
        const auto end = std::min(text.find('\n', from), text.size());
        lines.push_back(text.substr(from, end - from));
        from = end + 1;
    }
    return lines;
}

Result<Response> put_entries(ingest::Turn& turn, const Import& import, json::object& counts) {
    std::array<std::int64_t, 3> became{};
    std::vector<std::string> mistakes;
    for (const auto& entry : import.entries) {
        const auto put = put_entry(turn, import, entry);
        if (put) {
            ++became[static_cast<std::size_t>(put.value())];
            continue;
        }
        const auto code = put.error().code;
        if (code != ErrorCode::invalid && code != ErrorCode::not_found && code != ErrorCode::conflict)
            return put.error();
        if (mistakes.size() < kMostMistakes) mistakes.push_back(mistake_in(import.sort, entry, put.error().message));
    }
    if (!mistakes.empty()) return refused(mistakes);
    counts = {{"added", became[0]}, {"changed", became[1]}, {"unchanged", became[2]}, {"dry_run", import.dry_run}};
    if (!import.dry_run) {
        ANJU_TRY(turn.journal_as(import.actor, "plans.imported",
                                 {{"sort", std::string(to_string(import.sort))},
                                  {"added", std::to_string(became[0])},
                                  {"changed", std::to_string(became[1])},
                                  {"reason", import.reason}}));
    }
    return answer(counts);
}

Result<Import> import_of(PlanSort sort, const Request& request) {
    Import import;
    import.sort = sort;
    import.scope = request.principal.scope;
    ANJU_TRY(import.actor, actor_of(request, {}));
    ANJU_TRY(import.reason, reason_of(request, {}));
    ANJU_TRY(const auto dry_run, bool_parameter(request, "dry_run"));
    import.dry_run = dry_run.value_or(false);
    ANJU_TRY(const auto text, registry::decode(request.body, Encoding::detect));
    ANJU_TRY(import.entries, read_plans(sort, text));
    if (import.entries.size() > kMostEntries) {
        return fail(ErrorCode::invalid, fmt::format("a file may hold {} {} at most", kMostEntries, to_string(sort)));
    }
    return import;
}

void import_plans(const decltype(Services::change)& change, PlanSort sort, const Request& request, const Done& done) {
    auto import = import_of(sort, request);
    if (!import) {
        const auto& error = import.error();
        return done(error.code == ErrorCode::invalid ? refused(lines_of(error.message)) : problem_of(error));
    }
    // A dry run does all of it and is undone by its own refusal, which nobody sees.
    const auto counts = std::make_shared<json::object>();
    const bool dry_run = import.value().dry_run;
    answer_after(
        change,
        [import = std::move(import).value(), counts](ingest::Turn& turn) -> Result<Response> {
            ANJU_TRY(auto answered, put_entries(turn, import, *counts));
            if (import.dry_run && answered.status == 200) return problem(409, "dry_run", "");
            return answered;
        },
        [counts, dry_run, done](Response response) {
            const bool went_through = dry_run && !counts->empty() && response.status == 409;
            done(went_through ? answer(*counts) : std::move(response));
        });
}

// ---- out -------------------------------------------------------------------------------------

Result<json::array> rosters_in(store::Reader& reader, const core::Scope& scope) {
    json::array bodies;
    ANJU_TRY(const auto rosters, reader.rosters().rosters(scope, {}, SIZE_MAX, {true, std::nullopt}));
    for (const auto& placed : rosters) bodies.push_back(json_of(placed.roster));
    return bodies;
}

Result<json::array> policies_in(store::Reader& reader) {
    json::array bodies;
    for (const auto incident_class : ingest::kPolicyClasses) {
        ANJU_TRY(const auto kept, reader.policies().in_force(incident_class));
        if (kept) bodies.push_back(json_of(*kept));
    }
    return bodies;
}

/// Those that hold or will; absences are told by families, and are no plan of the centre.
Result<json::array> silences_in(store::Reader& reader, const core::Scope& scope, UtcTime now) {
    json::array bodies;
    for (const auto state : {core::SilenceState::active, core::SilenceState::future}) {
        store::SilenceFilter filter;
        filter.now = now;
        filter.state = state;
        filter.away = false;
        filter.scope = scope;
        filter.limit = SIZE_MAX / 2;
        ANJU_TRY(const auto listed, reader.silences().silences(filter));
        for (const auto& one : listed) bodies.push_back(json_of(one.silence, now));
    }
    return bodies;
}

Result<Response> export_plans(PlanSort sort, const Request& request, store::Reader& reader, UtcTime now) {
    auto encoding = Encoding::utf8;
    if (const std::string* name = request.parameter("encoding")) {
        const auto parsed = registry::parse_encoding(*name);
        if (!parsed || *parsed == Encoding::detect) {
            return wrong_parameter("encoding", "utf-8, utf-8-bom or gb18030", *name);
        }
        encoding = *parsed;
    }
    const auto& scope = request.principal.scope;
    ANJU_TRY(const auto bodies, sort == PlanSort::rosters    ? rosters_in(reader, scope)
                                : sort == PlanSort::policies ? policies_in(reader)
                                                             : silences_in(reader, scope, now));
    ANJU_TRY(const auto text, write_plans(sort, bodies));
    ANJU_TRY(auto bytes, registry::encode(text, encoding));
    return csv_file(to_string(sort), std::move(bytes), encoding);
}

}  // namespace

void add_plan_routes(Router& router, const Services& services) {
    for (const auto sort : {PlanSort::rosters, PlanSort::policies, PlanSort::silences}) {
        const auto path = fmt::format("/api/v1/plans/{}", to_string(sort));
        const auto needs = sort == PlanSort::policies ? Permission::administer : Permission::manage_duty;
        Route import{"POST",
                     path,
                     {"dry_run"},
                     needs,
                     Acting([change = services.change, sort](const Request& request, const Done& done) {
                         import_plans(change, sort, request, done);
                     }),
                     "text/csv"};
        import.max_body = kMostBytes;
        router.add(std::move(import));
        router.add({"GET",
                    path,
                    {"encoding"},
                    needs,
                    Reading([sort, clock = services.clock](const Request& request, store::Reader& reader) {
                        return export_plans(sort, request, reader, clock->now().utc);
                    })});
    }
}

}  // namespace anju::alertd::api
