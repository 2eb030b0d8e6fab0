#include "gateway/app/profile_files.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <system_error>

namespace anju::gateway::app {

namespace {

constexpr std::size_t kMaxProfileBytes = 1 << 20;
constexpr std::size_t kMostFiles = 256;

}  // namespace

Result<profiles::ProfileText> read_profile(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    profiles::ProfileText profile{file.string(), {}};
    std::array<char, 4'096> part{};
    while (stream.read(part.data(), part.size()) || stream.gcount() > 0) {
        profile.text.append(part.data(), static_cast<std::size_t>(stream.gcount()));
        if (profile.text.size() > kMaxProfileBytes) {
            return fail(ErrorCode::invalid, file.string() + ":1:1: expected at most 1 MiB");
        }
    }
    // A file that was read ends in eof; what could not be opened, or is a folder, does not.
    if (!stream.eof()) return fail(ErrorCode::not_found, file.string() + ":1:1: expected a file that can be read");
    return profile;
}

ProfileFiles read_profiles(const std::filesystem::path& directory, const std::vector<std::string>& disabled) {
    ProfileFiles files;
    files.settings.disabled = disabled;
    std::vector<std::filesystem::path> paths;
    std::error_code error;
    for (auto at = std::filesystem::directory_iterator(directory, error);
         !error && at != std::filesystem::directory_iterator(); at.increment(error)) {
        if (at->path().extension() == ".toml") paths.push_back(at->path());
    }
    std::sort(paths.begin(), paths.end());
    if (paths.size() > kMostFiles) {
        files.problems.push_back(directory.string() + ": expected at most 256 profiles; the others are left out");
        paths.resize(kMostFiles);
    }
    std::vector<profiles::ProfileText> read;
    for (const auto& path : paths) {
        auto profile = read_profile(path);
        if (profile) {
            read.push_back(std::move(profile).value());
        } else {
            files.problems.push_back(profile.error().message);
        }
    }
    // Each is judged beside all of them: one may add to another's envelope.
    for (const auto& profile : read) {
        const auto checked = profiles::check_profile(profile, read);
        if (checked) {
            files.settings.added.push_back(profile);
        } else {
            files.problems.push_back(checked.error().message);
        }
    }
    return files;
}

}  // namespace anju::gateway::app
