#include "alertd/registry/staging.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace anju::alertd::registry {

namespace {

Error failed(const std::filesystem::path& path) {
    const ErrorCode code = errno == ENOSPC ? ErrorCode::exhausted : ErrorCode::unavailable;
    return fail(code, path.string() + ": " + std::strerror(errno));
}

/// A file descriptor that is closed at the end.
class File {
public:
    File(const std::filesystem::path& path, int flags) : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
    ~File() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
    [[nodiscard]] bool write(const std::string& bytes) const {
        for (std::size_t written = 0; written < bytes.size();) {
            const ssize_t count = ::write(descriptor_, bytes.data() + written, bytes.size() - written);
            if (count < 0 && errno == EINTR) continue;
            if (count <= 0) return false;
            written += static_cast<std::size_t>(count);
        }
        return true;
    }
    [[nodiscard]] bool sync() const { return ::fsync(descriptor_) == 0; }

private:
    int descriptor_;
};

}  // namespace

Result<void> Staging::prepare() const {
    std::error_code error;
    std::filesystem::create_directories(directory_, error);
    if (error) return fail(ErrorCode::unavailable, directory_.string() + ": " + error.message());
    // The files hold names, phones and illnesses.
    std::filesystem::permissions(directory_, std::filesystem::perms::owner_all, error);
    if (error) return fail(ErrorCode::unavailable, directory_.string() + ": " + error.message());
    return success();
}

Result<void> Staging::write(const Ulid& id, const store::Table& table, const std::string& bytes) const {
    std::error_code error;
    std::filesystem::create_directories(folder(id), error);
    if (error) return fail(ErrorCode::unavailable, folder(id).string() + ": " + error.message());
    const auto path = folder(id) / (std::string(table.name) + ".csv");
    const auto fresh = folder(id) / (std::string(table.name) + ".csv.new");
    {
        const File file(fresh, O_WRONLY | O_CREAT | O_TRUNC);
        if (!file.is_open() || !file.write(bytes) || !file.sync()) return failed(fresh);
    }
    if (::rename(fresh.c_str(), path.c_str()) != 0) return failed(path);
    const File parent(folder(id), O_RDONLY | O_DIRECTORY);
    if (!parent.is_open() || !parent.sync()) return failed(folder(id));
    const File grandparent(directory_, O_RDONLY | O_DIRECTORY);
    if (!grandparent.is_open() || !grandparent.sync()) return failed(directory_);
    return success();
}

Result<std::vector<TableText>> Staging::read(const Ulid& id, Encoding encoding, ErrorList& errors) const {
    ErrorList found;
    auto files = read_directory(folder(id), encoding, found);
    const std::string place = folder(id).string() + "/";
    std::string text = found.text();
    for (std::size_t at = text.find(place); at != std::string::npos; at = text.find(place, at)) {
        text.erase(at, place.size());
    }
    for (std::size_t start = 0; start < text.size();) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        errors.add_line(text.substr(start, end - start));
        start = end + 1;
    }
    if (!files) return fail(files.error().code, "expected at least one file, such as homes.csv");
    for (TableText& file : files.value()) file.file = std::string(file.table->name) + ".csv";
    return files;
}

void Staging::remove(const Ulid& id) const noexcept {
    std::error_code ignored;
    std::filesystem::remove_all(folder(id), ignored);
}

}  // namespace anju::alertd::registry
