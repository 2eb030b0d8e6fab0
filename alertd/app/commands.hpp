// alertd's commands besides running: they print to standard output and return.
#pragma once

#include "alertd/app/config.hpp"
#include "alertd/registry/encoding.hpp"

#include <string>

namespace anju::alertd::app {

struct ImportOptions {
    std::string folder;
    bool dry_run = false;
    std::string reason;  ///< for the journal
    registry::Encoding encoding = registry::Encoding::detect;
};

/// All or nothing. invalid: every mistake as file:line:column; unavailable: alertd is running (it
/// holds the database; one connection does all writes).
[[nodiscard]] Result<void> import_registry(const Config& config, const ImportOptions& options);

struct InitOptions {
    std::string name = "admin";
    bool password_from_stdin = false;  ///< one line; otherwise a password is made and printed
    bool reset = false;
};

/// Makes the first administrator. conflict: there is one already and `reset` is not asked for; with it the
/// account of this name becomes an active administrator with a new password, and its sessions end.
/// unavailable: alertd is running.
[[nodiscard]] Result<void> init_administrator(const Config& config, const InitOptions& options);

struct ExportOptions {
    std::string folder;
    registry::Encoding encoding = registry::Encoding::utf8;
};

/// Every table that has rows, as CSV that import reads back exactly; also while alertd runs.
[[nodiscard]] Result<void> export_registry(const Config& config, const ExportOptions& options);

/// Prints progress and the head of the chain. False: the chain is broken, and it says where.
[[nodiscard]] Result<bool> verify_journal(const Config& config);

}  // namespace anju::alertd::app
