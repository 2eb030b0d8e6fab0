// ANJU_CHECK: an invariant that holds or the process ends. It stays on in Release, because a
// daemon that goes on with a broken invariant may lose an alarm, while a restarted one does not.
// For programming errors only; input from outside is answered with a Result.
#pragma once

namespace anju {
[[noreturn]] void check_failed(const char* expression, const char* file, int line);
}

#define ANJU_CHECK(expression) \
    (static_cast<bool>(expression) ? void(0) : ::anju::check_failed(#expression, __FILE__, __LINE__))
