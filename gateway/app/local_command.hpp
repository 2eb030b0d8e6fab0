// LocalCommand: how somebody at the gateway's own machine gives it a command.
//
// A file in the state directory, written whole and then renamed into place; the gateway looks for it
// once a second, carries it out and removes it. Whoever may write there may command: the directory's
// permissions are the access control. It is no topic of the home's broker on purpose, because any
// device in the home can publish there, and a command can silence alarms.
//
// Threads: any. Errors: unavailable (cannot write, or no gateway took it), invalid (not a command).
#pragma once

#include "base/result.hpp"
#include "codec/codec.hpp"

#include <filesystem>
#include <functional>
#include <optional>

namespace anju::gateway::app {

/// Writes the command where the gateway of this state directory will find it.
[[nodiscard]] Result<void> leave_command(const std::filesystem::path& state_dir, const codec::Command& command);
/// Whether a gateway took it, looking again after each `pause`, which says false to give up. What
/// nobody took is withdrawn.
[[nodiscard]] bool await_taken(const std::filesystem::path& state_dir, const std::function<bool()>& pause);

/// The command that waits, if one does. An unusable file is removed and told as an error.
[[nodiscard]] Result<std::optional<codec::Command>> find_command(const std::filesystem::path& state_dir);
/// It was carried out. Killed before this, it is found again and known by its id.
void remove_command(const std::filesystem::path& state_dir);

}  // namespace anju::gateway::app
