// Access rows on SQLite, for the writer and the readers of this folder. They borrow the connection of
// their owner and live as long as it.
#pragma once

#include "alertd/store/access.hpp"
#include "alertd/store/sqlite/write_gate.hpp"

#include <utility>

namespace anju::alertd::store::sqlite {

class SqliteAccessReader final : public AccessReader {
public:
    explicit SqliteAccessReader(Connection& connection) : connection_(connection) {}
    Result<std::vector<Account>> accounts() override;
    Result<std::vector<Session>> sessions() override;
    Result<std::vector<ApiToken>> tokens() override;
    Result<std::optional<Household>> household(const HomeId& home) override;
    Result<std::vector<Reveal>> reveals(const std::optional<HomeId>& home, std::size_t limit) override;

private:
    Connection& connection_;
};

class SqliteAccessWriter final : public AccessWriter {
public:
    explicit SqliteAccessWriter(WriteGate& gate) : gate_(gate) {}
    Result<std::optional<Account>> account(const std::string& name) override;
    Result<std::size_t> administrators() override;
    Result<std::optional<std::string>> unknown_area(const core::Scope& scope) override;
    Result<void> put(const Account& account) override;
    Result<void> put(const Session& session) override;
    Result<void> seen(const Digest& session, UtcTime at) override;
    Result<void> end_session(const Digest& session) override;
    Result<void> end_sessions(const std::string& account, const std::optional<Digest>& keep) override;
    Result<void> end_old_sessions(UtcTime now, UtcTime idle_since) override;
    Result<std::optional<ApiToken>> token(const std::string& name) override;
    Result<void> put(const ApiToken& token) override;
    Result<void> used(const std::string& token, UtcTime at) override;
    Result<void> append(const Reveal& reveal) override;

private:
    template <class Bind>
    Result<void> run(const char* operation, const char* sql, Bind&& bind) {
        return gate_.write(operation, [&]() -> Result<void> {
            Query query = gate_.connection().query(sql);
            bind(query);
            query.run();
            return success();
        });
    }

    WriteGate& gate_;
};

}  // namespace anju::alertd::store::sqlite
