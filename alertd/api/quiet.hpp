// What silences, absences, test modes and drills share: changes of the engine that answer with a problem, and their
// values as JSON.
#pragma once

#include "alertd/api/http.hpp"
#include "alertd/api/server.hpp"
#include "alertd/core/commands.hpp"
#include "alertd/core/silence.hpp"
#include "alertd/store/silences.hpp"

#include <boost/json/object.hpp>

#include <functional>
#include <string>

namespace anju::alertd::api {

/// Without `words` what somebody wrote is masked.
[[nodiscard]] boost::json::object json_of(const core::Silence& silence, UtcTime now, bool words = true);
[[nodiscard]] boost::json::object json_of(const store::ListedSilence& listed, UtcTime now, bool words = true);
[[nodiscard]] boost::json::object json_of(const core::GatewayCommand& command);

/// What a change of the engine has to say to its caller. A problem (status 400 and above) undoes the change.
using Answering = std::function<Result<Response>(ingest::Turn&)>;
/// Runs it on the engine's thread, and answers after the commit.
void answer_after(const decltype(Services::change)& change, Answering answering, Done done);

/// 404 as for what does not exist: also for what lies outside the caller's scope.
[[nodiscard]] Response no_such(std::string_view what, std::string_view id);

/// Inside a part of the engine's turn. Ends the silence now; of an absence the gateway is told.
[[nodiscard]] Result<core::Silence> end_silence(ingest::Turn& turn, core::Silence silence, const std::string& actor);

}  // namespace anju::alertd::api
