// must: the value of a Result, or the end of the test with the error's words.
#pragma once

#include "alertd/store/store.hpp"
#include "base/result.hpp"

#include <doctest/doctest.h>

#include <utility>

namespace anju::tests {

template <class T>
T must(Result<T> result) {
    if (!result) FAIL(to_string(result.error().code) << ": " << result.error().message);
    return std::move(result).value();
}
inline void must(const Result<void>& result) {
    if (!result) FAIL(to_string(result.error().code) << ": " << result.error().message);
}

/// Runs `body` in a transaction of its own and commits it.
template <class Body>
void commit(alertd::store::Writer& writer, Body&& body) {
    must(writer.begin());
    body();
    must(writer.commit());
}

}  // namespace anju::tests
