#include "alertd/store/sqlite/lock_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

namespace anju::alertd::store::sqlite {

Result<LockFile> LockFile::take(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (descriptor < 0) {
        return fail(ErrorCode::unavailable, path + ": cannot be opened: " + std::strerror(errno));
    }
    LockFile file(descriptor, false);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) {
            return fail(ErrorCode::unavailable, path + ": another process writes to this database");
        }
        return fail(ErrorCode::unavailable, path + ": cannot be locked: " + std::strerror(errno));
    }
    struct stat status {};
    file.was_unclean_ = ::fstat(descriptor, &status) == 0 && status.st_size > 0;
    // The mark must be on the disk before the first write is: a power cut may come at any time.
    constexpr std::string_view mark = "in use\n";
    const bool marked = ::pwrite(descriptor, mark.data(), mark.size(), 0) == static_cast<ssize_t>(mark.size()) &&
                        ::fsync(descriptor) == 0;
    // A full disk is no reason to stay down; without the mark the next start skips one check.
    static_cast<void>(marked);
    return file;
}

LockFile::LockFile(LockFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), was_unclean_(other.was_unclean_) {}

LockFile::~LockFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

void LockFile::clean_close() noexcept {
    // When this fails the mark stays, and the next start checks once more than needed.
    if (descriptor_ >= 0 && ::ftruncate(descriptor_, 0) != 0) return;
}

}  // namespace anju::alertd::store::sqlite
