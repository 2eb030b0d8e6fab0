// Process: a child process that never outlives the test that started it.
//
// Ownership: the object owns the child; its destructor sends SIGKILL and waits. The kernel does
// the same (PR_SET_PDEATHSIG) when the test itself dies. That signal follows the thread that
// started the child, so start children from a thread that lives as long as they should.
// Threads: one object belongs to one thread at a time.
// Errors: the constructor throws std::runtime_error when the program cannot be run.
#pragma once

#include "base/time.hpp"

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace anju::tests {

struct ProcessOptions {
    std::vector<std::string> argv;    ///< argv[0] is looked up in PATH
    std::filesystem::path output;     ///< stdout and stderr are appended here; empty: discarded
    std::filesystem::path error;      ///< stderr alone, apart from `output`; empty: with stdout
    std::filesystem::path input;      ///< stdin is read from here; empty: nothing to read
    std::filesystem::path directory;  ///< working directory; empty: the test's
};

/// How a process ended: `code` after exit(), or the signal that killed it.
struct ExitStatus {
    std::optional<int> code;
    std::optional<int> signal;
};

class Process {
public:
    explicit Process(const ProcessOptions& options);
    ~Process();
    Process(Process&& other) noexcept;
    Process& operator=(Process&& other) noexcept;
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    [[nodiscard]] pid_t pid() const { return pid_; }
    [[nodiscard]] bool alive();
    /// Does nothing when the process has been waited for.
    void kill(int signal);
    /// Blocks until the process has ended.
    ExitStatus wait();
    /// Nothing when it still runs after `deadline`.
    [[nodiscard]] std::optional<ExitStatus> wait_for(Millis deadline);

private:
    void end() noexcept;

    pid_t pid_ = -1;
    std::optional<ExitStatus> status_;
};

/// Runs a program to its end and returns how it ended.
ExitStatus run(const ProcessOptions& options);

}  // namespace anju::tests
