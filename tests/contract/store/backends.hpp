// The implementations of the store that the contract runs on. To add one, write a type with the
// same members as SqliteBackend and name it in ANJU_STORE_BACKENDS.
#pragma once

#include "alertd/store/store.hpp"
#include "tests/contract/store/must.hpp"
#include "tests/support/temp_dir.hpp"

#include <memory>

#define ANJU_STORE_BACKENDS ::anju::tests::SqliteBackend

namespace anju::tests {

/// One empty store of a test's own; readers see what its writer has committed.
class SqliteBackend {
public:
    [[nodiscard]] std::unique_ptr<alertd::store::Writer> writer(std::size_t quarantine_rows = 10'000) {
        return must(alertd::store::open_sqlite_writer({path(), quarantine_rows, 0}));
    }
    [[nodiscard]] std::unique_ptr<alertd::store::Reader> reader() {
        return must(alertd::store::open_sqlite_reader(path()));
    }

private:
    [[nodiscard]] std::string path() const { return (directory_ / "alertd.db").string(); }

    TempDir directory_{"store"};
};

}  // namespace anju::tests
