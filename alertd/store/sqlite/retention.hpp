// Retention on SQLite. Both borrow the connection of their owner and live as long as it.
#pragma once

#include "alertd/store/retention.hpp"
#include "alertd/store/sqlite/write_gate.hpp"

namespace anju::alertd::store::sqlite {

class SqliteRetentionWriter final : public RetentionWriter {
public:
    explicit SqliteRetentionWriter(WriteGate& gate) : gate_(gate) {}
    Result<LegalHold> place(LegalHold hold) override;
    Result<std::optional<LegalHold>> hold(std::uint64_t number) override;
    Result<void> release(std::uint64_t number, const std::string& by, UtcTime at) override;
    Result<bool> is_held(const HomeId& home) override;
    Result<ForgetReport> forget(Kept what, UtcTime before, std::size_t limit) override;
    Result<ForgetReport> look_again(Kept what, UtcTime before, Ulid& after, std::size_t limit) override;
    Result<EraseReport> erase_words_of(const HomeId& home, bool devices_too) override;

private:
    /// A case or an alert, and whether its time is over.
    struct Candidate {
        IncidentId id;  ///< an alert's id where alerts are looked at
        bool is_over = false;
    };
    /// These throw; they run inside write().
    std::vector<Candidate> candidates(Query& query);
    bool forget_one(Kept what, const IncidentId& id);
    std::size_t forget_quarantine(UtcTime before, std::size_t limit);
    std::size_t forget_handovers(UtcTime before, std::size_t limit);

    WriteGate& gate_;
};

class SqliteRetentionReader final : public RetentionReader {
public:
    explicit SqliteRetentionReader(Connection& connection) : connection_(connection) {}
    Result<std::vector<LegalHold>> holds(bool released_too, const std::optional<std::uint64_t>& before,
                                         std::size_t limit) override;
    Result<std::size_t> holds_in_force() override;

private:
    Connection& connection_;
};

}  // namespace anju::alertd::store::sqlite
