// run_command: a program's answer to a command line, for tests of the programs themselves.
#pragma once

#include <string>
#include <vector>

namespace anju::tests {

struct CommandAnswer {
    int code = -1;  ///< exit code; -1 when a signal ended it
    std::string out;
    std::string err;
};

/// Runs `argv` to its end with `input` as its standard input. Throws std::runtime_error when it cannot be started.
[[nodiscard]] CommandAnswer run_command(std::vector<std::string> argv, const std::string& input = "");

}  // namespace anju::tests
