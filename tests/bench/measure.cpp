#include "tests/bench/measure.hpp"

#include "tests/support/temp_dir.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace anju::tests {

using std::chrono::steady_clock;

void print(const std::string& name, double value, const char* unit, double limit) {
    fmt::print("{{\"name\":\"{}\",\"value\":{},\"unit\":\"{}\",\"limit\":{},\"ok\":{}}}\n", name,
               std::isnan(value) ? "null" : fmt::format("{:.3f}", value), unit, limit, value <= limit);
    std::fflush(stdout);
}

double percentile(std::vector<double> values, double share) {
    if (values.empty()) return kNotMeasured;
    std::sort(values.begin(), values.end());
    return values[std::min(values.size() - 1, static_cast<std::size_t>(share * static_cast<double>(values.size())))];
}

double millis(sim::SteadyTime from, sim::SteadyTime to) {
    return std::chrono::duration<double, std::milli>(to - from).count();
}

double private_mib(pid_t pid) {
    std::ifstream file(fmt::format("/proc/{}/smaps_rollup", pid));
    if (!file) return kNotMeasured;
    double kib = 0;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("Private_")) kib += std::stod(line.substr(line.find(':') + 1));
    }
    return kib / 1024;
}

double cpu_seconds(pid_t pid) {
    std::ifstream file(fmt::format("/proc/{}/stat", pid));
    std::string line;
    if (!std::getline(file, line)) return kNotMeasured;
    // The name in brackets may hold anything; the fields after it are counted from the state.
    std::istringstream fields(line.substr(line.rfind(')') + 2));
    std::string skipped;
    for (int i = 0; i < 11; ++i) fields >> skipped;
    double user = 0;
    double system = 0;
    fields >> user >> system;
    return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

double written_bytes(pid_t pid) {
    std::ifstream file(fmt::format("/proc/{}/io", pid));
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("write_bytes: ")) return std::stod(line.substr(line.find(' ')));
    }
    return kNotMeasured;
}

CommitFile::CommitFile(const std::filesystem::path& path) : file_(std::fopen(path.c_str(), "w"), std::fclose) {
    if (!file_) throw std::runtime_error("cannot write " + path.string());
}

void CommitFile::commit() {
    std::fwrite(block_.data(), 1, block_.size(), file_.get());
    std::fflush(file_.get());
    fdatasync(fileno(file_.get()));
}

double fdatasync_p50() {
    const TempDir directory("fdatasync");
    CommitFile file(directory / "file");
    std::vector<double> times;
    for (int i = 0; i < 200; ++i) {
        const auto start = steady_clock::now();
        file.commit();
        times.push_back(millis(start, steady_clock::now()));
    }
    return percentile(times, 0.5);
}

std::unique_ptr<link::Session> session_at(std::uint16_t port, const std::string& name,
                                          std::vector<link::Subscription> subscriptions,
                                          std::function<void(const link::Message&)> on_message) {
    link::SessionOptions options;
    options.name = name;
    options.host = "127.0.0.1";
    options.port = port;
    options.client_id = "bench-" + name;
    options.subscriptions = std::move(subscriptions);
    link::Handlers handlers;
    handlers.on_message = std::move(on_message);
    handlers.on_state = [](link::LinkState, const std::string&) {};
    auto session = link::make_paho_session(std::move(options), std::move(handlers));
    session->start();
    return session;
}

}  // namespace anju::tests
