// Silences on SQLite. Both borrow the connection of their owner and live as long as it.
#pragma once

#include "alertd/store/silences.hpp"
#include "alertd/store/sqlite/write_gate.hpp"

namespace anju::alertd::store::sqlite {

class SqliteSilenceWriter final : public SilenceWriter {
public:
    explicit SqliteSilenceWriter(WriteGate& gate) : gate_(gate) {}
    Result<void> put(const core::Silence& silence) override;
    Result<std::optional<core::Silence>> find(const core::SilenceId& id) override;
    Result<std::vector<core::Silence>> lasting(const core::Place& place, UtcTime now) override;
    Result<std::optional<core::Place>> place_of(core::SilenceScope scope, const std::string& of) override;
    Result<std::optional<core::Silence>> absence_of(const HomeId& home, UtcTime now) override;
    Result<std::optional<UtcTime>> next_due() override;
    Result<std::vector<DueSilence>> due(UtcTime now, std::size_t limit) override;
    Result<std::vector<IncidentId>> next_cases(const core::Silence& silence, std::size_t limit) override;
    Result<void> begun(const core::SilenceId& id) override;
    Result<std::vector<IncidentId>> cases_kept_by(const core::SilenceId& id, std::size_t limit) override;
    Result<void> settled(const core::SilenceId& id) override;
    Result<std::vector<core::Hushed>> hushed_of(const IncidentId& incident) override;
    Result<void> put(const core::Hushed& hushed) override;
    Result<void> unhush(const AlertId& alert) override;

private:
    WriteGate& gate_;
};

class SqliteSilenceReader final : public SilenceReader {
public:
    explicit SqliteSilenceReader(Connection& connection) : connection_(connection) {}
    Result<std::vector<ListedSilence>> silences(const SilenceFilter& filter) override;
    Result<std::optional<ListedSilence>> silence(const core::SilenceId& id) override;
    Result<std::vector<core::Hushed>> hushed_of(const IncidentId& incident) override;

private:
    Connection& connection_;
};

}  // namespace anju::alertd::store::sqlite
