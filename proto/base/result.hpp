// Result<T>: how fallible functions of Anju answer.
//
// Purpose: an error is a value that says what kind it is and what was expected; exceptions of
// libraries are turned into an Error at the adapter that calls them and never cross a folder.
// A discarded Result is a compiler warning that we treat as an error.
#pragma once

#include <boost/outcome/basic_result.hpp>
#include <boost/outcome/policy/terminate.hpp>
#include <boost/outcome/success_failure.hpp>
#include <boost/outcome/try.hpp>

#include <string>
#include <utility>

namespace anju {

enum class ErrorCode {
    invalid,      ///< the input is wrong; repeating it will not help
    not_found,    ///< what was named does not exist
    conflict,     ///< somebody else changed it first, or it is not in that state any more
    unavailable,  ///< a broker, server or file did not answer; repeating may help
    exhausted,    ///< a disk, quota or bounded queue is full
    corrupt,      ///< stored data contradicts itself
    internal,     ///< a library failed in a way we did not foresee
};

[[nodiscard]] const char* to_string(ErrorCode code);

/// What went wrong, for a person: `message` names the place and what was expected.
struct Error {
    ErrorCode code = ErrorCode::internal;
    std::string message;
};

template <class T>
using Result = boost::outcome_v2::basic_result<T, Error, boost::outcome_v2::policy::terminate>;

using boost::outcome_v2::success;

[[nodiscard]] inline Error fail(ErrorCode code, std::string message) { return Error{code, std::move(message)}; }

}  // namespace anju

/// `ANJU_TRY(auto value, f());` returns f's error from the enclosing function, or binds its value.
/// It is more than one statement: behind `if` or `for` it needs braces.
#define ANJU_TRY BOOST_OUTCOME_TRY
