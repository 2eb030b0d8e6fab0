// A city platform as alertd.toml describes it, and the calls to it. Pure: values in, bytes out.
#pragma once

#include "alertd/core/milestones.hpp"
#include "alertd/northbound/template.hpp"
#include "alertd/notify/http_client.hpp"
#include "alertd/notify/wording.hpp"
#include "alertd/store/outward.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anju::alertd::northbound {

struct PlatformOptions {
    std::string id;    ///< stands in the path of its write-back, in keys and metrics: letters, digits and - _ .
    std::string url;   ///< POSTed to, with placeholders
    std::string body;  ///< BodyTemplate
    std::vector<std::string> headers;  ///< whole lines without placeholders
    std::string bearer;                ///< sent as `Authorization: Bearer`; empty: none
    std::string hmac_secret;           ///< signs each call as a webhook is signed; empty: unsigned
    std::string ticket_pointer;        ///< where the answer names its ticket; empty: it names none
    std::string status_pointer;        ///< where an answer names its status; empty: it names none
    std::string poll_url;              ///< GET, with placeholders; empty: not asked
    Millis poll_every{60'000};
    std::string write_back_token;  ///< what the platform shows when it writes back; empty: it may not
    std::vector<IncidentClass> classes{IncidentClass::emergency, IncidentClass::welfare};
    bool address = false;  ///< whether {{address}} is filled: personal data leaves the house with it
    /// Whether tests and drills are told too. A platform that cannot tell them apart would send people out.
    bool exercises = false;
    std::map<std::string, std::string> words;  ///< "state.open" -> "立案": how the platform spells our words
    std::string page_url;
    notify::Language language = notify::Language::zh_cn;
    std::chrono::minutes utc_offset{480};
    notify::HttpOptions http;
};

/// The names that a body, a URL and a poll may hold.
[[nodiscard]] const std::vector<std::string_view>& placeholders();

struct Call {
    std::string url;
    std::vector<std::string> headers;
    std::string body;
};

class Platform {
public:
    /// invalid: a template is none; the message names the setting first ("body: ...").
    [[nodiscard]] static Result<Platform> make(PlatformOptions options);
    [[nodiscard]] const PlatformOptions& options() const { return options_; }

    /// Nothing when there is nothing to tell: the journal row is no milestone after all (a late word), or of
    /// an exercise that the platform does not want.
    [[nodiscard]] std::optional<Call> call_for(const store::PlatformEvent& event, const store::PublishedCase& of,
                                               const std::string& ticket, UtcTime now) const;
    [[nodiscard]] Call poll_for(const store::PlatformTicket& ticket) const;
    [[nodiscard]] bool wants(IncidentClass incident_class) const;

private:
    explicit Platform(PlatformOptions options) : options_(std::move(options)) {}
    [[nodiscard]] std::string spelled(const std::string& kind, std::string_view word) const;
    [[nodiscard]] Values values_of(const store::PlatformEvent& event, const core::Milestone& milestone,
                                   const store::PublishedCase& of, const std::string& ticket) const;

    PlatformOptions options_;
    std::optional<BodyTemplate> body_;
    std::optional<LineTemplate> url_;
    std::optional<LineTemplate> poll_url_;
};

/// "<platform>/<incident>/<journal number>": the same for every repeat.
[[nodiscard]] std::string key_of(const store::PlatformEvent& event);

enum class Verdict { taken, refused, later, stopping, nothing_to_tell };
struct Answer {
    Verdict verdict = Verdict::later;
    std::string why;
    std::string ticket;
    std::string status;
    std::optional<Millis> retry_after;
};
/// What an answer to an event means (README.md has the table).
[[nodiscard]] Answer read_answer(const notify::HttpAnswer& answer, const PlatformOptions& options);
/// What an answer to a question says; nothing when it says nothing.
[[nodiscard]] std::string read_status(const notify::HttpAnswer& answer, const PlatformOptions& options);

/// When to try again: 1 s, 2 s, 4 s ... 5 min, with jitter from `chance`.
[[nodiscard]] Millis wait_after(int attempts, std::uint64_t chance);

inline constexpr std::size_t kMostTicketBytes = 128;
inline constexpr std::size_t kMostStatusBytes = 200;

}  // namespace anju::alertd::northbound
