// The CAP feed, the log of deliveries, and the two doors that others come in by: a city platform's
// write-back and WeCom's callback.
#include "alertd/access/secrets.hpp"
#include "alertd/api/body.hpp"
#include "alertd/api/encode.hpp"
#include "alertd/api/handlers.hpp"
#include "alertd/api/listing.hpp"
#include "alertd/ingest/turn.hpp"
#include "base/text.hpp"

#include <fmt/format.h>
#include <sodium.h>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <memory>

namespace anju::alertd::api {

namespace json = boost::json;

namespace {

constexpr std::size_t kRows = 50;
constexpr std::size_t kMostFeedEntries = 200;
constexpr std::size_t kLongestTicket = 128;
constexpr std::size_t kLongestStatus = 200;

Response not_set_up(std::string_view what) {
    return problem(404, "not_set_up", fmt::format("{} is not set up here", what));
}

// ---- CAP --------------------------------------------------------------------------------------------

std::string etag_of(std::string_view body) {
    std::array<unsigned char, crypto_generichash_BYTES_MIN> hash{};
    crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(body.data()), body.size(),
                       nullptr, 0);
    std::array<char, 2 * crypto_generichash_BYTES_MIN + 1> hex{};
    sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
    return fmt::format("\"{}\"", hex.data());
}

/// The document, or 304 when the caller has this very one.
Response document(const Request& request, std::string content_type, std::string body) {
    Response response;
    const auto etag = etag_of(body);
    response.headers.emplace_back("ETag", etag);
    response.content_type = std::move(content_type);
    if (request.if_none_match && (*request.if_none_match == etag || *request.if_none_match == "*")) {
        response.status = 304;
        response.content_type.clear();
    } else {
        response.body = std::move(body);
    }
    return response;
}

cap::Area area_of(const store::PublishedCase& of) {
    return {of.incident.place.committee, of.committee_name, of.incident.place.street, of.street_name};
}

/// Every message of a case that this caller may read.
struct Published {
    std::vector<cap::Message> chain;
    cap::Area area;
};
Result<Published> published(const IncidentId& id, const Request& request, const cap::CapOptions& options,
                            store::Reader& reader) {
    ANJU_TRY(const auto of, reader.outward().published_case(id));
    if (!of || !request.principal.scope.covers(of->incident.place)) return Published{};
    if (of->incident.incident_class == IncidentClass::technical && !options.technical) return Published{};
    return Published{cap::chain_of(id, of->timeline), area_of(*of)};
}

Result<Response> feed(const Outward& outward, const Request& request, store::Reader& reader) {
    if (!outward.cap) return not_set_up("the CAP feed");
    constexpr auto kNewest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    ANJU_TRY(const auto limit, limit_of(request, kRows, kMostFeedEntries));
    ANJU_TRY(const auto before, number(request, "before", 1, kNewest));
    std::uint64_t from = before.value_or(0);
    if (!before) {
        ANJU_TRY(from, reader.journal_head());
        ++from;
    }
    ANJU_TRY(const auto moments, reader.outward().moments_before(from, limit));
    std::map<IncidentId, Published> cases;
    std::vector<cap::FeedEntry> entries;
    for (const auto& moment : moments.found) {
        auto known = cases.find(moment.incident);
        if (known == cases.end()) {
            ANJU_TRY(auto of, published(moment.incident, request, *outward.cap, reader));
            known = cases.emplace(moment.incident, std::move(of)).first;
        }
        for (const auto& message : known->second.chain) {
            if (message.milestone.seq == moment.seq) entries.push_back({message, known->second.area});
        }
    }
    const auto previous = moments.looked_to == 0 ? "" : fmt::format("?before={}", moments.looked_to + 1);
    return document(request, "application/atom+xml; charset=utf-8",
                    cap::to_feed(entries, {outward.page_url, previous}, UtcTime{}, *outward.cap));
}

Result<Response> message(const Outward& outward, const Request& request, store::Reader& reader) {
    if (!outward.cap) return not_set_up("the CAP feed");
    const auto missing = [&] { return fail(ErrorCode::not_found, fmt::format("there is no message {}", request.id)); };
    const auto wanted = cap::parse_identifier(request.id);
    if (!wanted) return missing();
    ANJU_TRY(const auto of, published(wanted->first, request, *outward.cap, reader));
    for (const auto& each : of.chain) {
        if (each.milestone.seq != wanted->second) continue;
        return document(request, "application/cap+xml; charset=utf-8", cap::to_xml(each, of.area, *outward.cap));
    }
    return missing();
}

// ---- deliveries -------------------------------------------------------------------------------------

json::object json_of_attempt(const store::DeliveryAttempt& attempt) {
    return {{"at", to_rfc3339(attempt.at)},
            {"outcome", std::string(to_string(attempt.outcome))},
            {"error", attempt.error.empty() ? json::value(nullptr)
                                            : json::value(to_valid_utf8(attempt.error, attempt.error.size() * 3))},
            {"took_ms", attempt.took ? json::value(attempt.took->count()) : json::value(nullptr)}};
}

Result<store::DeliveryFilter> delivery_filter(const Request& request) {
    store::DeliveryFilter filter;
    if (const auto* text = request.parameter("incident")) {
        const auto id = Ulid::parse(*text);
        if (!id) return wrong_parameter("incident", "the id of an incident", *text);
        filter.incident = IncidentId(id.value());
    }
    if (const auto* text = request.parameter("responder")) filter.responder = ResponderId(*text);
    if (const auto* text = request.parameter("state")) {
        filter.state = core::parse_case_word<core::NotificationState>(*text);
        if (!filter.state) {
            return wrong_parameter("state", "pending, sending, delivered, failed or superseded", *text);
        }
    }
    if (const auto* text = request.parameter("channel")) {
        filter.channel = core::parse_case_word<core::ChannelKind>(*text);
        if (!filter.channel) {
            return wrong_parameter("channel", "webhook, log, email, wecom_robot, wecom_app, sms or mqtt", *text);
        }
    }
    if (const auto* text = request.parameter("after")) {
        const auto id = Ulid::parse(*text);
        if (!id) return wrong_parameter("after", "the `next` of the page before", *text);
        filter.before = NotificationId(id.value());
    }
    ANJU_TRY(const auto limit, limit_of(request));
    filter.limit = limit;
    return filter;
}

Result<Response> deliveries(const Request& request, store::Reader& reader) {
    ANJU_TRY(auto filter, delivery_filter(request));
    const auto& scope = request.principal.scope;
    json::array list;
    json::value next = nullptr;
    // A scope of nothing at all sees nothing, and not everything.
    if (scope.everything || !scope.streets.empty() || !scope.committees.empty()) {
        if (!scope.everything) {
            filter.streets = scope.streets;
            filter.committees = scope.committees;
        }
        ANJU_TRY(const auto page, reader.outward().deliveries(filter));
        for (const auto& row : page.found) {
            auto object = json_of(row.notification);
            object["incident"] = row.notification.incident.to_string();
            json::array attempts;
            for (const auto& attempt : row.attempts) attempts.push_back(json_of_attempt(attempt));
            object["tries"] = std::move(attempts);
            list.push_back(std::move(object));
        }
        if (page.next) next = page.next->to_string();
    }
    Response response;
    response.body = json::serialize(json::object{{"notifications", std::move(list)}, {"next", std::move(next)}});
    return response;
}

// ---- what a platform writes back --------------------------------------------------------------------

struct WriteBack {
    std::string platform;
    std::string ticket;
    std::optional<IncidentId> incident;
    std::string status;
};

Result<WriteBack> write_back_of(const Request& request) {
    ANJU_TRY(const auto body, body_of(request));
    ANJU_TRY(only_known(body, {"ticket", "incident", "status"}));
    WriteBack back;
    back.platform = request.id;
    ANJU_TRY(back.ticket, text_field(body, "ticket", kLongestTicket));
    ANJU_TRY(const auto incident, text_field(body, "incident", kLongestName));
    ANJU_TRY(back.status, required_text(body, "status", kLongestStatus));
    if (!incident.empty()) {
        const auto id = Ulid::parse(incident);
        if (!id) return fail(ErrorCode::invalid, "field 'incident' must be the id that our calls carry");
        back.incident = IncidentId(id.value());
    }
    if (back.ticket.empty() && !back.incident) {
        return fail(ErrorCode::invalid, "field 'ticket' or field 'incident' must say which case this is about");
    }
    return back;
}

/// On the engine's thread. A status that is known already changes nothing.
Result<store::PlatformTicket> take_back(ingest::Turn& turn, const WriteBack& back) {
    auto& outward = turn.writer().outward();
    std::optional<store::PlatformTicket> stored;
    if (back.incident) {
        ANJU_TRY(const auto incident, turn.writer().incident(*back.incident));
        if (!incident) return fail(ErrorCode::not_found, "there is no such incident");
        ANJU_TRY(stored, outward.ticket(back.platform, *back.incident));
    } else {
        ANJU_TRY(stored, outward.ticket_named(back.platform, back.ticket));
        if (!stored) return fail(ErrorCode::not_found, "no case has this ticket");
    }
    auto ticket =
        stored.value_or(store::PlatformTicket{back.platform, back.incident.value_or(IncidentId{}), "", "", {}});
    if (!back.ticket.empty()) ticket.ticket = back.ticket;
    ticket.status = back.status;
    if (stored && stored->ticket == ticket.ticket && stored->status == ticket.status) return ticket;
    ticket.updated_at = turn.now().utc;
    ANJU_TRY(outward.put(ticket));
    ANJU_TRY(turn.journal_as("platform:" + back.platform, "platform.status", {{"platform", back.platform}},
                             ticket.incident));
    return ticket;
}

void write_back(const Outward& outward, const decltype(Services::change)& change, const Request& request, Done done) {
    const auto door = std::ranges::find(outward.platforms, request.id, &PlatformDoor::id);
    const auto shown = request.platform_token.value_or("");
    // The same answer to an unknown platform and to a wrong token: nobody learns which platforms there are.
    if (door == outward.platforms.end() || !access::equal(access::digest_of(shown), access::digest_of(door->token))) {
        return done(problem(401, "unauthorized", "X-Anju-Platform-Token must be this platform's token"));
    }
    auto back = write_back_of(request);
    if (!back) return done(problem_of(back.error()));
    const auto taken = std::make_shared<store::PlatformTicket>();
    change(
        [taken, back = std::move(back).value()](ingest::Turn& turn) -> Result<void> {
            ANJU_TRY(*taken, take_back(turn, back));
            return success();
        },
        [taken, done = std::move(done)](Result<void> result) {
            if (!result) return done(problem_of(result.error()));
            Response response;
            response.body = json::serialize(json_of(*taken));
            done(std::move(response));
        });
}

// ---- WeCom's callback -------------------------------------------------------------------------------

notify::CallbackQuery callback_query(const Request& request) {
    const auto text = [&](std::string_view name) {
        const auto* value = request.parameter(name);
        return value ? *value : std::string();
    };
    return {text("msg_signature"), text("timestamp"), text("nonce")};
}

Response plain_text(const CallbackReply& reply) {
    Response response;
    response.status = reply.status;
    response.content_type = "text/plain; charset=utf-8";
    response.body = reply.body;
    return response;
}

Response check_url(const Outward& outward, const Request& request) {
    if (!outward.wecom_check) return not_set_up("WeCom's callback");
    const auto* echo = request.parameter("echostr");
    return plain_text(outward.wecom_check(callback_query(request), echo ? *echo : ""));
}

void press(const Outward& outward, const Request& request, Done done) {
    if (!outward.wecom_press) return done(not_set_up("WeCom's callback"));
    outward.wecom_press(callback_query(request), request.body,
                        [done = std::move(done)](const CallbackReply& reply) { done(plain_text(reply)); });
}

}  // namespace

void add_outward_routes(Router& router, const Outward& outward, decltype(Services::change) change) {
    router.add({"GET",
                "/cap/feed.atom",
                {"before", "limit"},
                Permission::read,
                Reading([&outward](const Request& request, store::Reader& reader) {
                    return feed(outward, request, reader);
                })});
    router.add({"GET",
                "/cap/{id}.xml",
                {},
                Permission::read,
                Reading([&outward](const Request& request, store::Reader& reader) {
                    return message(outward, request, reader);
                })});
    router.add({"GET",
                "/api/v1/notifications",
                {"incident", "responder", "state", "channel", "after", "limit"},
                Permission::read_journal,
                Reading(deliveries)});
    router.add({"POST",
                "/api/v1/northbound/{id}/status",
                {},
                Permission::open,
                Acting([&outward, change = std::move(change)](const Request& request, Done done) {
                    write_back(outward, change, request, std::move(done));
                })});
    router.add({"GET",
                "/callback/wecom",
                {"msg_signature", "timestamp", "nonce", "echostr"},
                Permission::open,
                Plain([&outward](const Request& request) { return check_url(outward, request); })});
    router.add({"POST",
                "/callback/wecom",
                {"msg_signature", "timestamp", "nonce"},
                Permission::open,
                Acting([&outward](const Request& request, Done done) { press(outward, request, std::move(done)); }),
                "text/xml"});
}

}  // namespace anju::alertd::api
