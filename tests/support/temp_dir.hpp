// TempDir: a directory of one test's own, under $TMPDIR or /tmp, removed with everything in it.
//
// Ownership: the object owns the directory; it must outlive every process that writes there.
// Errors: throws std::runtime_error when the directory cannot be made, which fails the test.
#pragma once

#include <filesystem>
#include <string>

namespace anju::tests {

class TempDir {
public:
    /// `label` becomes part of the name, so that a leftover tells which test it belonged to.
    explicit TempDir(const std::string& label = "test");
    ~TempDir();
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    friend std::filesystem::path operator/(const TempDir& directory, const std::string& name) {
        return directory.path_ / name;
    }

private:
    std::filesystem::path path_;
};

/// The whole file as bytes; empty when there is none.
[[nodiscard]] std::string read_file(const std::filesystem::path& file);
/// Replaces the file's content. Throws std::runtime_error when it cannot.
void write_file(const std::filesystem::path& file, const std::string& content);

}  // namespace anju::tests
