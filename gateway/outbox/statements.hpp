// Statements: the prepared statements of one connection, kept, because parsing an SQL text takes
// longer than running it and happens between a sensor's alarm and its commit.
//
// Ownership: borrows the database, which must outlive it; a Borrowed gives its statement back, reset,
// when it goes out of scope. Threads: none. Errors: throws SQLite::Exception.
#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <memory>
#include <string>
#include <unordered_map>

namespace anju::gateway::outbox {

class Statements {
public:
    explicit Statements(SQLite::Database& database) : database_(database) {}

    class Borrowed {
    public:
        explicit Borrowed(SQLite::Statement& statement) : statement_(statement) {}
        ~Borrowed() { statement_.tryReset(); }  // an error of the last step was told by the step already
        Borrowed(const Borrowed&) = delete;
        Borrowed& operator=(const Borrowed&) = delete;
        SQLite::Statement* operator->() { return &statement_; }
        SQLite::Statement& operator*() { return statement_; }

    private:
        SQLite::Statement& statement_;
    };

    /// Give it literals only: each text is kept for ever. One Borrowed of a text at a time.
    [[nodiscard]] Borrowed get(const std::string& sql) {
        auto& kept = kept_[sql];
        if (!kept) kept = std::make_unique<SQLite::Statement>(database_, sql);
        return Borrowed(*kept);
    }

private:
    SQLite::Database& database_;
    std::unordered_map<std::string, std::unique_ptr<SQLite::Statement>> kept_;
};

}  // namespace anju::gateway::outbox
