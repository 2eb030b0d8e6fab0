// Whom a cookie or token stands for. Plain values.
#pragma once

#include "alertd/store/access.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace anju::alertd::access {

/// What somebody was let in with. A stream keeps it and asks again.
struct Credential {
    enum class Kind { session, token };
    Kind kind = Kind::session;
    store::Digest digest;
    std::uint64_t version = 0;  ///< of the account; another one is another role or scope
};

/// Whom a credential stands for.
struct Holder {
    Credential credential;
    std::string name;  ///< of the account or token
    core::Role role = core::Role::viewer;
    core::Scope scope;
    bool must_change = false;
    std::optional<UtcTime> expires_at;
};

}  // namespace anju::alertd::access
