#include "alertd/registry/registry.hpp"

namespace anju::alertd::registry {

namespace {

core::JournalEntry entry_of(const store::ImportCounts& counts, const ImportOptions& options) {
    core::JournalEntry entry;
    entry.at = options.at;
    entry.event = "registry.imported";
    entry.actor = options.actor;
    entry.detail = {{"added", std::to_string(counts.added)},
                    {"changed", std::to_string(counts.changed)},
                    {"unchanged", std::to_string(counts.unchanged)}};
    return entry;
}

Result<store::ImportCounts> import_rows(store::Writer& writer, const store::Registry& registry,
                                        const ImportOptions& options) {
    ANJU_TRY(auto counts, writer.import(registry));
    if (options.dry_run) return counts;
    ANJU_TRY(writer.append(entry_of(counts, options)));
    ANJU_TRY(writer.commit());
    return counts;
}

}  // namespace

Result<store::ImportCounts> import_directory(store::Writer& writer, const std::filesystem::path& directory,
                                             const ImportOptions& options) {
    ANJU_TRY(auto known, writer.known_ids());
    ANJU_TRY(auto registry, load_directory(directory, known));
    ANJU_TRY(writer.begin());
    auto counts = import_rows(writer, registry, options);
    // After a commit there is nothing left to undo; in every other case nothing may stay.
    writer.rollback();
    return counts;
}

}  // namespace anju::alertd::registry
