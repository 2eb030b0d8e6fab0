// Hook: one run of the user's own command for an alert, such as a script that sends an SMS.
//
// The command is executed as given, by its path and without a shell, so nothing that a device
// calls itself is ever taken for a command. It gets
//   - on standard input one JSON object that describes the alert (to_json()), from a file in memory,
//     so that a command that does not read stops nobody;
//   - in the environment PATH, HOME, LANG, LC_ALL, TZ of the gateway and ANJU_GATEWAY, ANJU_HOME,
//     ANJU_ALERT, ANJU_DEVICE, ANJU_KIND, ANJU_CONDITION, ANJU_SEVERITY; nothing else of ours;
//   - no other open file; what it prints goes nowhere.
// It is the leader of a process group of its own, and kill() ends the whole group.
//
// Ownership: owns the child; the destructor kills it. Threads: none, one owner.
// Errors: start() answers not_found or unavailable when the command cannot be started.
#pragma once

#include "base/alert.hpp"
#include "base/result.hpp"

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace anju::gateway::fallback {

struct HookSubject {
    GatewayId gateway;
    StreetId street;
    AlertUpdate update;
};

/// `{"gateway":...,"home":...,"street":...,"alert":...,"device":...,"kind":...,"condition":...,"severity":...,
/// "type":...,"count":...,"how":...,"first":...,"last":...,"clock_in_step":...,"values":{name:value}}`
[[nodiscard]] std::string to_json(const HookSubject& subject);

class Hook {
public:
    /// `command`: an absolute path and its arguments.
    [[nodiscard]] static Result<Hook> start(const std::vector<std::string>& command, const HookSubject& subject);
    ~Hook();
    Hook(Hook&& other) noexcept;
    Hook& operator=(Hook&& other) noexcept;
    Hook(const Hook&) = delete;
    Hook& operator=(const Hook&) = delete;

    /// How it ended, once it has: the exit code, or 128 + the signal, as shells count. Never waits.
    [[nodiscard]] std::optional<int> poll();
    /// The group gets SIGKILL; waits for the child.
    void kill();

private:
    explicit Hook(pid_t pid) : pid_(pid) {}
    pid_t pid_ = -1;
};

}  // namespace anju::gateway::fallback
