// Staging: where the files of imports lie until they have ended, one folder for each. What write() has
// answered is on the disk. Immutable; every function may be called from any thread.
#pragma once

#include "alertd/registry/registry.hpp"
#include "base/ulid.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace anju::alertd::registry {

class Staging {
public:
    explicit Staging(std::filesystem::path directory) : directory_(std::move(directory)) {}

    [[nodiscard]] Result<void> prepare() const;
    /// Adds or replaces the file of a table.
    [[nodiscard]] Result<void> write(const Ulid& id, const store::Table& table, const std::string& bytes) const;
    /// As read_directory() says; the files are called "homes.csv", without the place where they lie.
    [[nodiscard]] Result<std::vector<TableText>> read(const Ulid& id, Encoding encoding, ErrorList& errors) const;
    void remove(const Ulid& id) const noexcept;

private:
    [[nodiscard]] std::filesystem::path folder(const Ulid& id) const { return directory_ / id.to_string(); }
    std::filesystem::path directory_;
};

}  // namespace anju::alertd::registry
