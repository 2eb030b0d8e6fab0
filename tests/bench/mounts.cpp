#include "tests/bench/mounts.hpp"

#include "tests/support/temp_dir.hpp"

#include <fmt/format.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace anju::tests {

namespace {

bool is_private = false;

/// Root of a user namespace, which may mount in its own mount namespace.
bool become_root_of_our_own() {
    const auto user = getuid();
    const auto group = getgid();
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
    write_file("/proc/self/setgroups", "deny");
    write_file("/proc/self/uid_map", fmt::format("0 {} 1", user));
    write_file("/proc/self/gid_map", fmt::format("0 {} 1", group));
    return true;
}

}  // namespace

bool enter_private_mounts() {
    const bool entered = geteuid() == 0 ? unshare(CLONE_NEWNS) == 0 : become_root_of_our_own();
    is_private = entered && mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
    return is_private;
}

Mount::Mount(const char* source, const std::filesystem::path& target, const char* type, unsigned long flags,
             const char* data)
    : target_(target) {
    if (!is_private) throw std::runtime_error("no mounts of our own here");
    if (mount(source, target_.c_str(), type, flags, data) != 0)
        throw std::runtime_error("cannot mount " + target_.string() + ": " + std::strerror(errno));
}

Mount::~Mount() { umount2(target_.c_str(), MNT_DETACH); }

Mount Mount::tmpfs(const std::filesystem::path& directory, const std::string& size) {
    std::filesystem::create_directories(directory);
    return Mount("tmpfs", directory, "tmpfs", 0, ("size=" + size).c_str());
}

Mount Mount::bind(const std::filesystem::path& file, const std::filesystem::path& over) {
    return Mount(file.c_str(), over, nullptr, MS_BIND, nullptr);
}

}  // namespace anju::tests
