#include "alertd/app/daemon.hpp"

#include "alertd/access/phone_links.hpp"
#include "alertd/api/server.hpp"
#include "alertd/app/outward_parts.hpp"
#include "alertd/audit/auditor.hpp"
#include "alertd/audit/watchdog.hpp"
#include "alertd/ingest/auditor.hpp"
#include "alertd/ingest/clerk.hpp"
#include "alertd/ingest/engine.hpp"
#include "alertd/ingest/mqtt_ingest.hpp"
#include "alertd/ingest/policies.hpp"
#include "alertd/ingest/turn.hpp"
#include "alertd/notify/channels.hpp"
#include "alertd/notify/notifier.hpp"
#include "alertd/readings/keeper.hpp"
#include "alertd/registry/import_jobs.hpp"
#include "alertd/registry/indexer.hpp"
#include "alertd/reports/counting.hpp"
#include "alertd/retention/retention.hpp"
#include "alertd/roster/tz_zone.hpp"
#include "alertd/store/store.hpp"
#include "base/system.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <filesystem>
#include <future>
#include <set>
#include <system_error>
#include <tuple>
#include <utility>

namespace anju::alertd::app {

namespace {

/// A lease shorter than the call it covers would send twice while the first is still under way.
Millis lease_for(const Config& config) {
    const Millis mqtt = config.mqtt_channel ? config.mqtt_channel_timeout : Millis{0};
    return 2 * std::max(notify::longest_send(config.channels), mqtt) + Millis{10'000};
}

/// Who we are to WeCom: presses on its cards come back to the app that the door knows.
std::tuple<std::string, std::string, std::int64_t, std::string, std::string> wecom_identity(const Config& config) {
    const auto app = config.channels.wecom_app.value_or(notify::WecomAppOptions{});
    const auto callback = config.wecom_callback.value_or(WecomCallback{});
    return {app.corp_id, app.secret, app.agent_id, callback.token, callback.encoding_key};
}

/// Of what the file says of channels, this is set up once.
bool needs_restart(const Config& now, const Config& wanted) {
    const bool same_mqtt = now.mqtt_channel.has_value() == wanted.mqtt_channel.has_value() &&
                           (!now.mqtt_channel || (now.mqtt_channel->host == wanted.mqtt_channel->host &&
                                                  now.mqtt_channel->port == wanted.mqtt_channel->port));
    return !same_mqtt || wecom_identity(now) != wecom_identity(wanted) || now.keep_attempts != wanted.keep_attempts;
}

ingest::EngineOptions engine_options(const Config& config, std::shared_ptr<const core::Zone> zone) {
    ingest::EngineOptions options;
    options.policies = config.policies;
    options.zone = std::move(zone);
    options.gateway_lost_after = config.gateway_lost_after;
    options.holds = config.holds;
    options.lease = lease_for(config);
    options.keep_attempts = config.keep_attempts;
    return options;
}

api::ApiOptions api_options(const Config& config) {
    api::ApiOptions options;
    options.address = config.api_address;
    options.port = config.api_port;
    options.seats = config.seats;
    options.test_intervals = config.test_intervals;
    for (const auto& token : config.api_tokens) {
        options.tokens.push_back({token.name, token.token, "", token.role, token.scope});
    }
    options.public_origin = config.api_public_origin;
    options.trusted_proxy = config.api_trusted_proxy;
    options.web_folder = config.web_folder;
    options.district_map = config.district_map;
    options.session = {config.session_idle, config.session_lasts};
    return options;
}

constexpr std::size_t kResponderPage = 500;
constexpr Millis kEngineStuckAfter{5'000};

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
        ANJU_TRY(phone_links_, phone_links_of(*writer));
        ANJU_TRY(auto channels, notify::make_channels(channel_options(), clock_));

        ANJU_TRY(zone_, roster::find_zone(config_.time_zone));

        engine_ = std::make_unique<ingest::Engine>(engine_options(config_, zone_), std::move(writer), clock_,
                                                   system_random64);
        notifier_ = std::make_unique<notify::Notifier>(
            notify::NotifierOptions{}, std::move(channels), [this] { return open_reader(); },
            [this](core::DeliveryResult result) { engine_->submit_delivery(std::move(result)); }, clock_);
        make_readings();
        ingest::MqttIngestOptions hearing;
        hearing.broker = config_.broker;
        hearing.on_readings = [keeper = readings_](const GatewayId& gateway, std::vector<codec::Reading> readings) {
            keeper->submit(gateway, std::move(readings));
        };
        ingest_ = std::make_unique<ingest::MqttIngest>(std::move(hearing), *engine_, clock_, system_random64);
        make_registry();
        ANJU_TRY(outward_, OutwardParts::make(
                               config_, *engine_, [this] { return open_reader(); }, clock_));
        server_ = std::make_unique<api::ApiServer>(api_options(config_), services());
        auditor_ = std::make_unique<audit::Auditor>(
            audit::AuditorOptions{}, [this] { return open_reader(); },
            [this](const store::AuditFindings& findings) { tell(findings); }, clock_);
        if (!config_.watchdog.url.empty()) {
            watchdog_ = std::make_unique<audit::Watchdog>(config_.watchdog, vital_signs(), clock_);
        }
        engine_->on_committed([this](const ingest::Committed& committed) {
            notifier_->submit(committed.to_send, committed.to_send_class);
        });
        engine_->on_committed(server_->commit_hook());
        engine_->on_committed([this](const ingest::Committed& committed) {
            const auto of_registry = [](const auto& entry) { return entry.event.starts_with("registry."); };
            if (std::ranges::any_of(committed.journal, of_registry)) indexer_->wake();
        });
        engine_->on_committed([this](const ingest::Committed& committed) { outward_->committed(committed); });

        notifier_->start();
        ANJU_TRY(engine_->start());
        readings_->start();
        ingest_->start();
        indexer_->start();
        // Without a place for its files nobody can import, and alarms are taken all the same.
        if (auto started = imports_->start(); !started) spdlog::error("no imports: {}", started.error().message);
        outward_->start();
        ANJU_TRY(server_->start());
        auditor_->start();
        if (watchdog_) watchdog_->start();
        clerk_ = std::make_unique<ingest::Clerk>(
            duties(), [this](ingest::Change change, auto done) { engine_->change(std::move(change), std::move(done)); },
            [this] { return engine_->counters().waiting > 0; });
        clerk_->start();
        warn_if_nobody_hears();
        tell_overruled_policies();
        spdlog::info("alertd {} serves http://{}:{}/", ANJU_VERSION, config_.api_address, server_->port());
        return success();
    }

    Result<void> reload(const Config& config) {
        if (lease_for(config) > lease_) {
            return fail(ErrorCode::invalid, "a channel's time-out is longer than at the start; that needs a restart");
        }
        if (needs_restart(config_, config)) {
            return fail(ErrorCode::invalid,
                        "[channel.wecom_app], its callback, [channel.mqtt] or keep_log differs; that needs a restart");
        }
        auto options = config.channels;
        options.phone_link = phone_link();
        if (mqtt_channel_) options.mqtt = notify::MqttOptions{mqtt_channel_, config.mqtt_channel_timeout};
        ANJU_TRY(auto channels, notify::make_channels(std::move(options), clock_));
        std::promise<Result<void>> done;
        auto taken = done.get_future();
        engine_->change(
            [&policies = config.policies](ingest::Turn& turn) -> Result<void> {
                ANJU_TRY(ingest::take_policies_of_file(turn, policies));
                return turn.journal("settings.reloaded", {{"what", "policies, channels"}});
            },
            [&done](Result<void> result) { done.set_value(std::move(result)); });
        ANJU_TRY(taken.get());
        notifier_->use_channels(std::move(channels));
        config_.policies = config.policies;
        config_.channels = config.channels;
        warn_if_nobody_hears();
        tell_overruled_policies();
        spdlog::info("policies and channels were read again; everything else counts at the next start");
        return success();
    }

    void stop() {
        if (watchdog_) watchdog_->stop();
        if (auditor_) auditor_->stop();
        if (clerk_) clerk_->stop();
        if (server_) server_->stop();
        // The piece that is under way needs the engine.
        if (imports_) imports_->stop();
        if (indexer_) indexer_->stop();
        if (outward_) outward_->stop();
        if (ingest_) ingest_->stop();
        if (readings_) readings_->stop();
        if (notifier_) notifier_->stop();
        if (mqtt_channel_) mqtt_channel_->stop();
        if (engine_) engine_->stop();
    }

private:
    Result<std::unique_ptr<store::Reader>> open_reader() const {
        return store::open_sqlite_reader(config_.database_file());
    }

    void make_readings() {
        readings::KeeperOptions options;
        options.database = config_.database_file();
        options.keep_days = config_.keep_readings_days;
        options.open_reader = [this] { return open_reader(); };
        options.clock = clock_;
        readings_ = std::make_shared<readings::Keeper>(std::move(options));
    }

    void make_registry() {
        indexer_ = std::make_unique<registry::Indexer>(
            registry::IndexerOptions{config_.database_file(), [this] { return open_reader(); }});
        registry::ImportJobsOptions options;
        options.directory = std::filesystem::path(config_.state_dir) / "imports";
        options.open_reader = [this] { return open_reader(); };
        options.change = [this](ingest::Change change, std::function<void(Result<void>)> done) {
            engine_->change(std::move(change), std::move(done));
        };
        options.clock = clock_;
        options.random64 = system_random64;
        options.on_applying = [this](bool applying) { indexer_->hold(applying); };
        imports_ = std::make_shared<registry::ImportJobs>(std::move(options));
    }

    /// What is done when there is time.
    std::vector<ingest::Duty> duties() {
        const Millis utc_offset = config_.channels.utc_offset;
        return {
            {"count for the statistics",
             [utc_offset](ingest::Turn& turn) { return reports::count_piece(turn.writer(), utc_offset); }},
            {"forget what is old", [this](ingest::Turn& turn) { return forgetting_.piece(turn); }, Millis{600'000}}};
    }

    /// Their key is made at the first start.
    static Result<std::shared_ptr<const access::PhoneLinks>> phone_links_of(store::Writer& writer) {
        ANJU_TRY(auto key, writer.phone_links().key());
        if (key.empty()) {
            key = access::PhoneLinks::new_key();
            ANJU_TRY(writer.begin());
            auto stored = writer.phone_links().put_key(key);
            if (stored) stored = writer.commit();
            if (!stored) {
                writer.rollback();
                return stored.error();
            }
        }
        return std::make_shared<const access::PhoneLinks>(std::move(key));
    }

    [[nodiscard]] notify::PhoneLink phone_link() const {
        return [links = phone_links_](const core::Notification& told) { return links->write(told.id); };
    }

    notify::ChannelOptions channel_options() {
        auto options = config_.channels;
        options.phone_link = phone_link();
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
                for (const auto& way : core::ways_of(responder)) {
                    const bool mqtt = way.channel == core::ChannelKind::mqtt && config_.mqtt_channel;
                    if (!mqtt && !notify::is_set_up(way.channel, config_.channels)) missing.insert(way.channel);
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

    /// Whoever edits the file must hear that it is not what counts.
    void tell_overruled_policies() const {
        const auto reader = open_reader();
        if (!reader) return;
        for (const auto incident_class : ingest::kPolicyClasses) {
            const auto holds = reader.value()->policies().in_force(incident_class);
            if (!holds || !holds.value() || holds.value()->source == store::PolicySource::file) continue;
            spdlog::info(
                "[policy.{0}] does not count: {1} set it over the API at {2}; `anjuctl policy reset {0}` takes "
                "that back",
                to_string(incident_class), holds.value()->changed_by, to_rfc3339(holds.value()->changed_at));
        }
    }

    /// What the monitor outside is told is well.
    std::vector<audit::Check> vital_signs() {
        return {{"the engine",
                 [this]() -> Result<void> {
                     const Millis silent = engine_->since_last_round();
                     if (silent <= kEngineStuckAfter) return success();
                     return fail(ErrorCode::unavailable,
                                 "it has not gone round for " + std::to_string(silent.count()) + " ms");
                 }},
                {"the store",
                 [this]() -> Result<void> {
                     if (engine_->storing()) return success();
                     return fail(ErrorCode::exhausted, "it refuses what the engine writes");
                 }},
                {"the broker",
                 [this]() -> Result<void> {
                     if (ingest_->connected()) return success();
                     return fail(ErrorCode::unavailable, "there is no connection");
                 }},
                {"the auditor", [this] { return auditor_->is_looking(); }}};
    }

    void tell(const store::AuditFindings& findings) {
        engine_->change([findings](ingest::Turn& turn) { return ingest::tell_findings(turn, findings); },
                        [](const Result<void>& told) {
                            if (!told) spdlog::error("an audit's findings were not stored: {}", told.error().message);
                        });
    }

    api::Services services() {
        auto services = api::services_of(*engine_);
        services.zone = zone_;
        services.phone_links = phone_links_;
        services.open_reader = [this] { return open_reader(); };
        services.clock = clock_;
        services.probes.push_back({"broker", [this]() -> Result<void> {
                                       if (ingest_->connected()) return success();
                                       return fail(ErrorCode::unavailable, "no connection to the broker");
                                   }});
        services.metrics = [this] { return metrics(); };
        services.imports = imports_;
        services.readings = readings_;
        services.outward = outward_->doors();
        return services;
    }

    std::vector<api::MetricSample> metrics() const {
        const auto ingested = ingest_->counters();
        const auto sent = notifier_->counters();
        std::vector<api::MetricSample> samples{
            counter("alertd_mqtt_alert_messages_total", "Batches of alert updates received.", ingested.alert_messages),
            counter("alertd_mqtt_statuses_total", "Gateway statuses received.", ingested.statuses),
            counter("alertd_mqtt_readings_total", "Single readings received.", ingested.readings),
            counter("alertd_mqtt_rejected_total", "Messages that went to the quarantine.", ingested.rejected),
            counter("alertd_receipts_sent_total", "Receipts published.", ingested.receipts_sent),
            counter("alertd_receipts_dropped_total", "Receipts not published; the gateway asks again.",
                    ingested.receipts_dropped),
            gauge("alertd_notifications_sending", "Notifications under way.", static_cast<double>(sent.sending)),
            gauge("alertd_broker_connected", "1 when both sessions to the broker are up.",
                  ingest_->connected() ? 1 : 0),
        };
        add_readings(samples);
        add_channel_metrics(sent, samples);
        outward_->add_metrics(clock_->now().utc, samples);
        add_audit(samples);
        for (const auto what : store::kAllKept) {
            samples.push_back(counter("alertd_retention_forgotten_total",
                                      "Cases or alerts of which this was forgotten.", forgetting_.forgotten(what),
                                      {{"what", std::string(store::to_string(what))}}));
        }
        return samples;
    }

    void add_readings(std::vector<api::MetricSample>& samples) const {
        const auto readings = readings_->counters();
        const char* help = "Readings by what became of them.";
        const auto add = [&](const char* outcome, std::uint64_t count) {
            samples.push_back(counter("alertd_readings_total", help, count, {{"outcome", outcome}}));
        };
        add("kept", readings.kept);
        add("refused", readings.refused);
        add("foreign", readings.foreign);
        add("dropped", readings.dropped);
        samples.push_back(gauge("alertd_readings_waiting", "Readings that wait to be written.",
                                static_cast<double>(readings.waiting)));
    }

    void add_audit(std::vector<api::MetricSample>& samples) const {
        const auto found = auditor_->findings();
        const auto add = [&](const char* what, std::size_t count) {
            samples.push_back({"alertd_audit_findings",
                               "What should have happened and has not, as the last audit counted it.",
                               false,
                               {{"what", what}},
                               static_cast<double>(count)});
        };
        add("steps_missing", found.steps_missing);
        add("steps_late", found.steps_late);
        add("leases_expired", found.leases_expired);
        add("never_tried", found.never_tried);
        add("silences_unsettled", found.silences_unsettled);
        add("commands_unsettled", found.commands_unsettled);
        if (const auto since = auditor_->since_last_look()) {
            samples.push_back(gauge("alertd_audit_age_seconds", "Since the last audit that went through.",
                                    std::chrono::duration<double>(*since).count()));
        }
        if (!watchdog_) return;
        const auto pings = watchdog_->counters();
        const char* help = "Calls to the outside monitor by outcome.";
        samples.push_back(counter("alertd_watchdog_calls_total", help, pings.sent, {{"outcome", "heard"}}));
        samples.push_back(counter("alertd_watchdog_calls_total", help, pings.failed, {{"outcome", "failed"}}));
        samples.push_back(counter("alertd_watchdog_calls_total", help, pings.withheld, {{"outcome", "withheld"}}));
        const auto last = pings.last_success.value_or(UtcTime{}).time_since_epoch();
        samples.push_back(gauge("alertd_watchdog_last_success_seconds",
                                "When the outside monitor last heard alertd, in seconds since 1970; 0: never.",
                                std::chrono::duration<double>(last).count()));
    }

    Config config_;
    const Millis lease_ = lease_for(config_);  ///< as the engine has it
    std::shared_ptr<const Clock> clock_ = std::make_shared<SystemClock>();
    std::shared_ptr<const core::Zone> zone_;
    std::shared_ptr<const access::PhoneLinks> phone_links_;
    std::shared_ptr<link::Session> mqtt_channel_;
    std::unique_ptr<OutwardParts> outward_;  ///< outlives the engine, which may still answer it
    std::unique_ptr<ingest::Engine> engine_;
    std::unique_ptr<notify::Notifier> notifier_;
    std::shared_ptr<readings::Keeper> readings_;
    std::unique_ptr<ingest::MqttIngest> ingest_;
    std::unique_ptr<registry::Indexer> indexer_;
    std::shared_ptr<registry::ImportJobs> imports_;
    std::unique_ptr<api::ApiServer> server_;
    std::unique_ptr<audit::Auditor> auditor_;
    std::unique_ptr<audit::Watchdog> watchdog_;
    retention::Forgetting forgetting_{config_.retention};
    std::unique_ptr<ingest::Clerk> clerk_;
};

Daemon::Daemon(Config config) : impl_(std::make_unique<Impl>(std::move(config))) {}
Daemon::~Daemon() = default;
Result<void> Daemon::start() { return impl_->start(); }
Result<void> Daemon::reload(const Config& config) { return impl_->reload(config); }
void Daemon::stop() { impl_->stop(); }

Result<void> check_parts(const Config& config) { return api::ApiServer::check(api_options(config)); }

}  // namespace anju::alertd::app
