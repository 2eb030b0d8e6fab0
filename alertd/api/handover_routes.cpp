// Handovers of the shift: what one would say, write one, list, sign.
#include "alertd/api/body.hpp"
#include "alertd/api/encode.hpp"
#include "alertd/api/handlers.hpp"
#include "alertd/api/listing.hpp"
#include "alertd/api/quiet.hpp"
#include "alertd/ingest/turn.hpp"

#include <fmt/format.h>
#include <boost/json/array.hpp>

namespace anju::alertd::api {

namespace json = boost::json;

namespace {

using store::Handover;
using store::HandoverId;
using Street = std::optional<StreetId>;

/// A street's needs the whole street, the district's the whole district; a committee is too little for either.
bool covers(const core::Scope& scope, const Street& street) { return scope.covers(street, std::nullopt); }

/// What is written at a handover may name people; whoever acts needs it (P4).
bool sees_words(const Request& request) { return core::sight_of(request.principal.role, true).persons; }

// ---- JSON ------------------------------------------------------------------------------------

json::object json_of(const store::OpenWork& work) {
    const auto count = [&](IncidentClass incident_class) {
        return work.by_class.at(static_cast<std::size_t>(incident_class));
    };
    json::array cases;
    for (const auto& id : work.cases) cases.emplace_back(id.to_string());
    return {{"emergency", count(IncidentClass::emergency)},
            {"welfare", count(IncidentClass::welfare)},
            {"technical", count(IncidentClass::technical)},
            {"waiting", work.waiting},
            {"incidents", std::move(cases)},
            {"silences", work.silences},
            {"overdue", work.overdue}};
}

json::value street_or_null(const Street& street) { return street ? json::value(street->value) : json::value(nullptr); }

json::object json_of(const Handover& handover, bool words) {
    const auto shown = [&](const std::string& text) { return words ? text : core::masked_words(text); };
    return {{"id", handover.id.to_string()},
            {"street", street_or_null(handover.street)},
            {"author", handover.author},
            {"written_at", to_rfc3339(handover.written_at)},
            {"text", shown(handover.text)},
            {"open", json_of(handover.open)},
            {"signed_by", text_or_null(handover.signed_by)},
            {"signed_at", time_or_null(handover.signed_at)},
            {"comment", shown(handover.comment)}};
}

/// Whoever acts sees words.
Response handover_answer(const Handover& handover, int status) {
    Response response = answer({{"handover", json_of(handover, true)}}, status);
    if (status == 201) response.headers.emplace_back("Location", "/api/v1/handovers/" + handover.id.to_string());
    return response;
}

// ---- reading ---------------------------------------------------------------------------------

Result<Response> list(const Request& request, store::Reader& reader) {
    store::HandoverFilter filter;
    filter.scope = request.principal.scope;
    ANJU_TRY(filter.is_signed, bool_parameter(request, "signed"));
    filter.street = name_parameter<StreetId>(request, "street");
    ANJU_TRY(filter.after, cursor_of<HandoverId>(request));
    ANJU_TRY(filter.limit, limit_of(request));
    ANJU_TRY(const auto rows, reader.handovers().handovers(filter));
    json::array handovers;
    for (const auto& row : rows) handovers.emplace_back(json_of(row, sees_words(request)));
    json::value next = next_cursor(rows, filter.limit, [](const auto& row) { return row.id.to_string(); });
    return answer({{"handovers", std::move(handovers)}, {"next", std::move(next)}});
}

Result<Response> show(const Request& request, store::Reader& reader) {
    const auto id = Ulid::parse(request.id);
    if (!id) return no_such("handover", request.id);
    ANJU_TRY(const auto found, reader.handovers().handover(HandoverId(id.value())));
    if (!found || !covers(request.principal.scope, found->street)) return no_such("handover", request.id);
    return answer({{"handover", json_of(*found, sees_words(request))}});
}

/// What alertd would add if somebody handed over now.
Result<Response> preview(const Request& request, store::Reader& reader, UtcTime now) {
    const Street street = name_parameter<StreetId>(request, "street");
    if (!covers(request.principal.scope, street)) return no_such("street", street ? street->value : "");
    ANJU_TRY(const auto work, reader.handovers().open_work(street, now));
    return answer({{"street", street_or_null(street)}, {"at", to_rfc3339(now)}, {"open", json_of(work)}});
}

// ---- writing ---------------------------------------------------------------------------------

/// What the caller wants, without what only the engine knows.
Result<Handover> wanted_handover(const Request& request) {
    ANJU_TRY(const auto body, body_of(request));
    ANJU_TRY(only_known(body, {"actor", "id", "street", "text"}));
    Handover wanted;
    ANJU_TRY(wanted.author, actor_of(request, body));
    ANJU_TRY(const auto id, text_field(body, "id", kLongestName));
    if (!id.empty()) {
        const auto parsed = Ulid::parse(id);
        if (!parsed) return wrong_field("id", "a ULID of 26 characters", id);
        wanted.id = HandoverId(parsed.value());
    }
    ANJU_TRY(auto street, text_field(body, "street", 4 * kLongestName));
    if (!street.empty()) wanted.street = StreetId(std::move(street));
    ANJU_TRY(wanted.text, required_text(body, "text", kLongestNote));
    return wanted;
}

/// Ids and numbers only: the words can be forgotten, the journal cannot.
std::vector<std::pair<std::string, std::string>> facts_of(const Handover& handover) {
    const auto& open = handover.open;
    return {{"handover", handover.id.to_string()},           {"street", handover.street ? handover.street->value : ""},
            {"emergency", std::to_string(open.by_class[0])}, {"welfare", std::to_string(open.by_class[1])},
            {"technical", std::to_string(open.by_class[2])}, {"waiting", std::to_string(open.waiting)},
            {"silences", std::to_string(open.silences)},     {"overdue", std::to_string(open.overdue)}};
}

/// A street that is not there and one that is not the caller's are answered alike.
Result<std::optional<Response>> refused_place(ingest::Turn& turn, const Street& street, const core::Scope& scope) {
    if (!street) {
        if (scope.everything) return std::optional<Response>();
        return std::optional(problem(422, "unknown_place", "field 'street': name the street that is handed over"));
    }
    ANJU_TRY(const auto place, turn.writer().silences().place_of(core::SilenceScope::street, street->value));
    if (place && covers(scope, street)) return std::optional<Response>();
    return std::optional(problem(422, "unknown_place", fmt::format("field 'street': there is no '{}'", street->value)));
}

Result<Response> write(ingest::Turn& turn, Handover handover, const core::Scope& scope) {
    ANJU_TRY(auto refused, refused_place(turn, handover.street, scope));
    if (refused) return std::move(*refused);
    const UtcTime now = turn.now().utc;
    auto& handovers = turn.writer().handovers();
    if (handover.id.is_nil()) {
        handover.id = HandoverId(turn.ids().next(now));
    } else {
        ANJU_TRY(const auto stored, handovers.find(handover.id));
        const auto is_the_same = [&] {
            return stored->street == handover.street && stored->author == handover.author &&
                   stored->text == handover.text;
        };
        if (stored && is_the_same()) return handover_answer(*stored, 200);
        if (stored) return problem(409, "conflict", "field 'id': another handover has this id");
    }
    handover.written_at = now;
    ANJU_TRY(handover.open, handovers.open_work(handover.street, now));
    ANJU_TRY(handovers.add(handover));
    ANJU_TRY(turn.journal_as(handover.author, "handover.written", facts_of(handover)));
    return handover_answer(handover, 201);
}

struct Signature {
    HandoverId id;
    std::string actor, comment;
};

Result<Signature> wanted_signature(const Request& request, const Ulid& id) {
    ANJU_TRY(const auto body, body_of(request));
    ANJU_TRY(only_known(body, {"actor", "comment"}));
    Signature wanted;
    wanted.id = HandoverId(id);
    ANJU_TRY(wanted.actor, actor_of(request, body));
    ANJU_TRY(wanted.comment, text_field(body, "comment", kLongestNote));
    return wanted;
}

Result<Response> sign(ingest::Turn& turn, const Signature& wanted, const core::Scope& scope) {
    auto& handovers = turn.writer().handovers();
    ANJU_TRY(auto handover, handovers.find(wanted.id));
    if (!handover || !covers(scope, handover->street)) return no_such("handover", wanted.id.to_string());
    // Asked again: whoever lost the answer hears it once more.
    const bool same_words = wanted.comment.empty() || wanted.comment == handover->comment;
    if (handover->signed_by == wanted.actor && same_words) return handover_answer(*handover, 200);
    if (!handover->signed_by.empty()) {
        return problem(409, "wrong_state", "the handover is signed already, by " + handover->signed_by);
    }
    if (handover->author == wanted.actor) {
        return problem(409, "own_handover", "whoever takes over signs, not who has written the handover");
    }
    handover->signed_by = wanted.actor;
    handover->signed_at = turn.now().utc;
    handover->comment = wanted.comment;
    ANJU_TRY(handovers.sign(wanted.id, wanted.actor, *handover->signed_at, wanted.comment));
    ANJU_TRY(turn.journal_as(wanted.actor, "handover.signed",
                             {{"handover", wanted.id.to_string()},
                              {"street", handover->street ? handover->street->value : ""},
                              {"author", handover->author}}));
    return handover_answer(*handover, 200);
}

}  // namespace

void add_handover_routes(Router& router, const Services& services) {
    router.add({"GET", "/api/v1/handovers", {"signed", "street", "limit", "cursor"}, Permission::read, Reading(list)});
    router.add({"GET", "/api/v1/handovers/{id}", {}, Permission::read, Reading(show)});
    router.add({"GET",
                "/api/v1/handover-preview",
                {"street"},
                Permission::read,
                Reading([clock = services.clock](const Request& request, store::Reader& reader) {
                    return preview(request, reader, clock->now().utc);
                })});
    router.add({"POST",
                "/api/v1/handovers",
                {},
                Permission::act,
                Acting([change = services.change](const Request& request, Done done) {
                    auto wanted = wanted_handover(request);
                    if (!wanted) return done(problem_of(wanted.error()));
                    answer_after(
                        change,
                        [wanted = std::move(wanted).value(), scope = request.principal.scope](ingest::Turn& turn) {
                            return write(turn, wanted, scope);
                        },
                        std::move(done));
                })});
    router.add({"POST",
                "/api/v1/handovers/{id}/sign",
                {},
                Permission::act,
                Acting([change = services.change](const Request& request, Done done) {
                    const auto id = Ulid::parse(request.id);
                    if (!id) return done(no_such("handover", request.id));
                    auto wanted = wanted_signature(request, id.value());
                    if (!wanted) return done(problem_of(wanted.error()));
                    answer_after(
                        change,
                        [wanted = std::move(wanted).value(), scope = request.principal.scope](ingest::Turn& turn) {
                            return sign(turn, wanted, scope);
                        },
                        std::move(done));
                })});
}

}  // namespace anju::alertd::api
