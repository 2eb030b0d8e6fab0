#include "alertd/northbound/platform.hpp"

#include "alertd/notify/channels.hpp"
#include "alertd/notify/texts.hpp"
#include "base/text.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>

namespace anju::alertd::northbound {

namespace json = boost::json;

namespace {

constexpr std::size_t kMostWhyBytes = 160;
constexpr Millis kLongestWait{300'000};

std::string_view event_word(core::MilestoneKind kind) {
    const auto event = core::milestone_events().at(static_cast<std::size_t>(kind));
    return event.substr(event.find('.') + 1);
}

std::string local_time(UtcTime at, std::chrono::minutes offset) {
    const auto text = to_rfc3339(at + offset);
    return text.substr(0, 10) + " " + text.substr(11, 8);
}

std::string valid(const std::string& text) { return to_valid_utf8(text, text.size() * 3); }

json::value parsed(const std::string& body) {
    boost::system::error_code error;
    auto value = json::parse(body, error);
    return error ? json::value() : value;
}

}  // namespace

const std::vector<std::string_view>& placeholders() {
    static const std::vector<std::string_view> kNames{
        "key",        "seq",         "event",           "incident",       "state",
        "state_word", "class",       "severity",        "condition",      "condition_text",
        "street",     "street_name", "committee",       "committee_name", "address",
        "opened_at",  "at",          "opened_at_local", "at_local",       "disposition",
        "exercise",   "alerts",      "reports",         "ticket",         "page"};
    return kNames;
}

Result<Platform> Platform::make(PlatformOptions options) {
    const auto named = [](const char* setting, const Error& error) {
        return fail(error.code, std::string(setting) + ": " + error.message);
    };
    Platform platform(std::move(options));
    auto body = BodyTemplate::parse(platform.options_.body, placeholders());
    if (!body) return named("body", body.error());
    auto url = LineTemplate::parse(platform.options_.url, placeholders());
    if (!url) return named("url", url.error());
    auto poll = LineTemplate::parse(platform.options_.poll_url, {"ticket", "incident"});
    if (!poll) return named("poll_url", poll.error());
    platform.body_ = std::move(body).value();
    platform.url_ = std::move(url).value();
    platform.poll_url_ = std::move(poll).value();
    return platform;
}

std::string Platform::spelled(const std::string& kind, std::string_view word) const {
    const auto found = options_.words.find(kind + "." + std::string(word));
    return found == options_.words.end() ? std::string(word) : found->second;
}

bool Platform::wants(IncidentClass incident_class) const {
    return std::ranges::find(options_.classes, incident_class) != options_.classes.end();
}

Values Platform::values_of(const store::PlatformEvent& event, const core::Milestone& milestone,
                           const store::PublishedCase& of, const std::string& ticket) const {
    const auto& incident = of.incident;
    const auto state = std::string(core::to_string(milestone.state));
    const auto own_state = options_.words.find("state." + state);
    const auto id_or_null = [](const auto& id) { return id ? json::value(valid(id->value)) : json::value(); };
    const auto disposition =
        milestone.disposition ? json::value(spelled("disposition", to_string(*milestone.disposition))) : json::value();
    return {
        {"key", key_of(event)},
        {"seq", event.seq},
        {"event", spelled("event", event_word(milestone.kind))},
        {"incident", incident.id.to_string()},
        {"state",
         own_state == options_.words.end() ? std::string(core::platform_state(milestone.state)) : own_state->second},
        {"state_word", state},
        {"class", spelled("class", to_string(milestone.incident_class))},
        {"severity", spelled("severity", to_string(milestone.severity))},
        {"condition", spelled("condition", to_string(milestone.headline))},
        {"condition_text", notify::wording_of(milestone.headline).in(options_.language)},
        {"street", id_or_null(incident.place.street)},
        {"street_name", valid(of.street_name)},
        {"committee", id_or_null(incident.place.committee)},
        {"committee_name", valid(of.committee_name)},
        {"address", options_.address ? json::value(valid(incident.place.address)) : json::value("")},
        {"opened_at", to_rfc3339(incident.opened_at)},
        {"at", to_rfc3339(milestone.at)},
        {"opened_at_local", local_time(incident.opened_at, options_.utc_offset)},
        {"at_local", local_time(milestone.at, options_.utc_offset)},
        {"disposition", disposition},
        {"exercise", milestone.drill  ? json::value("drill")
                     : milestone.test ? json::value("test")
                                      : json::value()},
        {"alerts", incident.alerts},
        {"reports", incident.reports},
        {"ticket", ticket.empty() ? json::value() : json::value(valid(ticket))},
        {"page", options_.page_url.empty()
                     ? json::value()
                     : json::value(options_.page_url + "/#/incidents/" + incident.id.to_string())},
    };
}

std::optional<Call> Platform::call_for(const store::PlatformEvent& event, const store::PublishedCase& of,
                                       const std::string& ticket, UtcTime now) const {
    const auto milestones = core::milestones_of(of.timeline);
    const auto found = std::ranges::find(milestones, event.seq, &core::Milestone::seq);
    if (found == milestones.end()) return std::nullopt;
    if ((found->test || found->drill) && !options_.exercises) return std::nullopt;
    const auto values = values_of(event, *found, of, ticket);
    Call call{url_->fill(values), options_.headers, body_->fill(values)};
    call.headers.push_back("Content-Type: application/json");
    call.headers.push_back("Idempotency-Key: " + key_of(event));
    if (!options_.bearer.empty()) call.headers.push_back("Authorization: Bearer " + options_.bearer);
    if (!options_.hmac_secret.empty()) {
        const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
        const auto timestamp = std::to_string(seconds);
        call.headers.push_back("X-Anju-Timestamp: " + timestamp);
        call.headers.push_back("X-Anju-Signature: " +
                               notify::webhook_signature(options_.hmac_secret, timestamp, call.body));
    }
    return call;
}

Call Platform::poll_for(const store::PlatformTicket& ticket) const {
    const Values values{{"ticket", ticket.ticket}, {"incident", ticket.incident.to_string()}};
    Call call{poll_url_->fill(values), options_.headers, ""};
    if (!options_.bearer.empty()) call.headers.push_back("Authorization: Bearer " + options_.bearer);
    return call;
}

std::string key_of(const store::PlatformEvent& event) {
    return event.platform + "/" + event.incident.to_string() + "/" + std::to_string(event.seq);
}

Answer read_answer(const notify::HttpAnswer& answer, const PlatformOptions& options) {
    Answer read;
    if (answer.end == notify::HttpAnswer::End::stopping) return {Verdict::stopping, "shutting down", "", "", {}};
    if (answer.status == 0) {
        read.why = to_valid_utf8(answer.why, kMostWhyBytes);
        return read;
    }
    read.why = "HTTP " + std::to_string(answer.status);
    read.retry_after = answer.retry_after;
    const bool whole = answer.end == notify::HttpAnswer::End::complete;
    const auto body = whole ? parsed(answer.body) : json::value();
    read.ticket = to_valid_utf8(text_at(body, options.ticket_pointer), kMostTicketBytes);
    read.status = to_valid_utf8(text_at(body, options.status_pointer), kMostStatusBytes);
    if (answer.status == 409) {
        read.verdict = Verdict::taken;
    } else if (answer.status == 400 || answer.status == 413 || answer.status == 422) {
        read.verdict = Verdict::refused;
    } else if (answer.succeeded()) {
        const bool missing = !options.ticket_pointer.empty() && read.ticket.empty();
        if (missing) read.why += " without a ticket at " + options.ticket_pointer;
        read.verdict = missing ? Verdict::later : Verdict::taken;
    }
    return read;
}

std::string read_status(const notify::HttpAnswer& answer, const PlatformOptions& options) {
    if (answer.end != notify::HttpAnswer::End::complete || !answer.succeeded()) return "";
    return to_valid_utf8(text_at(parsed(answer.body), options.status_pointer), kMostStatusBytes);
}

Millis wait_after(int attempts, std::uint64_t chance) {
    const int doublings = std::clamp(attempts, 1, 9);
    const Millis ceiling = std::min(Millis{1'000} * (1 << doublings), kLongestWait);
    const Millis half = ceiling / 2;
    return half + Millis{static_cast<Millis::rep>(chance % static_cast<std::uint64_t>(half.count() + 1))};
}

}  // namespace anju::alertd::northbound
