// What the benchmarks share: figures as JSON lines, percentiles, and what the kernel counts of a process.
#pragma once

#include "link/session.hpp"
#include "tests/sim/peers.hpp"

#include <sys/types.h>

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace anju::tests {

/// What could not be measured is no number, and printed as null and not ok.
inline constexpr double kNotMeasured = std::numeric_limits<double>::quiet_NaN();

/// One line {name, value, unit, limit, ok}; ok when `value` is at most `limit`.
void print(const std::string& name, double value, const char* unit, double limit);

[[nodiscard]] double percentile(std::vector<double> values, double share);
[[nodiscard]] double millis(sim::SteadyTime from, sim::SteadyTime to);

/// Private memory in MiB.
[[nodiscard]] double private_mib(pid_t pid);
/// User and system time so far, in seconds.
[[nodiscard]] double cpu_seconds(pid_t pid);
/// Bytes that the process caused to be written to disk so far (write_bytes of /proc/<pid>/io).
[[nodiscard]] double written_bytes(pid_t pid);

/// A file that grows by 4 KiB with each commit(), which returns when they are on the disk.
class CommitFile {
public:
    explicit CommitFile(const std::filesystem::path& path);
    void commit();

private:
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
    std::string block_ = std::string(4096, 'x');
};

/// p50 of one commit where the daemons keep their state: the floor under every commit of theirs.
[[nodiscard]] double fdatasync_p50();

/// A started session on 127.0.0.1.
[[nodiscard]] std::unique_ptr<link::Session> session_at(std::uint16_t port, const std::string& name,
                                                        std::vector<link::Subscription> subscriptions,
                                                        std::function<void(const link::Message&)> on_message);

}  // namespace anju::tests
