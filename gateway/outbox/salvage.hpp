// What can still be read of a corrupt outbox moves into the fresh one. Private to gateway/outbox.
#pragma once

#include "base/time.hpp"

#include <SQLiteCpp/Database.h>

#include <cstddef>
#include <filesystem>

namespace anju::gateway::outbox {

struct Salvaged {
    std::size_t entries = 0;
    std::size_t records = 0;
};

/// Entries get new numbers in their old order; whatever does not decode stays behind. Reading goes
/// from both ends of each table towards the damage. Never throws for damage of `from`; throws
/// SQLite::Exception when `to` cannot be written.
[[nodiscard]] Salvaged salvage(const std::filesystem::path& from, SQLite::Database& to, const Now& now);

}  // namespace anju::gateway::outbox
