// WriteGate: how the tables of a subject write inside the writer's transaction.
//
// SQLite may undo a whole transaction by itself; what follows must then be refused until rollback(), also
// what another subject's tables want to write. The writer knows, so everybody asks it.
#pragma once

#include "alertd/store/sqlite/connection.hpp"

#include <utility>

namespace anju::alertd::store::sqlite {

class WriteGate {
public:
    /// Runs `body` if the transaction stands, and notices when the error of `body` ended it.
    template <class Body>
    auto write(const char* operation, Body&& body) -> decltype(body()) {
        if (auto standing = check_standing(operation); !standing) return standing.error();
        auto result = connection().attempt(operation, std::forward<Body>(body));
        if (!result && !connection().in_transaction()) lose(result.error());
        return result;
    }
    [[nodiscard]] virtual Connection& connection() = 0;

protected:
    ~WriteGate() = default;
    [[nodiscard]] virtual Result<void> check_standing(const char* operation) const = 0;
    virtual void lose(const Error& error) = 0;
};

}  // namespace anju::alertd::store::sqlite
