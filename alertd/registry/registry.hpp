// The import of streets, committees, homes, residents, devices and responders from CSV files.
//
// A directory holds any of streets.csv, committees.csv, homes.csv, residents.csv, devices.csv and
// responders.csv; README.md describes their columns. Rows may refer to rows of the other files or
// to what the store has already. An import adds and changes, removes nothing, can be repeated, and
// happens wholly or not at all.
//
// Errors: `invalid` with one line for each thing that is wrong, `file:line:column: expected ...`,
// up to 100; `not_found` when there is nothing to read; the store's own errors otherwise.
#pragma once

#include "alertd/store/store.hpp"
#include "base/result.hpp"

#include <filesystem>
#include <string>

namespace anju::alertd::registry {

/// Reads and checks; changes nothing.
[[nodiscard]] Result<store::Registry> load_directory(const std::filesystem::path& directory,
                                                     const store::KnownIds& known);

struct ImportOptions {
    bool dry_run = false;  ///< count what would happen, then undo it
    UtcTime at{};          ///< for the journal
    std::string actor = "alertd";
};

/// Loads the directory and brings it in, with a journal entry "registry.imported" that holds the
/// counts. `writer` must have no transaction open.
[[nodiscard]] Result<store::ImportCounts> import_directory(store::Writer& writer,
                                                           const std::filesystem::path& directory,
                                                           const ImportOptions& options);

}  // namespace anju::alertd::registry
