// Mounts of our own, for a disk that is full and a name server that is silent: nothing outside this
// process and its children sees them.
//
// Call enter_private_mounts() before the first thread: a namespace belongs to a thread and its children.
// Works for root, and for others where the kernel lets them have a user namespace.
#pragma once

#include <filesystem>
#include <string>

namespace anju::tests {

/// Whether mounts are private from here on; without that a Mount is refused.
[[nodiscard]] bool enter_private_mounts();

/// One mount, undone by the destructor. Errors: the factories throw std::runtime_error.
class Mount {
public:
    /// An empty file system in memory at `directory`, which is made; `size` as in mount(8): "4m".
    [[nodiscard]] static Mount tmpfs(const std::filesystem::path& directory, const std::string& size);
    /// `file` in the place of `over`.
    [[nodiscard]] static Mount bind(const std::filesystem::path& file, const std::filesystem::path& over);
    ~Mount();
    Mount(const Mount&) = delete;
    Mount& operator=(const Mount&) = delete;

private:
    Mount(const char* source, const std::filesystem::path& target, const char* type, unsigned long flags,
          const char* data);

    std::filesystem::path target_;
};

}  // namespace anju::tests
