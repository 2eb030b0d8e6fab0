// A session in a process of its own (victim.cpp), for a test to kill.
#pragma once

#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/wait.hpp"

#include <sys/stat.h>

#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <string>

namespace anju::tests {

class Victim {
public:
    Victim(std::uint16_t port, const std::string& client_id, const std::string& topic, const std::string& how)
        : input_(make_pipe(directory_ / "in")),
          process_({.argv = {ANJU_LINK_VICTIM, std::to_string(port), client_id, topic, how},
                    .output = directory_ / "out",
                    .error = {},
                    .input = directory_ / "in",
                    .directory = {}}) {}

    [[nodiscard]] bool wait_until_it_says(const std::string& word) {
        return wait_until([&] { return read_file(directory_ / "out").find(word + "\n") != std::string::npos; });
    }
    void tell_to_stop() { input_ << "stop" << std::endl; }
    Process& process() { return process_; }

private:
    // Opened for both directions, so that neither side waits for the other to open it.
    static std::fstream make_pipe(const std::filesystem::path& path) {
        if (::mkfifo(path.c_str(), 0600) != 0) throw std::runtime_error("cannot make the pipe " + path.string());
        return std::fstream(path, std::ios::in | std::ios::out);
    }

    TempDir directory_{"victim"};
    std::fstream input_;
    Process process_;
};

}  // namespace anju::tests
