// The outward subject on SQLite. Errors, threads: store.hpp.
#pragma once

#include "alertd/store/outward.hpp"
#include "alertd/store/sqlite/write_gate.hpp"

#include <string_view>

namespace anju::alertd::store::sqlite {

inline constexpr std::string_view kPlatformEventColumns =
    "platform, seq, incident, class, created_at, state, attempts, next_attempt_at, finished_at, last_error";
inline constexpr std::string_view kTicketColumns = "platform, incident, ticket, status, updated_at";
inline constexpr std::string_view kAttemptColumns = "notification, at, outcome, error, took";

[[nodiscard]] PlatformTicket read_ticket(Query& row);
/// The newest ticket of this name; throws as Query does.
[[nodiscard]] std::optional<PlatformTicket> find_ticket(Connection& connection, const std::string& platform,
                                                        const std::string& name);

/// Writes through the gate of the writer that owns it.
class SqliteOutwardWriter final : public OutwardWriter {
public:
    explicit SqliteOutwardWriter(WriteGate& gate) : gate_(gate) {}
    Result<std::optional<std::uint64_t>> platform_cursor(const std::string& platform) override;
    Result<void> set_platform_cursor(const std::string& platform, std::uint64_t seq) override;
    Result<void> add(const PlatformEvent& event) override;
    Result<void> update(const PlatformEvent& event) override;
    Result<void> put(const PlatformTicket& ticket) override;
    Result<std::optional<PlatformTicket>> ticket(const std::string& platform, const IncidentId& incident) override;
    Result<std::optional<PlatformTicket>> ticket_named(const std::string& platform, const std::string& name) override;
    Result<void> record(const DeliveryAttempt& attempt, UtcTime keep_since) override;

private:
    WriteGate& gate_;
};

class SqliteOutwardReader final : public OutwardReader {
public:
    explicit SqliteOutwardReader(Connection& connection) : connection_(connection) {}
    Result<std::optional<PublishedCase>> published_case(const IncidentId& id) override;
    Result<Moments> moments_before(std::uint64_t seq, std::size_t limit) override;
    Result<Moments> moments_after(std::uint64_t seq, std::size_t limit) override;
    Result<std::vector<PlatformEvent>> due_events(const std::string& platform, UtcTime now, std::size_t limit) override;
    Result<PlatformBacklog> backlog(const std::string& platform) override;
    Result<std::vector<PlatformTicket>> tickets_of(const IncidentId& incident) override;
    Result<std::optional<PlatformTicket>> ticket_named(const std::string& platform, const std::string& name) override;
    Result<std::vector<PlatformTicket>> open_tickets(const std::string& platform,
                                                     const std::optional<IncidentId>& after,
                                                     std::size_t limit) override;
    Result<DeliveryPage> deliveries(const DeliveryFilter& filter) override;

private:
    [[nodiscard]] std::vector<CaseMoment> moments(std::uint64_t above, std::uint64_t below, const char* order,
                                                  std::size_t limit);
    Connection& connection_;
};

}  // namespace anju::alertd::store::sqlite
