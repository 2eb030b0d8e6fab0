// OutwardParts: what speaks to the world outside, put together: city platforms, WeCom's callback, CAP.
//
// Ownership: owns them all; borrows the engine, which may answer an act until it has stopped, so this
// outlives it. Threads: committed() on the engine's, add_metrics() on any, the rest one at a time.
#pragma once

#include "alertd/api/server.hpp"
#include "alertd/app/config.hpp"
#include "alertd/ingest/engine.hpp"
#include "alertd/northbound/northbound.hpp"
#include "alertd/notify/notifier.hpp"
#include "alertd/notify/wecom_door.hpp"

#include <functional>
#include <memory>
#include <vector>

namespace anju::alertd::app {

[[nodiscard]] inline api::MetricSample counter(const char* name, const char* help, std::uint64_t value,
                                               std::vector<std::pair<std::string, std::string>> labels = {}) {
    return {name, help, true, std::move(labels), static_cast<double>(value)};
}
[[nodiscard]] inline api::MetricSample gauge(const char* name, const char* help, double value,
                                             std::vector<std::pair<std::string, std::string>> labels = {}) {
    return {name, help, false, std::move(labels), value};
}
/// What became of notifications, by channel.
void add_channel_metrics(const notify::NotifierCounters& sent, std::vector<api::MetricSample>& samples);

class OutwardParts {
public:
    using OpenReader = std::function<Result<std::unique_ptr<store::Reader>>()>;
    [[nodiscard]] static Result<std::unique_ptr<OutwardParts>> make(const Config& config, ingest::Engine& engine,
                                                                    OpenReader open_reader,
                                                                    std::shared_ptr<const Clock> clock);

    void start() { northbound_->start(); }
    /// Before the engine stops.
    void stop() { northbound_->stop(); }
    void committed(const ingest::Committed& committed);
    /// What the API serves of this.
    [[nodiscard]] api::Outward doors();
    void add_metrics(UtcTime now, std::vector<api::MetricSample>& samples) const;

private:
    OutwardParts() = default;

    std::optional<cap::CapOptions> cap_;
    std::string page_url_;
    std::vector<api::PlatformDoor> platforms_;
    std::unique_ptr<northbound::Northbound> northbound_;
    std::unique_ptr<notify::WecomDoor> wecom_;
};

}  // namespace anju::alertd::app
