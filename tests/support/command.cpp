#include "tests/support/command.hpp"

#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

#include <utility>

namespace anju::tests {

CommandAnswer run_command(std::vector<std::string> argv, const std::string& input) {
    const TempDir directory("command");
    write_file(directory / "in", input);
    ProcessOptions options;
    options.argv = std::move(argv);
    options.input = directory / "in";
    options.output = directory / "out";
    options.error = directory / "err";
    const auto status = run(options);
    return {status.code.value_or(-1), read_file(directory / "out"), read_file(directory / "err")};
}

}  // namespace anju::tests
