// Figures on SQLite. Both borrow the connection of their owner and live as long as it.
#pragma once

#include "alertd/store/figures.hpp"
#include "alertd/store/sqlite/write_gate.hpp"

namespace anju::alertd::store::sqlite {

class SqliteFiguresWriter final : public FiguresWriter {
public:
    explicit SqliteFiguresWriter(WriteGate& gate) : gate_(gate) {}
    Result<FiguresProgress> progress() override;
    Result<void> put(const FiguresProgress& progress) override;
    Result<std::vector<core::JournalEntry>> journal_after(std::uint64_t seq, std::size_t limit) override;
    Result<std::optional<CaseFacts>> counted(const IncidentId& incident) override;
    Result<std::optional<CaseFacts>> uncounted(const IncidentId& incident) override;
    Result<void> put(const CaseFacts& facts) override;
    Result<void> add(const CaseKey& key, const CaseCounts& counts) override;
    Result<void> add(const TimesKey& key, std::int64_t count) override;
    Result<void> add(const WindowKey& key, std::int64_t alarms) override;
    Result<std::optional<Source>> source_of(const AlertId& alert) override;
    Result<SourceDay> source_day(int day, const Source& source) override;
    Result<void> put(const SourceDay& day) override;
    Result<void> clear(Millis utc_offset) override;

private:
    WriteGate& gate_;
};

class SqliteFiguresReader final : public FiguresReader {
public:
    explicit SqliteFiguresReader(Connection& connection) : connection_(connection) {}
    Result<FiguresProgress> progress() override;
    Result<std::vector<CasesRow>> cases(const FiguresQuery& query) override;
    Result<std::vector<CasesOfDay>> cases_by_day(const FiguresQuery& query) override;
    Result<std::vector<TimesRow>> times(const FiguresQuery& query) override;
    Result<std::vector<WindowRow>> windows(const FiguresQuery& query) override;
    Result<std::vector<SourceRow>> sources(const FiguresQuery& query, bool chattering, std::size_t limit) override;
    Result<SourceTotals> source_totals(const FiguresQuery& query) override;
    Result<std::vector<CoverageRow>> coverage(const FiguresQuery& query) override;
    Result<std::vector<HomesRow>> homes(const FiguresQuery& query) override;
    Result<std::vector<OfflineDevice>> devices_offline(const FiguresQuery& query, std::size_t limit) override;
    Result<std::vector<core::Incident>> stale_cases(const FiguresQuery& query, UtcTime before,
                                                    std::size_t limit) override;

private:
    Connection& connection_;
};

}  // namespace anju::alertd::store::sqlite
