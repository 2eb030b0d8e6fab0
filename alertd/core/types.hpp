// The nouns of the operations centre: what is stored, routed, shown and sent.
// Plain values; UTC times are alertd's own clock (receive time orders things, devices' times are claims).
#pragma once

#include "base/alert.hpp"
#include "base/ids.hpp"
#include "base/time.hpp"
#include "base/vocabulary.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anju::alertd::core {

// ---- registry -------------------------------------------------------------------------------

struct Street {
    StreetId id;
    std::string name;
};
struct Committee {
    CommitteeId id;
    StreetId street;
    std::string name;
};
struct Home {
    HomeId id;
    CommitteeId committee;
    GatewayId gateway;    ///< empty: none yet; one gateway may serve many homes (a hub)
    std::string address;  ///< 弄/号/室
};
struct Resident {
    ResidentId id;
    HomeId home;
    std::string name;
    std::string phone;
    int birth_year = 0;  ///< 0: unknown
    bool lives_alone = false;
    std::string medical_notes;
};
struct Device {
    DeviceId id;  ///< as its gateway names it; unique within the home
    HomeId home;
    Kind kind = Kind::unknown;
    std::string name;
};

/// Where a responder stands in the ladder: the scope of the homes it answers for.
enum class Level { home, committee, street, district };
/// The ways to reach a responder. `sms` goes through whichever provider alertd is configured for.
enum class ChannelKind { webhook, log, email, wecom_robot, wecom_app, sms, mqtt };

struct Responder {
    ResponderId id;
    std::string name;
    Level level = Level::committee;
    std::string scope;  ///< id of the home, committee or street; empty for the district
    ChannelKind channel = ChannelKind::log;
    std::string address;  ///< as the channel needs it: address_mistake() (addresses.hpp)
    std::string phone;
};

/// Where an alert belongs. Unregistered homes keep what their gateway claims, and reach the
/// claimed street if it exists, else the district.
struct Place {
    HomeId home;  ///< registered id, or "gateway:<id>" when the gateway is not registered
    bool registered = false;
    std::optional<CommitteeId> committee;
    std::optional<StreetId> street;
    std::string address;
};

// ---- the case -------------------------------------------------------------------------------

/// In the order of the city platform's names: 立案 派遣 处置 处置 处置 核查 结案.
enum class IncidentState { open, dispatched, acknowledged, en_route, on_scene, resolved, closed };
enum class Disposition { real, false_alarm, test, drill, resident_away, device_fault, duplicate, other };

/// An alert as stored: the newest revision, where it came from and which incident it belongs to.
struct Alert {
    AlertUpdate update;
    GatewayId gateway;
    HomeId home;                         ///< as resolved from the gateway; `update.key.home` is only the claim
    std::optional<IncidentId> incident;  ///< none: a test, recorded and not dispatched
    UtcTime received_first{};
    UtcTime received_last{};
};

struct Incident {
    IncidentId id;
    std::uint64_t version = 0;  ///< +1 with each change; the API's ETag
    IncidentClass incident_class = IncidentClass::emergency;
    Severity severity = Severity::major;    ///< the highest of its alerts
    Condition headline = Condition::fault;  ///< the condition of the severest alert
    IncidentState state = IncidentState::open;
    Place place;
    GatewayId gateway;
    std::uint32_t alerts = 0;   ///< attached alerts
    std::uint32_t reports = 0;  ///< the sum of their counts
    UtcTime opened_at{};
    UtcTime changed_at{};
    std::optional<UtcTime> acknowledged_at;
    std::optional<UtcTime> resolved_at;
    std::optional<UtcTime> closed_at;
    std::string owner;                       ///< who acknowledged; empty: nobody yet
    std::optional<Disposition> disposition;  ///< before the close: as who was there saw it
    int step = 0;                            ///< the last escalation step that fired; 0: none
    bool all_clear = false;  ///< every attached alert has cleared or was cancelled; people still close it
};

/// What one responder has said about a case, or was asked.
enum class AttendanceState { dispatched, notified, accepted, declined, en_route, on_scene, done };
struct Attendance {
    IncidentId incident;
    ResponderId responder;
    AttendanceState state = AttendanceState::notified;
    UtcTime since{};
    friend bool operator==(const Attendance&, const Attendance&) = default;
};

/// Words of a person about a case. The store numbers them.
struct Note {
    IncidentId incident;
    UtcTime at{};
    std::string author;  ///< "user:<name>"
    std::string text;
    friend bool operator==(const Note&, const Note&) = default;
};

enum class EscalationState { pending, fired, cancelled };
struct Escalation {
    IncidentId incident;
    int step = 1;  ///< 1, 2, 3 ...; past the policy's last step the last one repeats
    UtcTime due_at{};
    EscalationState state = EscalationState::pending;
};

/// pending -> sending (leased) -> delivered | pending again (retry) | failed (given up) | superseded
/// (the case no longer needs it at the moment of sending).
enum class NotificationState { pending, sending, delivered, failed, superseded };
struct Notification {
    NotificationId id;
    std::string key;  ///< "<incident>/<responder>/<step>": unique, the receiver's idempotency key
    IncidentId incident;
    ResponderId responder;
    int step = 1;
    ChannelKind channel = ChannelKind::log;
    std::string address;
    NotificationState state = NotificationState::pending;
    int attempts = 0;
    UtcTime created_at{};
    UtcTime next_attempt_at{};
    std::optional<UtcTime> lease_until;
    std::optional<UtcTime> finished_at;
    std::string last_error;
};

/// What happened, for the journal. `detail` is a flat list of facts; pseudonyms only, no personal data.
struct JournalEntry {
    std::uint64_t seq = 0;  ///< given by the store: 1, 2, 3 ... without gaps; also the stream's number
    UtcTime at{};
    std::string event;  ///< "alert.raised", "incident.opened", "notification.delivered" ...
    std::string actor;  ///< "gateway:<id>", "user:<name>", "alertd"
    std::optional<IncidentId> incident;
    std::vector<std::pair<std::string, std::string>> detail;
};

// ---- policy ---------------------------------------------------------------------------------

struct PolicyStep {
    Millis after{0};            ///< counted from the opening of the incident
    std::vector<Level> levels;  ///< whom
};
/// How an incident climbs. An empty step does not wait: the next one fires at once.
struct Policy {
    std::vector<PolicyStep> steps;
    Millis repeat_every{180'000};  ///< past the last step, until somebody acknowledges
    Millis attend_within{0};       ///< after the acknowledgement somebody must be on the way; 0: not watched
    Millis arrive_within{0};       ///< ... and then on scene
};
struct PolicyBook {
    Policy emergency, welfare, technical;
    [[nodiscard]] const Policy& of(IncidentClass incident_class) const;
    /// 0 s committee and family, 60 s street, 90 s district (facts: acknowledge target 60 s, breach 180 s);
    /// technical cases wait 10 min before the street hears of them.
    [[nodiscard]] static PolicyBook defaults();
};

[[nodiscard]] std::string_view to_string(Level value);
[[nodiscard]] std::string_view to_string(ChannelKind value);
[[nodiscard]] std::string_view to_string(IncidentState value);
[[nodiscard]] std::string_view to_string(Disposition value);
[[nodiscard]] std::string_view to_string(EscalationState value);
[[nodiscard]] std::string_view to_string(AttendanceState value);
[[nodiscard]] std::string_view to_string(NotificationState value);
/// parse_case_word<Level>("street") and so on; nothing when no word matches.
template <class Enum>
[[nodiscard]] std::optional<Enum> parse_case_word(std::string_view text);

}  // namespace anju::alertd::core
