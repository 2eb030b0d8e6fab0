#include "tests/support/process.hpp"

#include "tests/support/wait.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace anju::tests {
namespace {

// Everything the child needs between fork and exec, where a program with threads may not allocate.
struct Prepared {
    std::vector<char*> argv;
    const char* output = "/dev/null";
    const char* error = nullptr;
    const char* input = "/dev/null";
    const char* directory = nullptr;
};

Prepared prepare(const ProcessOptions& options) {
    Prepared prepared;
    for (const std::string& argument : options.argv) prepared.argv.push_back(const_cast<char*>(argument.c_str()));
    prepared.argv.push_back(nullptr);

    if (!options.output.empty()) prepared.output = options.output.c_str();
    if (!options.error.empty()) prepared.error = options.error.c_str();
    if (!options.input.empty()) prepared.input = options.input.c_str();
    if (!options.directory.empty()) prepared.directory = options.directory.c_str();
    return prepared;
}

bool redirect(const char* file, int flags, int to) {
    const int from = ::open(file, flags, 0644);
    return from >= 0 && ::dup2(from, to) >= 0;
}

bool become(const Prepared& prepared, pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) return false;  // The parent died before the line above took effect.
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    constexpr int kAppend = O_WRONLY | O_CREAT | O_APPEND;
    if (!redirect(prepared.input, O_RDONLY, STDIN_FILENO)) return false;
    if (!redirect(prepared.output, kAppend, STDOUT_FILENO)) return false;
    if (prepared.error == nullptr ? ::dup2(STDOUT_FILENO, STDERR_FILENO) < 0
                                  : !redirect(prepared.error, kAppend, STDERR_FILENO)) {
        return false;
    }
    if (prepared.directory != nullptr && ::chdir(prepared.directory) != 0) return false;
    // A socket of the test that stayed open in the child would hide from its peer that it was closed.
    ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
    ::execvpe(prepared.argv[0], prepared.argv.data(), environ);
    return false;
}

ExitStatus to_status(int raw) {
    ExitStatus status;
    if (WIFEXITED(raw)) status.code = WEXITSTATUS(raw);
    if (WIFSIGNALED(raw)) status.signal = WTERMSIG(raw);
    return status;
}

}  // namespace

Process::Process(const ProcessOptions& options) {
    if (options.argv.empty()) throw std::runtime_error("a process needs at least the name of its program");
    const Prepared prepared = prepare(options);
    int failure[2];  // Closed by a successful exec, else it carries errno.
    if (::pipe2(failure, O_CLOEXEC) != 0) throw std::runtime_error("cannot make a pipe");
    const pid_t parent = ::getpid();
    pid_ = ::fork();
    if (pid_ == 0) {
        become(prepared, parent);
        const int error = errno;
        [[maybe_unused]] const auto written = ::write(failure[1], &error, sizeof error);
        ::_exit(127);
    }
    ::close(failure[1]);
    int error = 0;
    const bool failed = pid_ < 0 || ::read(failure[0], &error, sizeof error) > 0;
    ::close(failure[0]);
    if (failed) {
        end();
        throw std::runtime_error("cannot run " + options.argv[0] + ": " + std::strerror(error));
    }
}

Process::~Process() { end(); }

Process::Process(Process&& other) noexcept : pid_(std::exchange(other.pid_, -1)), status_(other.status_) {}

Process& Process::operator=(Process&& other) noexcept {
    if (this != &other) {
        end();
        pid_ = std::exchange(other.pid_, -1);
        status_ = other.status_;
    }
    return *this;
}

void Process::end() noexcept {
    if (pid_ <= 0 || status_) return;
    ::kill(pid_, SIGKILL);
    int raw = 0;
    while (::waitpid(pid_, &raw, 0) < 0 && errno == EINTR) {
    }
    status_ = to_status(raw);
}

bool Process::alive() {
    if (pid_ <= 0 || status_) return false;
    int raw = 0;
    if (::waitpid(pid_, &raw, WNOHANG) == pid_) status_ = to_status(raw);
    return !status_;
}

void Process::kill(int signal) {
    if (pid_ > 0 && !status_) ::kill(pid_, signal);
}

ExitStatus Process::wait() {
    int raw = 0;
    while (pid_ > 0 && !status_) {
        if (::waitpid(pid_, &raw, 0) == pid_)
            status_ = to_status(raw);
        else if (errno != EINTR)
            throw std::runtime_error("cannot wait for process " + std::to_string(pid_));
    }
    return status_.value_or(ExitStatus{});
}

std::optional<ExitStatus> Process::wait_for(Millis deadline) {
    if (!wait_until([this] { return !alive(); }, deadline)) return std::nullopt;
    return wait();
}

ExitStatus run(const ProcessOptions& options) { return Process(options).wait(); }

}  // namespace anju::tests
