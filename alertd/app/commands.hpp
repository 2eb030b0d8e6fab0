// alertd's commands besides running: they print to standard output and return.
#pragma once

#include "alertd/app/config.hpp"

#include <string>

namespace anju::alertd::app {

struct ImportOptions {
    std::string folder;
    bool dry_run = false;
};

/// All or nothing. invalid: every mistake as file:line:column; unavailable: alertd is running (it
/// holds the database; one connection does all writes).
[[nodiscard]] Result<void> import_registry(const Config& config, const ImportOptions& options);

/// Prints progress and the head of the chain. False: the chain is broken, and it says where.
[[nodiscard]] Result<bool> verify_journal(const Config& config);

}  // namespace anju::alertd::app
