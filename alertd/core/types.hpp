// The nouns of the operations centre: what is stored, routed, shown and sent.
// Plain values; UTC times are alertd's own clock (receive time orders things, devices' times are claims).
#pragma once

#include "base/alert.hpp"
#include "base/ids.hpp"
#include "base/time.hpp"
#include "base/vocabulary.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anju::alertd::core {

using SilenceId = MadeId<struct SilenceTag>;

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
using ContactId = NameId<struct ContactTag>;
/// Whom to call for a resident, and who has the key.
struct Contact {
    ContactId id;
    ResidentId resident;
    std::string name;
    std::string phone;
    std::string relation;
    bool has_key = false;
    int position = 0;  ///< whom first: 1, 2 ...; 0: not said
    bool call_at_night = false;
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

/// One way to reach somebody.
struct Way {
    ChannelKind channel = ChannelKind::log;
    std::string address;  ///< as the channel needs it: address_mistake() (addresses.hpp)
    friend bool operator==(const Way&, const Way&) = default;
};
inline constexpr std::size_t kMostWays = 3;

struct Responder {
    ResponderId id;
    std::string name;
    Level level = Level::committee;
    std::string scope;                       ///< id of the home, committee or street; empty for the district
    ChannelKind channel = ChannelKind::log;  ///< the first way to reach them
    std::string address;                     ///< as the channel needs it: address_mistake() (addresses.hpp)
    std::string phone;
    std::vector<Way> more_ways{};  ///< for when the ways before do not get through (D4); kMostWays in all
    ResponderId team{};            ///< in whose place he stands here; empty: his own
};
/// All of them, in the order in which they are tried.
[[nodiscard]] std::vector<Way> ways_of(const Responder& responder);

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

/// Why an alert is held back: it is recorded and shown with the case that explains it, and calls nobody.
enum class HoldReason {
    gateway_lost,  ///< its gateway is lost, so that nobody knows more about the device than about the gateway
    area_outage,   ///< one of many of a street that are gone at once
};
struct Hold {
    HoldReason reason = HoldReason::gateway_lost;
    std::optional<IncidentId> by;       ///< the case that explains it
    std::optional<UtcTime> release_at;  ///< what is still true then is raised; none: until its cause ends
    friend bool operator==(const Hold&, const Hold&) = default;
};

/// In the order of the city platform's names: 立案 派遣 处置 处置 处置 核查 结案.
enum class IncidentState { open, dispatched, acknowledged, en_route, on_scene, resolved, closed };
/// What a case is when it is not a real one. It is marked wherever it is told, shown or counted.
enum class Exercise { none, test, drill };
enum class Disposition { real, false_alarm, test, drill, resident_away, device_fault, duplicate, other };

/// An alert as stored: the newest revision, where it came from and which incident it belongs to.
struct Alert {
    AlertUpdate update;
    GatewayId gateway;
    HomeId home;                          ///< as resolved from the gateway; `update.key.home` is only the claim
    std::optional<IncidentId> incident;   ///< none: a test or held back, recorded and not dispatched
    std::optional<IncidentId> came_from;  ///< the case that a person merged into this one
    std::optional<Hold> hold;             ///< only while it has no case
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
    int part = 1;  ///< which of the home's open cases of this class; above 1 only after a split
    std::optional<IncidentId> merged_into;  ///< closed as a duplicate of that one
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
    std::string policy;      ///< the variant by which it climbs (policy.hpp); empty: the usual policy of its class
    bool all_clear = false;  ///< every attached alert has cleared or was cancelled; people still close it
    Exercise exercise = Exercise::none;
    /// Until when nobody is called about it, and the silence that says so (silence.hpp); nothing: it is not silenced.
    std::optional<UtcTime> silenced_until;
    std::optional<SilenceId> silenced_by;
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
    /// "<incident>/<responder>/<step>", and "/w2" behind it for the second way: unique, the receiver's idempotency key
    std::string key;
    IncidentId incident;
    ResponderId responder;
    int step = 1;
    int way = 1;  ///< which of the responder's ways it goes
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

[[nodiscard]] std::string_view to_string(Level value);
[[nodiscard]] std::string_view to_string(HoldReason value);
[[nodiscard]] std::string_view to_string(ChannelKind value);
[[nodiscard]] std::string_view to_string(IncidentState value);
[[nodiscard]] std::string_view to_string(Disposition value);
[[nodiscard]] std::string_view to_string(Exercise value);
[[nodiscard]] std::string_view to_string(EscalationState value);
[[nodiscard]] std::string_view to_string(AttendanceState value);
[[nodiscard]] std::string_view to_string(NotificationState value);
/// parse_case_word<Level>("street") and so on; nothing when no word matches.
template <class Enum>
[[nodiscard]] std::optional<Enum> parse_case_word(std::string_view text);

}  // namespace anju::alertd::core
