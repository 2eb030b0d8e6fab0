#include "alertd/app/daemon.hpp"

#include "alertd/api/server.hpp"
#include "alertd/ingest/engine.hpp"
#include "alertd/ingest/mqtt_ingest.hpp"
#include "alertd/notify/channels.hpp"
#include "alertd/notify/notifier.hpp"
#include "alertd/store/store.hpp"
#include "base/system.hpp"

#include <spdlog/spdlog.h>

#include <filesystem>
#include <system_error>
#include <utility>

namespace anju::alertd::app {

namespace {

ingest::EngineOptions engine_options(const Config& config) {
    ingest::EngineOptions options;
    options.policies = config.policies;
    options.gateway_lost_after = config.gateway_lost_after;
    // A lease shorter than the call it covers would send twice while the first is still under way.
    options.lease = 2 * config.webhook_timeout + Millis{10'000};
    return options;
}

link::SessionOptions broker_options(const Config& config) {
    link::SessionOptions options;
    options.host = config.broker_host;
    options.port = config.broker_port;
    options.client_id = config.client_id;
    options.username = config.broker_username;
    options.password = config.broker_password;
    options.tls = config.broker_tls;
    options.backoff_max = Millis{5'000};
    return options;
}

api::ApiOptions api_options(const Config& config) {
    api::ApiOptions options;
    options.address = config.api_address;
    options.port = config.api_port;
    for (const auto& token : config.api_tokens) options.tokens.push_back({token.name, token.token, ""});
    return options;
}

notify::ChannelOptions channel_options(const Config& config) {
    notify::ChannelOptions options;
    options.webhook.secret = config.webhook_secret;
    options.webhook.http.limits.timeout = config.webhook_timeout;
    options.log.file = config.log_channel_file;
    return options;
}

constexpr std::size_t kResponderPage = 500;

api::MetricSample counter(const char* name, const char* help, std::uint64_t value,
                          std::vector<std::pair<std::string, std::string>> labels = {}) {
    return {name, help, true, std::move(labels), static_cast<double>(value)};
}

api::MetricSample gauge(const char* name, const char* help, double value) { return {name, help, false, {}, value}; }

}  // namespace

class Daemon::Impl {
public:
    explicit Impl(Config config) : config_(std::move(config)) {}
    ~Impl() { stop(); }

    Result<void> start() {
        std::error_code error;
        std::filesystem::create_directories(config_.state_dir, error);
        if (error) return fail(ErrorCode::unavailable, config_.state_dir + ": " + error.message());
        ANJU_TRY(auto writer, store::open_sqlite_writer({config_.database_file()}));
        ANJU_TRY(auto channels, notify::make_channels(channel_options(config_), clock_));

        engine_ = std::make_unique<ingest::Engine>(engine_options(config_), std::move(writer), clock_, system_random64);
        notifier_ = std::make_unique<notify::Notifier>(
            notify::NotifierOptions{}, std::move(channels), [this] { return open_reader(); },
            [this](core::DeliveryResult result) { engine_->submit_delivery(std::move(result)); }, clock_);
        ingest_ = std::make_unique<ingest::MqttIngest>(ingest::MqttIngestOptions{broker_options(config_)}, *engine_,
                                                       clock_, system_random64);
        server_ = std::make_unique<api::ApiServer>(api_options(config_), services());
        engine_->on_committed([this](const ingest::Committed& committed) {
            notifier_->submit(committed.to_send, committed.to_send_class);
        });
        engine_->on_committed(server_->commit_hook());

        notifier_->start();
        ANJU_TRY(engine_->start());
        ingest_->start();
        ANJU_TRY(server_->start());
        warn_if_nobody_hears();
        spdlog::info("alertd {} serves http://{}:{}/", ANJU_VERSION, config_.api_address, server_->port());
        return success();
    }

    void stop() {
        if (server_) server_->stop();
        if (ingest_) ingest_->stop();
        if (notifier_) notifier_->stop();
        if (engine_) engine_->stop();
    }

private:
    Result<std::unique_ptr<store::Reader>> open_reader() const {
        return store::open_sqlite_reader(config_.database_file());
    }

    /// The ladder ends at the district: without anybody there an unanswered alarm has nowhere to go.
    void warn_if_nobody_hears() const {
        const auto reader = open_reader();
        if (!reader) return;
        std::optional<ResponderId> after;
        for (;;) {
            const auto page = reader.value()->responders(after, kResponderPage);
            if (!page || page.value().empty()) break;
            for (const auto& responder : page.value()) {
                if (responder.level == core::Level::district) return;
            }
            after = page.value().back().id;
        }
        spdlog::warn(
            "nobody is registered at the district: an alarm that is not answered has nowhere to go; "
            "`alertd import` brings responders.csv in");
    }

    api::Services services() {
        auto services = api::services_of(*engine_);
        services.open_reader = [this] { return open_reader(); };
        services.clock = clock_;
        services.probes.push_back({"broker", [this]() -> Result<void> {
                                       if (ingest_->connected()) return success();
                                       return fail(ErrorCode::unavailable, "no connection to the broker");
                                   }});
        services.metrics = [this] { return metrics(); };
        return services;
    }

    std::vector<api::MetricSample> metrics() const {
        const auto ingested = ingest_->counters();
        const auto sent = notifier_->counters();
        return {
            counter("alertd_mqtt_alert_messages_total", "Batches of alert updates received.", ingested.alert_messages),
            counter("alertd_mqtt_statuses_total", "Gateway statuses received.", ingested.statuses),
            counter("alertd_mqtt_readings_total", "Single readings received.", ingested.readings),
            counter("alertd_mqtt_rejected_total", "Messages that went to the quarantine.", ingested.rejected),
            counter("alertd_receipts_sent_total", "Receipts published.", ingested.receipts_sent),
            counter("alertd_receipts_dropped_total", "Receipts not published; the gateway asks again.",
                    ingested.receipts_dropped),
            counter("alertd_notifications_total", "Notifications by outcome.", sent.delivered,
                    {{"outcome", "delivered"}}),
            counter("alertd_notifications_total", "Notifications by outcome.", sent.retried, {{"outcome", "retried"}}),
            counter("alertd_notifications_total", "Notifications by outcome.", sent.failed, {{"outcome", "failed"}}),
            counter("alertd_notifications_total", "Notifications by outcome.", sent.superseded,
                    {{"outcome", "superseded"}}),
            counter("alertd_notifications_total", "Notifications by outcome.", sent.dropped, {{"outcome", "dropped"}}),
            gauge("alertd_notifications_sending", "Notifications under way.", static_cast<double>(sent.sending)),
            gauge("alertd_broker_connected", "1 when both sessions to the broker are up.",
                  ingest_->connected() ? 1 : 0),
        };
    }

    Config config_;
    std::shared_ptr<const Clock> clock_ = std::make_shared<SystemClock>();
    std::unique_ptr<ingest::Engine> engine_;
    std::unique_ptr<notify::Notifier> notifier_;
    std::unique_ptr<ingest::MqttIngest> ingest_;
    std::unique_ptr<api::ApiServer> server_;
};

Daemon::Daemon(Config config) : impl_(std::make_unique<Impl>(std::move(config))) {}
Daemon::~Daemon() = default;
Result<void> Daemon::start() { return impl_->start(); }
void Daemon::stop() { impl_->stop(); }

Result<void> check_parts(const Config& config) { return api::ApiServer::check(api_options(config)); }

}  // namespace anju::alertd::app
