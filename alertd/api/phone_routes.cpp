// A responder's phone: it opens the link of a message, sees one case and answers. Who comes is told by the link alone
// (L1 to L4 of alertd/access/phone_links.hpp), so the routes are open to everybody and let nobody else in.
#include "alertd/access/phone_links.hpp"
#include "alertd/access/secrets.hpp"
#include "alertd/api/body.hpp"
#include "alertd/api/encode.hpp"
#include "alertd/api/handlers.hpp"
#include "alertd/api/listing.hpp"
#include "alertd/api/quiet.hpp"
#include "alertd/ingest/turn.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace anju::alertd::api {

namespace json = boost::json;

namespace {

constexpr std::size_t kLeastDevice = 16;
/// Longer than any link lasts.
constexpr Millis kForgetAfter{7LL * 86'400'000};

/// Who comes, on which phone.
struct Caller {
    IncidentId incident;
    ResponderId responder;
    store::Digest device;
    [[nodiscard]] std::string actor() const { return "responder:" + responder.value; }
};

struct Doorway {
    std::shared_ptr<const access::PhoneLinks> links;
    std::shared_ptr<const Clock> clock;
    std::shared_ptr<const core::Zone> zone;
    decltype(Services::act) act;
    decltype(Services::change) change;
};

Response refused(std::string_view word, std::string detail) { return problem(403, word, std::move(detail)); }
Response other_phone() { return refused("other_phone", "this link was opened on another phone; log in instead"); }

/// What a phone shows of itself.
struct Card {
    std::optional<NotificationId> told;  ///< nothing: the link is none of ours
    store::Digest device;
};

/// `more` are the fields of the body besides link and device.
Result<Card> card_of(const Doorway& door, const json::object& body, std::vector<std::string_view> more = {}) {
    more.insert(more.end(), {"link", "device"});
    ANJU_TRY(only_known(body, more));
    ANJU_TRY(const auto text, required_text(body, "link", 4 * kLongestName));
    ANJU_TRY(const auto device, required_text(body, "device", 4 * kLongestName));
    if (device.size() < kLeastDevice) {
        return fail(ErrorCode::invalid, "field 'device' must be at least 16 bytes that the phone made by chance");
    }
    return Card{door.links ? door.links->read(text) : std::nullopt, access::digest_of(device)};
}

using CallerOrRefusal = std::variant<Caller, Response>;

CallerOrRefusal caller_of(const Card& card, const std::optional<store::Told>& told, UtcTime now) {
    if (!told) return refused("wrong_link", "this is no link of ours");
    if (told->at + access::kPhoneLinkLasts <= now) {
        return refused("link_expired", "this link is too old; log in instead");
    }
    return Caller{told->incident, told->responder, card.device};
}

Result<CallerOrRefusal> caller_of(const Card& card, ingest::Turn& turn) {
    std::optional<store::Told> told;
    if (card.told) {
        ANJU_TRY(const auto found, turn.writer().notification(*card.told));
        if (found) told = store::Told{found->incident, found->responder, found->created_at};
    }
    return caller_of(card, told, turn.now().utc);
}

Result<CallerOrRefusal> caller_of(const Card& card, store::Reader& reader, const Clock& clock) {
    std::optional<store::Told> told;
    if (card.told) {
        ANJU_TRY(told, reader.phone_links().told(*card.told));
    }
    return caller_of(card, told, clock.now().utc);
}

/// Whether this phone has opened the link.
template <class Phones>
Result<bool> is_own_phone(Phones& phones, const Caller& caller) {
    ANJU_TRY(const auto known, phones.phone(caller.incident, caller.responder));
    return known && access::equal(*known, caller.device);
}

/// Does the work for the caller inside the engine's transaction, or answers who cannot be let in.
void change_for(const Doorway& door, const Request& request, const Done& done,
                Result<Response> (*work)(ingest::Turn&, const Caller&)) {
    const auto body = body_of(request);
    if (!body) return done(problem_of(body.error()));
    auto card = card_of(door, body.value());
    if (!card) return done(problem_of(card.error()));
    answer_after(
        door.change,
        [card = card.value(), work](ingest::Turn& turn) -> Result<Response> {
            ANJU_TRY(auto who, caller_of(card, turn));
            if (auto* refusal = std::get_if<Response>(&who)) return std::move(*refusal);
            return work(turn, std::get<Caller>(who));
        },
        done);
}

// ---- opening ---------------------------------------------------------------------------------

Result<Response> open_link(ingest::Turn& turn, const Caller& caller) {
    auto& phones = turn.writer().phone_links();
    ANJU_TRY(const auto known, phones.phone(caller.incident, caller.responder));
    if (known && !access::equal(*known, caller.device)) return other_phone();
    if (!known) {
        const UtcTime now = turn.now().utc;
        ANJU_TRY(phones.put_phone(caller.incident, caller.responder, caller.device, now, now - kForgetAfter));
        ANJU_TRY(turn.journal_as(caller.actor(), "responder.link_opened", {{"responder", caller.responder.value}},
                                 caller.incident));
    }
    return answer({{"incident", caller.incident.to_string()}, {"responder", caller.responder.value}});
}

// ---- the case --------------------------------------------------------------------------------

bool has_accepted(core::AttendanceState state) {
    return state == core::AttendanceState::accepted || state == core::AttendanceState::en_route ||
           state == core::AttendanceState::on_scene;
}

template <class List>
json::array attendances_json(const List& attendances, const ResponderId& own) {
    json::array list;
    for (const auto& one : attendances) {
        if (one.responder == own) continue;
        list.push_back(json::object{{"responder", one.responder.value},
                                    {"state", json::string_view(core::to_string(one.state))},
                                    {"since", to_rfc3339(one.since)}});
    }
    return list;
}

/// Of a closed case nothing personal is shown any more.
json::object case_json(const store::IncidentDetail& detail, const ResponderId& own, const core::Zone& zone) {
    const auto& incident = detail.incident;
    const bool closed = incident.state == core::IncidentState::closed;
    const auto mine = std::ranges::find(detail.attendances, own, &core::Attendance::responder);
    json::object body{
        {"incident", incident.id.to_string()},
        {"responder", own.value},
        {"class", json::string_view(to_string(incident.incident_class))},
        {"headline", json::string_view(to_string(incident.headline))},
        {"severity", json::string_view(to_string(incident.severity))},
        {"state", json::string_view(core::to_string(incident.state))},
        {"exercise", incident.exercise == core::Exercise::none ? json::value(nullptr)
                                                               : json::value(core::to_string(incident.exercise))},
        {"opened_at", to_rfc3339(incident.opened_at)},
        {"time_zone", zone.name()},
        {"owner", text_or_null(incident.owner)},
        {"all_clear", incident.all_clear},
        {"address", closed ? json::value(nullptr) : json::value(incident.place.address)},
        {"own_state",
         mine == detail.attendances.end() ? json::value(nullptr) : json::value(core::to_string(mine->state))},
        {"others", attendances_json(detail.attendances, own)},
        {"access_notes", !closed && mine != detail.attendances.end() && has_accepted(mine->state)}};
    json::array residents, contacts;
    if (!closed) {
        for (const auto& one : detail.residents) {
            residents.push_back(json::object{{"name", one.name},
                                             {"phone", one.phone},
                                             {"birth_year", one.birth_year},
                                             {"lives_alone", one.lives_alone},
                                             {"medical_notes", one.medical_notes}});
        }
        for (const auto& one : detail.contacts) {
            contacts.push_back(json::object{
                {"name", one.name}, {"relation", one.relation}, {"phone", one.phone}, {"has_key", one.has_key}});
        }
    }
    body["residents"] = std::move(residents);
    body["contacts"] = std::move(contacts);
    return body;
}

Result<Response> show_case(const Doorway& door, const Request& request, store::Reader& reader) {
    ANJU_TRY(const auto body, body_of(request));
    ANJU_TRY(const auto card, card_of(door, body));
    ANJU_TRY(auto who, caller_of(card, reader, *door.clock));
    if (auto* refusal = std::get_if<Response>(&who)) return std::move(*refusal);
    const auto& caller = std::get<Caller>(who);
    ANJU_TRY(const bool own, is_own_phone(reader.phone_links(), caller));
    if (!own) return other_phone();
    ANJU_TRY(const auto detail, reader.incident_detail(caller.incident));
    if (!detail) return problem(404, "not_found", "there is no such case any more");
    return answer(case_json(*detail, caller.responder, *door.zone));
}

// ---- how to get in ---------------------------------------------------------------------------

Result<Response> show_access(ingest::Turn& turn, const Caller& caller) {
    ANJU_TRY(const bool own, is_own_phone(turn.writer().phone_links(), caller));
    if (!own) return other_phone();
    ANJU_TRY(const auto incident, turn.writer().incident(caller.incident));
    if (!incident || incident->state == core::IncidentState::closed) {
        return problem(409, "wrong_state", "the case is closed");
    }
    ANJU_TRY(const auto attendances, turn.writer().attendances_of(caller.incident));
    const auto mine = std::ranges::find(attendances, caller.responder, &core::Attendance::responder);
    if (mine == attendances.end() || !has_accepted(mine->state)) {
        return refused("accept_first", "how to get in is shown to whoever has accepted");
    }
    const std::string home = incident->place.home.value;
    const auto& table = store::table_of(store::TableId::access_notes);
    ANJU_TRY(const auto row, turn.writer().registry().row(table.id, {home}));
    ANJU_TRY(turn.journal_as(caller.actor(), "registry.revealed",
                             {{"table", std::string(table.name)}, {"row", home}, {"reason", "accepted"}},
                             caller.incident));
    return answer({{"notes", row ? row->cells.at(store::column_at(table, "notes")) : ""}});
}

// ---- acts ------------------------------------------------------------------------------------

constexpr std::array kActs{std::pair("accept", core::Act::accept), std::pair("decline", core::Act::decline),
                           std::pair("en_route", core::Act::en_route), std::pair("on_scene", core::Act::on_scene),
                           std::pair("done", core::Act::done)};

Result<core::OperatorAct> act_of(const Caller& caller, const json::object& body) {
    ANJU_TRY(const auto word, required_text(body, "act", kLongestName));
    const auto found = std::ranges::find(kActs, word, [](const auto& one) { return std::string_view(one.first); });
    if (found == kActs.end()) return wrong_field("act", "accept, decline, en_route, on_scene or done", word);
    core::OperatorAct act;
    act.incident = caller.incident;
    act.act = found->second;
    act.actor = caller.actor();
    act.responder = caller.responder;
    ANJU_TRY(act.note, text_field(body, "note", kLongestNote));
    ANJU_TRY(const auto disposition, text_field(body, "disposition", kLongestName));
    if (!disposition.empty()) {
        act.disposition = core::parse_case_word<core::Disposition>(disposition);
        if (!act.disposition) return wrong_field("disposition", "how it was, such as real or false_alarm", disposition);
    }
    return act;
}

/// The case goes along with the answer for who works with it; a phone asks for its own view of it.
Response without_case(Response response) {
    if (response.status == 200) return answer({{"done", true}});
    json::error_code wrong;
    auto problem = json::parse(response.body, wrong);
    if (wrong || !problem.is_object()) return response;
    problem.get_object().erase("incident");
    response.body = json::serialize(problem);
    std::erase_if(response.headers, [](const auto& header) { return header.first == "ETag"; });
    return response;
}

Result<void> do_act(const Doorway& door, const Request& request, store::Reader& reader, Done done) {
    ANJU_TRY(const auto body, body_of(request));
    ANJU_TRY(const auto card, card_of(door, body, {"act", "note", "disposition"}));
    ANJU_TRY(auto who, caller_of(card, reader, *door.clock));
    if (auto* refusal = std::get_if<Response>(&who)) {
        done(std::move(*refusal));
        return success();
    }
    const auto& caller = std::get<Caller>(who);
    ANJU_TRY(auto act, act_of(caller, body));
    ANJU_TRY(const bool own, is_own_phone(reader.phone_links(), caller));
    if (!own) {
        done(other_phone());
        return success();
    }
    door.act(std::move(act), [done = std::move(done)](const Result<ingest::ActResult>& result) {
        done(without_case(answer_of(result)));
    });
    return success();
}

}  // namespace

void add_phone_routes(Router& router, const Services& services) {
    const Doorway door{services.phone_links, services.clock, services.zone, services.act, services.change};
    const auto changing = [&](const char* path, Result<Response> (*work)(ingest::Turn&, const Caller&)) {
        router.add({"POST", path, {}, Permission::open, Acting([door, work](const Request& request, const Done& done) {
                        change_for(door, request, done, work);
                    })});
    };
    changing("/api/v1/phone/open", open_link);
    changing("/api/v1/phone/access-notes", show_access);
    router.add(
        {"POST",
         "/api/v1/phone/case",
         {},
         Permission::open,
         Reading([door](const Request& request, store::Reader& reader) { return show_case(door, request, reader); })});
    router.add({"POST",
                "/api/v1/phone/acts",
                {},
                Permission::open,
                ReadingThenActing([door](const Request& request, store::Reader& reader, Done done) {
                    return do_act(door, request, reader, std::move(done));
                })});
}

}  // namespace anju::alertd::api
