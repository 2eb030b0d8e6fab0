#include "gateway/app/local_command.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <utility>

namespace anju::gateway::app {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxBytes = 64 * 1024;

fs::path file_in(const fs::path& state_dir) { return state_dir / "command"; }

/// root may write it; the gateway's own user must read it.
void give_to_owner(const fs::path& file, const fs::path& state_dir) {
    struct stat owner {};
    if (::stat(state_dir.c_str(), &owner) != 0) return;
    // Without the right to give it away we are that user already.
    if (::chown(file.c_str(), owner.st_uid, owner.st_gid) != 0) return;
}

}  // namespace

Result<void> leave_command(const fs::path& state_dir, const codec::Command& command) {
    const fs::path file = file_in(state_dir);
    const fs::path unfinished = state_dir / "command.new";
    {
        std::ofstream stream(unfinished, std::ios::binary | std::ios::trunc);
        const std::string bytes = codec::encode(command);
        stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        stream.close();
        if (!stream) return fail(ErrorCode::unavailable, "cannot write " + unfinished.string());
    }
    std::error_code error;
    fs::permissions(unfinished, fs::perms::owner_read | fs::perms::owner_write, error);
    give_to_owner(unfinished, state_dir);
    fs::rename(unfinished, file, error);
    if (error) return fail(ErrorCode::unavailable, "cannot write " + file.string() + ": " + error.message());
    return success();
}

bool await_taken(const fs::path& state_dir, const std::function<bool()>& pause) {
    std::error_code error;
    while (fs::exists(file_in(state_dir), error)) {
        if (pause()) continue;
        fs::remove(file_in(state_dir), error);
        return false;
    }
    return true;
}

Result<std::optional<codec::Command>> find_command(const fs::path& state_dir) {
    std::ifstream stream(file_in(state_dir), std::ios::binary);
    if (!stream) return std::optional<codec::Command>{};
    std::string bytes(kMaxBytes, '\0');
    stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(stream.gcount()));
    auto command = codec::decode_command(bytes);
    if (command.has_error()) {
        remove_command(state_dir);
        return fail(ErrorCode::invalid, "the local command is unusable: " + command.error().message);
    }
    return std::optional{std::move(command).value()};
}

void remove_command(const fs::path& state_dir) {
    std::error_code error;
    fs::remove(file_in(state_dir), error);
}

}  // namespace anju::gateway::app
