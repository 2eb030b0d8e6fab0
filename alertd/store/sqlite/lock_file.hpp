// LockFile: `<database>.lock`, held by the one process that writes.
//
// SQLite's own locks let a second writer wait its turn; two engines on one database would each
// fire the same escalation, so the second one is refused at once. The kernel drops the lock when
// its holder dies, however it dies. While it is held the file holds a mark, and a clean close
// removes it: a mark found at opening means that the last writer was killed or lost its power.
#pragma once

#include "base/result.hpp"

#include <string>

namespace anju::alertd::store::sqlite {

class LockFile {
public:
    /// Unavailable when another process, or this one, holds it already.
    [[nodiscard]] static Result<LockFile> take(const std::string& path);
    ~LockFile();
    LockFile(LockFile&& other) noexcept;
    LockFile& operator=(LockFile&&) = delete;
    LockFile(const LockFile&) = delete;
    LockFile& operator=(const LockFile&) = delete;

    /// Whether the last holder left without clean_close().
    [[nodiscard]] bool was_unclean() const { return was_unclean_; }
    void clean_close() noexcept;

private:
    LockFile(int descriptor, bool was_unclean) : descriptor_(descriptor), was_unclean_(was_unclean) {}

    int descriptor_ = -1;
    bool was_unclean_ = false;
};

}  // namespace anju::alertd::store::sqlite
