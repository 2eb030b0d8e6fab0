// LogChannel: see LogOptions.
#pragma once

#include "alertd/notify/channels.hpp"

namespace anju::alertd::notify {

class LogChannel final : public Channel {
public:
    LogChannel(LogOptions options, std::string page_url, std::shared_ptr<const Clock> clock)
        : options_(std::move(options)), page_url_(std::move(page_url)), clock_(std::move(clock)) {}
    [[nodiscard]] Outcome send(const Job& job) override;

private:
    const LogOptions options_;
    const std::string page_url_;
    const std::shared_ptr<const Clock> clock_;
};

}  // namespace anju::alertd::notify
