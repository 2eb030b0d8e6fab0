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
#include <set>
#include <system_error>
#include <utility>

namespace anju::alertd::app {

namespace {

ingest::EngineOptions engine_options(const Config& config) {
    ingest::EngineOptions options;
    options.policies = config.policies;
    options.gateway_lost_after = config.gateway_lost_after;
    // A lease shorter than the call it covers would send twice while the first is still under way.
    options.lease = 2 * notify::longest_send(config.channels) + Millis{10'000};
    return options;
}

api::ApiOptions api_options(const Config& config) {
    api::ApiOptions options;
    options.address = config.api_address;
    options.port = config.api_port;
    for (const auto& token : config.api_tokens) options.tokens.push_back({token.name, token.token, ""});
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
        ANJU_TRY(auto channels, notify::make_channels(channel_options(), clock_));

        engine_ = std::make_unique<ingest::Engine>(engine_options(config_), std::move(writer), clock_, system_random64);
        notifier_ = std::make_unique<notify::Notifier>(
            notify::NotifierOptions{}, std::move(channels), [this] { return open_reader(); },
            [this](core::DeliveryResult result) { engine_->submit_delivery(std::move(result)); }, clock_);
        ingest_ = std::make_unique<ingest::MqttIngest>(ingest::MqttIngestOptions{config_.broker}, *engine_, clock_,
                                                       system_random64);
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
        if (mqtt_channel_) mqtt_channel_->stop();
        if (engine_) engine_->stop();
    }

private:
    Result<std::unique_ptr<store::Reader>> open_reader() const {
        return store::open_sqlite_reader(config_.database_file());
    }

    notify::ChannelOptions channel_options() {
        auto options = config_.channels;
        if (config_.mqtt_channel) {
            link::Handlers handlers;
            handlers.on_state = [](link::LinkState state, const std::string& why) {
                if (state == link::LinkState::disconnected) spdlog::warn("the broker of the channel mqtt: {}", why);
            };
            mqtt_channel_ = link::make_paho_session(*config_.mqtt_channel, std::move(handlers));
            mqtt_channel_->start();
            options.mqtt = notify::MqttOptions{mqtt_channel_, config_.mqtt_channel_timeout};
        }
        return options;
    }

    /// The ladder ends at the district: without anybody there an unanswered alarm has nowhere to go. And
    /// whoever is to be told through a channel that is not set up hears nothing.
    void warn_if_nobody_hears() const {
        const auto reader = open_reader();
        if (!reader) return;
        std::optional<ResponderId> after;
        std::set<core::ChannelKind> missing;
        bool somebody_at_the_district = false;
        for (;;) {
            const auto page = reader.value()->responders(after, kResponderPage);
            if (!page || page.value().empty()) break;
            for (const auto& responder : page.value()) {
                somebody_at_the_district = somebody_at_the_district || responder.level == core::Level::district;
                if (!notify::is_set_up(responder.channel, config_.channels) &&
                    !(responder.channel == core::ChannelKind::mqtt && config_.mqtt_channel)) {
                    missing.insert(responder.channel);
                }
            }
            after = page.value().back().id;
        }
        for (const auto kind : missing) {
            spdlog::warn("somebody is to be told through {0}, which [channel.{0}] does not set up",
                         core::to_string(kind));
        }
        if (somebody_at_the_district) return;
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
    std::shared_ptr<link::Session> mqtt_channel_;
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
