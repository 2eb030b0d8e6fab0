// What the store keeps for the world outside: cases as they are published, what was sent to a city
// platform and what it answered, and the log of deliveries to responders.
//
// Reached through Writer::outward() and Reader::outward(), whose ownership, threads and errors hold here.
#pragma once

#include "alertd/core/types.hpp"
#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace anju::alertd::store {

/// A case and its journal, with the names of where it is.
struct PublishedCase {
    core::Incident incident;
    std::vector<core::JournalEntry> timeline;  ///< oldest first
    std::string committee_name;                ///< empty: not registered
    std::string street_name;
};

/// A journal row that is a milestone (core/milestones.hpp).
struct CaseMoment {
    std::uint64_t seq = 0;
    IncidentId incident;
};

struct Moments {
    std::vector<CaseMoment> found;
    std::uint64_t looked_to = 0;  ///< every milestone between where the search began and this number was found
};
/// Journal rows that one search for milestones goes through at most, so that it stays short.
inline constexpr std::uint64_t kMostLookedAt = 20'000;

// ---- city platforms ---------------------------------------------------------------------------

enum class PlatformEventState { pending, taken, refused };
[[nodiscard]] std::string_view to_string(PlatformEventState value);

/// One milestone that a platform is to be told: its key is (platform, seq).
struct PlatformEvent {
    std::string platform;
    std::uint64_t seq = 0;
    IncidentId incident;
    IncidentClass incident_class = IncidentClass::emergency;
    UtcTime created_at{};
    PlatformEventState state = PlatformEventState::pending;
    int attempts = 0;
    UtcTime next_attempt_at{};
    std::optional<UtcTime> finished_at;
    std::string last_error;
};

/// What a platform calls a case, and how far it says that it is.
struct PlatformTicket {
    std::string platform;
    IncidentId incident;
    std::string ticket;
    std::string status;  ///< its own words
    UtcTime updated_at{};
    friend bool operator==(const PlatformTicket&, const PlatformTicket&) = default;
};

struct PlatformBacklog {
    std::size_t pending = 0;
    std::size_t refused = 0;
    std::optional<UtcTime> oldest;  ///< when the oldest pending event was made
};

// ---- deliveries to responders ------------------------------------------------------------------

enum class AttemptOutcome { delivered, retry, held_back, failed, not_needed };
[[nodiscard]] std::string_view to_string(AttemptOutcome value);

/// One try to deliver a notification. `error` never holds an address, a number or a token.
struct DeliveryAttempt {
    NotificationId notification;
    UtcTime at{};  ///< when its outcome was recorded
    AttemptOutcome outcome = AttemptOutcome::delivered;
    std::string error;
    std::optional<Millis> took;
};

struct DeliveryFilter {
    std::optional<IncidentId> incident;
    std::optional<ResponderId> responder;
    std::optional<core::NotificationState> state;
    std::optional<core::ChannelKind> channel;
    std::set<StreetId> streets;  ///< with `committees`: only cases there; both empty: everywhere
    std::set<CommitteeId> committees;
    std::optional<NotificationId> before;  ///< cursor: the last id of the page before
    std::size_t limit = 50;                ///< 1 to 500
};
struct Delivery {
    core::Notification notification;
    std::vector<DeliveryAttempt> attempts;  ///< oldest first
};

struct DeliveryPage {
    std::vector<Delivery> found;
    /// Where the next page goes on; nothing: there is none. A page may be short and have one: kMostLookedAt
    /// notifications at most are looked through for it.
    std::optional<NotificationId> next;
};

class OutwardWriter {
public:
    virtual ~OutwardWriter() = default;

    /// The journal number up to which a platform's events have been taken in; nothing for a new platform.
    virtual Result<std::optional<std::uint64_t>> platform_cursor(const std::string& platform) = 0;
    virtual Result<void> set_platform_cursor(const std::string& platform, std::uint64_t seq) = 0;
    /// Adds an event; one that is there already is left alone.
    virtual Result<void> add(const PlatformEvent& event) = 0;
    /// Changes an event's state, attempts, times and error.
    virtual Result<void> update(const PlatformEvent& event) = 0;
    virtual Result<void> put(const PlatformTicket& ticket) = 0;
    virtual Result<std::optional<PlatformTicket>> ticket(const std::string& platform, const IncidentId& incident) = 0;
    /// The newest one of this name.
    virtual Result<std::optional<PlatformTicket>> ticket_named(const std::string& platform,
                                                               const std::string& name) = 0;

    /// Also forgets a few attempts from before `keep_since`, if there are any.
    virtual Result<void> record(const DeliveryAttempt& attempt, UtcTime keep_since) = 0;
};

class OutwardReader {
public:
    virtual ~OutwardReader() = default;

    virtual Result<std::optional<PublishedCase>> published_case(const IncidentId& id) = 0;
    /// Milestones with a lower number, newest first, at most `limit`, out of the last kMostLookedAt rows before.
    virtual Result<Moments> moments_before(std::uint64_t seq, std::size_t limit) = 0;
    /// Milestones with a higher number, oldest first, at most `limit`, out of the next kMostLookedAt rows.
    virtual Result<Moments> moments_after(std::uint64_t seq, std::size_t limit) = 0;

    /// Pending events that may be sent now: of each case the first unfinished one only; emergencies first,
    /// then in the order of the journal.
    virtual Result<std::vector<PlatformEvent>> due_events(const std::string& platform, UtcTime now,
                                                          std::size_t limit) = 0;
    virtual Result<PlatformBacklog> backlog(const std::string& platform) = 0;
    virtual Result<std::vector<PlatformTicket>> tickets_of(const IncidentId& incident) = 0;
    virtual Result<std::optional<PlatformTicket>> ticket_named(const std::string& platform,
                                                               const std::string& name) = 0;
    /// Tickets of cases that are not closed, by incident, for asking after them.
    virtual Result<std::vector<PlatformTicket>> open_tickets(const std::string& platform,
                                                             const std::optional<IncidentId>& after,
                                                             std::size_t limit) = 0;

    /// Newest first.
    virtual Result<DeliveryPage> deliveries(const DeliveryFilter& filter) = 0;
};

}  // namespace anju::alertd::store
