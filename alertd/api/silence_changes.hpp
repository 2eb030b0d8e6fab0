// What people do to silences, as parts of the engine's turn: from a single request or from a whole file of them.
#pragma once

#include "alertd/api/http.hpp"
#include "alertd/core/scope.hpp"
#include "alertd/core/silence.hpp"
#include "alertd/ingest/turn.hpp"
#include "base/result.hpp"

#include <boost/json/object.hpp>

#include <optional>
#include <string>

namespace anju::alertd::api {

/// What the caller wants, without the times that only the engine knows.
struct WantedSilence {
    core::Silence silence;
    std::optional<UtcTime> from;
};
/// From the body of a request; invalid: names the field.
[[nodiscard]] Result<WantedSilence> wanted_silence(const boost::json::object& body, std::string author);

/// 201 when it is new, 200 when the same was made before; a problem otherwise, and nothing is changed.
[[nodiscard]] Result<Response> make_silence(ingest::Turn& turn, const WantedSilence& wanted, const core::Scope& scope);
/// What a silence is answered with.
[[nodiscard]] Response silence_answer(const core::Silence& silence, UtcTime now, int status);

}  // namespace anju::alertd::api
