#include "alertd/notify/log_channel.hpp"

#include "alertd/notify/message.hpp"

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace anju::alertd::notify {

namespace {

class File {
public:
    explicit File(const std::string& path)
        : fd_(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR | S_IRGRP)) {}
    ~File() {
        if (fd_ >= 0) ::close(fd_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    /// In one write, so that lines of several workers do not mix.
    [[nodiscard]] bool append(const std::string& line) const {
        return fd_ >= 0 && ::write(fd_, line.data(), line.size()) == static_cast<ssize_t>(line.size());
    }

private:
    int fd_;
};

}  // namespace

Outcome LogChannel::send(const Job& job) {
    if (options_.file.empty()) {
        spdlog::info("notification {}", message_of(job, page_url_, Detail::no_address));
        return {Delivery::delivered, "logged", std::nullopt};
    }
    const std::string message = message_of(job, page_url_);
    const std::string line = "{\"at\":\"" + to_rfc3339(clock_->now().utc) + "\",\"notification\":" + message + "}\n";
    errno = 0;
    if (File(options_.file).append(line)) return {Delivery::delivered, "written", std::nullopt};
    return {Delivery::retry,
            options_.file + ": " + (errno != 0 ? std::strerror(errno) : "not all of the line was written"),
            std::nullopt};
}

}  // namespace anju::alertd::notify
