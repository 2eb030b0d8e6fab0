// What alertd keeps, behind two interfaces: Writer (one, owned by the engine's thread: one
// connection does all writes and checkpoints) and Reader (as many as there are readers; each
// belongs to one thread). Every implementation passes tests/contract/store.
//
// Errors: unavailable/exhausted (disk full, locked) mean "nothing of this transaction happened";
// corrupt means stop and look. A Result is never ignored.
#pragma once

#include "alertd/core/scope.hpp"
#include "alertd/core/types.hpp"
#include "alertd/store/access.hpp"
#include "alertd/store/aftercare.hpp"
#include "alertd/store/audit.hpp"
#include "alertd/store/commands.hpp"
#include "alertd/store/figures.hpp"
#include "alertd/store/handovers.hpp"
#include "alertd/store/outward.hpp"
#include "alertd/store/phone_links.hpp"
#include "alertd/store/policies.hpp"
#include "alertd/store/registry.hpp"
#include "alertd/store/retention.hpp"
#include "alertd/store/rosters.hpp"
#include "alertd/store/silences.hpp"
#include "alertd/store/storms.hpp"
#include "base/result.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace anju::alertd::store {

/// One gateway as alertd knows it; `lost` once it has been silent for too long.
struct GatewayState {
    GatewayId id;
    bool online = false;
    bool lost = false;
    std::optional<UtcTime> last_heard;
    HomeId home_claim;
    StreetId street_claim;
    std::string version;
    OutboxEpoch epoch;
    std::uint64_t contiguous = 0;           ///< every number up to this one of `epoch` is stored
    std::uint64_t gap_at = 0;               ///< the first missing number known to be lost; 0: none
    std::uint64_t pending = 0;              ///< what the gateway says still waits in its outbox
    std::optional<UtcTime> returned_at{};   ///< when it was heard again after it had been lost last
    std::optional<IncidentId> lost_case{};  ///< the case that tells of its last loss
};

/// What cannot be understood is kept, bounded by the store (oldest first out).
struct Quarantined {
    UtcTime at{};
    std::string source;  ///< topic, or "gateway:<id>"
    std::string reason;
    std::string payload;  ///< cut to 64 KiB
};

struct Registry {
    std::vector<core::Street> streets;
    std::vector<core::Committee> committees;
    std::vector<core::Home> homes;
    std::vector<core::Resident> residents;
    std::vector<core::Device> devices;
    std::vector<core::Responder> responders;
    /// Per table, the columns that nobody gave: rows that are there already keep what they have.
    std::map<std::string, std::set<std::string>> left_out;
};

/// Where a registered device stands.
struct PlacedDevice {
    DeviceId device;
    HomeId home;
    Kind kind = Kind::unknown;
};

class Writer {
public:
    virtual ~Writer() = default;

    // -- one transaction at a time; loads below see the transaction's own writes
    virtual Result<void> begin() = 0;
    virtual Result<void> commit() = 0;
    virtual void rollback() noexcept = 0;
    /// When the newest row of the journal was written; nothing while it is empty.
    virtual Result<std::optional<UtcTime>> newest_journal_time() = 0;
    /// Housekeeping between transactions, at most some milliseconds; called when nothing waits, so
    /// that no alarm has to. May be left out for as long as the load never pauses.
    virtual Result<void> tidy() = 0;
    /// A part of the transaction that may be undone alone (one bad input must not lose its batch).
    /// One at a time; release_savepoint() keeps the part, rollback_to_savepoint() undoes it, both end it.
    /// A full disk can undo the whole transaction: then everything up to rollback() is refused.
    virtual Result<void> savepoint() = 0;
    virtual Result<void> release_savepoint() = 0;
    virtual void rollback_to_savepoint() noexcept = 0;

    // -- load
    virtual Result<core::Place> place_of(const GatewayId& gateway, const HomeId& home_claim,
                                         const StreetId& street_claim) = 0;
    /// The devices of every home of this gateway, by id; one that stands in two homes comes twice.
    virtual Result<std::vector<PlacedDevice>> devices_of(const GatewayId& gateway) = 0;
    virtual Result<bool> device_registered(const HomeId& home, const DeviceId& device) = 0;
    virtual Result<std::vector<core::Responder>> responders_for(const core::Place& place) = 0;
    virtual Result<std::optional<core::Alert>> alert(const AlertId& id) = 0;
    /// The newest alert with this key that has not cleared, if any (alertd's own technical alerts use it).
    virtual Result<std::optional<core::Alert>> standing_alert(const AlertKey& key) = 0;
    virtual Result<std::optional<core::Incident>> incident(const IncidentId& id) = 0;
    /// The first by part.
    virtual Result<std::optional<core::Incident>> open_incident(const HomeId& home, IncidentClass incident_class,
                                                                core::Exercise exercise = core::Exercise::none) = 0;
    /// The open cases that an alert of this home, class and exercise may belong to: the home's own of the class, by
    /// part, then those into which any case of the home was merged.
    virtual Result<std::vector<core::Incident>> cases_for(const HomeId& home, IncidentClass incident_class,
                                                          core::Exercise exercise = core::Exercise::none) = 0;
    virtual Result<std::vector<core::Alert>> alerts_of(const IncidentId& id) = 0;
    virtual Result<std::vector<core::Escalation>> pending_escalations(const IncidentId& id) = 0;
    virtual Result<std::vector<core::Escalation>> due_escalations(UtcTime now, std::size_t limit) = 0;
    virtual Result<std::optional<UtcTime>> next_escalation_due() = 0;
    virtual Result<std::vector<core::Notification>> unfinished_notifications(const IncidentId& id) = 0;
    virtual Result<std::vector<core::Attendance>> attendances_of(const IncidentId& id) = 0;
    /// Whether somebody on that step has been told: one of its notifications was delivered.
    virtual Result<bool> step_heard(const IncidentId& id, int step) = 0;
    virtual Result<std::optional<core::Notification>> notification(const NotificationId& id) = 0;
    /// Unacknowledged, unresolved, not closed incidents whose next step is missing, or late by more than `grace`.
    virtual Result<std::vector<IncidentId>> stalled_incidents(UtcTime now, Millis grace, std::size_t limit) = 0;
    virtual Result<std::optional<GatewayState>> gateway(const GatewayId& id) = 0;
    /// Not lost yet and last heard before `before`.
    virtual Result<std::vector<GatewayState>> silent_gateways(UtcTime before, std::size_t limit) = 0;

    // -- write
    /// False when (gateway, epoch, number) was stored before. Advances the gateway's `contiguous`.
    virtual Result<bool> record_received(const GatewayId& gateway, const OutboxEpoch& epoch, std::uint64_t number,
                                         const AlertId& alert, std::uint32_t revision, UtcTime at) = 0;
    virtual Result<void> put(const core::Alert& alert) = 0;
    virtual Result<void> put(const core::Incident& incident) = 0;
    virtual Result<void> put(const core::Escalation& escalation) = 0;
    /// Inserts by `key` or updates by `id`. False when another notification already has this key.
    virtual Result<bool> put(const core::Notification& notification) = 0;
    virtual Result<void> put(const core::Attendance& attendance) = 0;
    virtual Result<void> put(const GatewayState& gateway) = 0;
    virtual Result<void> append(const core::Note& note) = 0;
    /// Whether its author has told these words about this case already, at whatever time.
    virtual Result<bool> is_noted(const core::Note& note) = 0;
    /// Appends to the hash chain and returns the entry with its number.
    virtual Result<core::JournalEntry> append(core::JournalEntry entry) = 0;
    virtual Result<void> quarantine(const Quarantined& message) = 0;
    /// Takes up to `limit` notifications that are due (pending and next_attempt_at <= now, or
    /// sending with an expired lease), leases them until now + lease and returns them: those of
    /// emergencies first, then welfare, then technical, each oldest due first. `attempts` stays as it is.
    virtual Result<std::vector<core::Notification>> lease_notifications(UtcTime now, Millis lease,
                                                                        std::size_t limit) = 0;
    virtual Result<std::optional<UtcTime>> next_notification_due() = 0;
    /// Makes every lease expire: after a start, whoever held them is gone.
    virtual Result<std::size_t> expire_leases(UtcTime now) = 0;
    /// Adds and changes; removes nothing. All or nothing is the caller's transaction. Errors name the row.
    virtual Result<ImportCounts> import(const Registry& registry) = 0;
    /// What was merged into `from` counts as merged into `to`.
    virtual Result<void> redirect_merged(const IncidentId& from, const IncidentId& to) = 0;

    // -- subjects of their own
    virtual AccessWriter& access() = 0;
    virtual RegistryWriter& registry() = 0;
    virtual OutwardWriter& outward() = 0;
    virtual SilenceWriter& silences() = 0;
    virtual CommandWriter& commands() = 0;
    virtual PhoneLinkWriter& phone_links() = 0;
    virtual PolicyWriter& policies() = 0;
    virtual RosterWriter& rosters() = 0;
    virtual FiguresWriter& figures() = 0;
    virtual RetentionWriter& retention() = 0;
    virtual StormWriter& storms() = 0;
    virtual AftercareWriter& aftercare() = 0;
    virtual HandoverWriter& handovers() = 0;
};

struct IncidentFilter {
    std::optional<bool> open;  ///< true: not closed; false: closed only
    std::optional<IncidentClass> incident_class;
    std::optional<StreetId> street;
    std::optional<CommitteeId> committee;
    std::optional<HomeId> home;
    std::optional<IncidentId> after;  ///< cursor: the last id of the page before
    core::Scope scope = core::Scope::district();
    std::size_t limit = 50;  ///< 1 to 500
};

struct IncidentDetail {
    core::Incident incident;
    std::vector<core::Alert> alerts;
    std::vector<core::Escalation> escalations;      ///< all states
    std::vector<core::Notification> notifications;  ///< all states
    std::vector<core::Attendance> attendances;
    std::vector<core::Note> notes;             ///< oldest first
    std::vector<core::JournalEntry> timeline;  ///< oldest first
    std::vector<core::Resident> residents;
    std::vector<core::Contact> contacts;  ///< of those residents, each one's in their order
    std::vector<PlatformTicket> tickets;  ///< what the city's platforms call the case
    std::vector<core::Hushed> hushed;     ///< its alerts that called nobody because of a silence
    std::vector<IncidentId> merged;       ///< the cases that were merged into this one
    HeldCounts held;                      ///< the alerts that it explains
    std::optional<core::Storm> storm;
    std::vector<core::FollowUp> follow_ups;
    std::vector<core::Callback> callbacks;
};

struct StreetSummary {
    core::Street street;
    std::size_t committees = 0, homes = 0, open_incidents = 0;
};

struct Counts {
    std::size_t open_by_class[3] = {0, 0, 0};
    /// Of those open: such that call nobody because of a silence, and such that are tests or drills.
    std::size_t silenced = 0, exercises = 0;
    std::size_t unacknowledged = 0, notifications_waiting = 0, gateways = 0, gateways_lost = 0, quarantined = 0;
};

struct VerifyReport {
    std::uint64_t rows = 0;
    std::string head;                        ///< hash of the last row, hex
    std::optional<std::uint64_t> broken_at;  ///< first row whose hash, order or number does not fit
    std::string what;                        ///< what does not fit
};

/// Where a verification stands: every row up to `seq` fits, and this is the hash of that one, in hex.
struct VerifyMark {
    std::uint64_t seq = 0;
    std::string hash;  ///< empty before row 1
};
struct VerifyPiece {
    VerifyMark reached;
    bool at_end = false;
    std::optional<std::uint64_t> broken_at;  ///< as in VerifyReport
    std::string what;
};

/// A look through the journal, in either direction, for entries that fit all that is said.
struct JournalSearch {
    bool newest_first = false;
    std::uint64_t after = 0;  ///< numbers above this one; newest first: below it
    std::size_t limit = 50;
    std::string event;  ///< how it begins; empty: any
    std::string actor;  ///< a part of it, ASCII letters in either case; empty: any
    std::optional<IncidentId> incident;
};
struct JournalPiece {
    std::vector<core::JournalEntry> entries;
    std::uint64_t reached = 0;  ///< the last number that was looked at: `after` of the next piece
};

class Reader {
public:
    virtual ~Reader() = default;
    /// Unacknowledged first, then severity, then oldest, when `filter.open` is true and no cursor is
    /// given; by id, newest first, otherwise.
    virtual Result<std::vector<core::Incident>> incidents(const IncidentFilter& filter) = 0;
    virtual Result<std::optional<core::Incident>> incident(const IncidentId& id) = 0;
    virtual Result<std::optional<IncidentDetail>> incident_detail(const IncidentId& id) = 0;
    virtual Result<std::vector<core::JournalEntry>> journal_after(std::uint64_t seq, std::size_t limit) = 0;
    /// At most so many numbers are looked at that it takes some milliseconds, so a piece may be short, or empty, and
    /// not be the last. The last one has reached the head, or 1 when the newest come first.
    virtual Result<JournalPiece> search_journal(const JournalSearch& search) = 0;
    virtual Result<std::uint64_t> journal_head() = 0;
    /// Gateways of homes in the scope, and those without a home that claim a street of it.
    virtual Result<std::vector<GatewayState>> gateways(const std::optional<GatewayId>& after, std::size_t limit,
                                                       const core::Scope& scope = core::Scope::district()) = 0;
    /// Of a street of which only committees belong to the scope, only these are counted.
    virtual Result<std::vector<StreetSummary>> streets(const core::Scope& scope = core::Scope::district()) = 0;
    /// Who answers for homes of the scope, those of the district among them.
    virtual Result<std::vector<core::Responder>> responders(const std::optional<ResponderId>& after, std::size_t limit,
                                                            const core::Scope& scope = core::Scope::district()) = 0;
    virtual Result<std::vector<Quarantined>> quarantined(std::size_t limit) = 0;
    virtual Result<Counts> counts(const core::Scope& scope = core::Scope::district()) = 0;
    /// Everything the list and its first delta need, from one consistent snapshot.
    struct Snapshot {
        std::uint64_t seq = 0;  ///< deltas continue after this journal number
        std::vector<core::Incident> open;
    };
    virtual Result<Snapshot> snapshot(std::size_t limit, const core::Scope& scope = core::Scope::district()) = 0;
    /// Recomputes the chain from row 1; `progress(row)` is called now and then.
    virtual Result<VerifyReport> verify_journal(const std::function<void(std::uint64_t)>& progress) = 0;
    /// The next rows behind the mark, so that a verification can be done in pieces, and go on from a mark that was
    /// kept elsewhere: only that finds a chain that somebody computed anew. invalid: the mark is none.
    virtual Result<VerifyPiece> verify_journal_from(const VerifyMark& mark) = 0;

    // -- subjects of their own
    virtual AccessReader& access() = 0;
    virtual RegistryReader& registry() = 0;
    virtual OutwardReader& outward() = 0;
    virtual SilenceReader& silences() = 0;
    virtual CommandReader& commands() = 0;
    virtual AuditReader& audit() = 0;
    virtual PhoneLinkReader& phone_links() = 0;
    virtual PolicyReader& policies() = 0;
    virtual RosterReader& rosters() = 0;
    virtual FiguresReader& figures() = 0;
    virtual RetentionReader& retention() = 0;
    virtual StormReader& storms() = 0;
    virtual AftercareReader& aftercare() = 0;
    virtual HandoverReader& handovers() = 0;
};

struct SqliteOptions {
    std::string path;
    std::size_t quarantine_rows = 10'000;
    /// Tests make a disk "full" with it; 0: no limit.
    std::uint32_t max_pages = 0;
};

/// Opens or creates the database, migrates it forward, checks it. Unavailable when another
/// process holds the write lock of this database (an exclusive lock file beside it).
[[nodiscard]] Result<std::unique_ptr<Writer>> open_sqlite_writer(const SqliteOptions& options);
/// Opens read-only; the database must exist.
[[nodiscard]] Result<std::unique_ptr<Reader>> open_sqlite_reader(const std::string& path);

}  // namespace anju::alertd::store
