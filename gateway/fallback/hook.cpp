#include "gateway/fallback/hook.hpp"

#include <boost/json.hpp>

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <system_error>
#include <utility>

namespace anju::gateway::fallback {

namespace {

constexpr int kFirstOtherFile = 3;
constexpr int kSignalled = 128;

std::string text_of(int error) { return std::error_code(error, std::generic_category()).message(); }

/// A file descriptor that closes itself.
class File {
public:
    explicit File(int descriptor) : descriptor_(descriptor) {}
    ~File() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    [[nodiscard]] int get() const { return descriptor_; }

private:
    int descriptor_;
};

/// A file in memory with `text` in it, to be read from its beginning; negative when there is no room.
int file_with(const std::string& text) {
    const int file = ::memfd_create("anju-alert", MFD_CLOEXEC);
    if (file < 0) return file;
    std::size_t written = 0;
    while (written < text.size()) {
        const auto count = ::write(file, text.data() + written, text.size() - written);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        written += static_cast<std::size_t>(count);
    }
    if (written == text.size() && ::lseek(file, 0, SEEK_SET) == 0) return file;
    ::close(file);
    return -1;
}

/// Up to the first NUL, which would end it for the command anyway.
std::string variable(const char* name, std::string_view value) {
    return std::string(name) + "=" + std::string(value.substr(0, value.find('\0')));
}

std::vector<std::string> environment_of(const HookSubject& subject) {
    std::vector<std::string> variables;
    for (const auto* name : {"PATH", "HOME", "LANG", "LC_ALL", "TZ"}) {
        if (const char* value = std::getenv(name)) variables.push_back(variable(name, value));
    }
    const auto& update = subject.update;
    variables.push_back(variable("ANJU_GATEWAY", subject.gateway.value));
    variables.push_back(variable("ANJU_HOME", update.key.home.value));
    variables.push_back(variable("ANJU_ALERT", update.id.to_string()));
    variables.push_back(variable("ANJU_DEVICE", update.key.device.value));
    variables.push_back(variable("ANJU_KIND", to_string(update.kind)));
    variables.push_back(variable("ANJU_CONDITION", to_string(update.key.condition)));
    variables.push_back(variable("ANJU_SEVERITY", to_string(update.severity)));
    return variables;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    for (auto& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

/// What posix_spawn is to do in the child before the command runs.
class Preparation {
public:
    explicit Preparation(int input) {
        posix_spawn_file_actions_init(&files_);
        posix_spawn_file_actions_adddup2(&files_, input, STDIN_FILENO);
        posix_spawn_file_actions_addopen(&files_, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_adddup2(&files_, STDOUT_FILENO, STDERR_FILENO);
        // Libraries open sockets that would live on in the command.
        posix_spawn_file_actions_addclosefrom_np(&files_, kFirstOtherFile);

        posix_spawnattr_init(&attributes_);
        posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
        posix_spawnattr_setpgroup(&attributes_, 0);
        // The gateway blocks and ignores some signals; a command expects none of that.
        sigset_t signals;
        sigemptyset(&signals);
        posix_spawnattr_setsigmask(&attributes_, &signals);
        sigaddset(&signals, SIGPIPE);
        sigaddset(&signals, SIGTERM);
        sigaddset(&signals, SIGINT);
        posix_spawnattr_setsigdefault(&attributes_, &signals);
    }
    ~Preparation() {
        posix_spawnattr_destroy(&attributes_);
        posix_spawn_file_actions_destroy(&files_);
    }
    Preparation(const Preparation&) = delete;
    Preparation& operator=(const Preparation&) = delete;

    posix_spawn_file_actions_t* files() { return &files_; }
    posix_spawnattr_t* attributes() { return &attributes_; }

private:
    posix_spawn_file_actions_t files_{};
    posix_spawnattr_t attributes_{};
};

}  // namespace

std::string to_json(const HookSubject& subject) {
    const auto& update = subject.update;
    boost::json::object object;
    object["gateway"] = subject.gateway.value;
    object["home"] = update.key.home.value;
    object["street"] = subject.street.value;
    object["alert"] = update.id.to_string();
    object["device"] = update.key.device.value;
    object["kind"] = to_string(update.kind);
    object["condition"] = to_string(update.key.condition);
    object["severity"] = to_string(update.severity);
    object["type"] = to_string(update.type);
    object["count"] = update.count;
    object["how"] = update.how;
    object["first"] = to_rfc3339(update.first.utc);
    object["last"] = to_rfc3339(update.last.utc);
    object["clock_in_step"] = update.last.synced;
    boost::json::object values;
    for (const auto& value : update.values) values[value.name] = value.value;
    object["values"] = std::move(values);
    return boost::json::serialize(object);
}

Result<Hook> Hook::start(const std::vector<std::string>& command, const HookSubject& subject) {
    if (command.empty()) return fail(ErrorCode::invalid, "there is no command");
    const File input(file_with(to_json(subject)));
    if (input.get() < 0) return fail(ErrorCode::unavailable, "no memory for the command's input");
    auto arguments = command;
    auto variables = environment_of(subject);
    const auto argv = pointers_to(arguments);
    const auto envp = pointers_to(variables);
    Preparation preparation(input.get());
    pid_t pid = -1;
    const int failed =
        ::posix_spawn(&pid, argv[0], preparation.files(), preparation.attributes(), argv.data(), envp.data());
    if (failed != 0) {
        return fail(failed == ENOENT ? ErrorCode::not_found : ErrorCode::unavailable,
                    command.front() + ": " + text_of(failed));
    }
    return Hook(pid);
}

Hook::~Hook() { kill(); }

Hook::Hook(Hook&& other) noexcept : pid_(std::exchange(other.pid_, -1)) {}

Hook& Hook::operator=(Hook&& other) noexcept {
    if (this == &other) return *this;
    kill();
    pid_ = std::exchange(other.pid_, -1);
    return *this;
}

std::optional<int> Hook::poll() {
    if (pid_ < 0) return std::nullopt;
    siginfo_t ended{};
    if (::waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOHANG | WNOWAIT) != 0) return std::nullopt;
    if (ended.si_pid == 0) return std::nullopt;
    // Before it is reaped its number is its own: what it left in the background goes with it.
    kill();
    return ended.si_code == CLD_EXITED ? ended.si_status : kSignalled + ended.si_status;
}

void Hook::kill() {
    if (pid_ < 0) return;
    ::kill(-pid_, SIGKILL);
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
}

}  // namespace anju::gateway::fallback
