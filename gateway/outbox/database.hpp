// The SQLite file under the outbox: pragmas, schema, check, and setting a corrupt one aside. Private
// to gateway/outbox. Functions throw SQLite::Exception where noted; outbox.cpp turns that into Error.
#pragma once

#include "gateway/outbox/outbox.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>

#include <memory>

namespace anju::gateway::outbox {

struct Opening {
    std::unique_ptr<SQLite::Database> database;
    OutboxEpoch epoch;
    OpenReport report;
};

/// Opens, checks (quick_check) and if needed replaces the file. Catches SQLite's exceptions.
[[nodiscard]] Result<Opening> open_database(const OutboxOptions& options, const Now& now);

/// Priorities as stored: urgent entries sort first, and technical ones are counted for shedding.
enum class Priority { urgent = 0, normal = 1, technical = 2 };
[[nodiscard]] Priority priority_of(const AlertUpdate& update);

/// Whether the connection must be closed and the file checked before it is used again.
[[nodiscard]] bool breaks_connection(const SQLite::Exception& failure);
[[nodiscard]] Error to_error(const SQLite::Exception& failure, const std::string& doing);

}  // namespace anju::gateway::outbox
