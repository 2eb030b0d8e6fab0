#include "alertd/ingest/mqtt_ingest.hpp"

#include "alertd/ingest/command_desk.hpp"
#include "alertd/ingest/home_tables.hpp"
#include "alertd/ingest/log_gate.hpp"
#include "alertd/ingest/outlet.hpp"
#include "codec/codec.hpp"
#include "codec/topics.hpp"

#include <spdlog/spdlog.h>

#include <atomic>
#include <mutex>
#include <string_view>
#include <utility>

namespace anju::alertd::ingest {

namespace {

/// A word of the homes; their speakers and lamps have it in their own language.
constexpr std::string_view kHelpIsComing = "help_is_coming";

struct Tally {
    std::atomic<std::uint64_t> alert_messages{0}, statuses{0}, readings{0}, rejected{0};
};

link::SessionOptions options_of(const link::SessionOptions& broker, const std::string& suffix) {
    link::SessionOptions options = broker;
    options.name = "centre-" + suffix;
    options.client_id = broker.client_id + "-" + suffix;
    options.session_expiry = Millis{0};
    options.subscriptions.clear();
    options.will.reset();
    return options;
}

}  // namespace

class MqttIngest::Impl {
public:
    Impl(MqttIngestOptions options, Engine& engine, std::shared_ptr<const Clock> clock,
         std::function<std::uint64_t()> random64, const MakeSession& make_session);

    void start();
    void stop();
    [[nodiscard]] bool connected() const { return hears_ && in_->connected() && out_->connected(); }
    [[nodiscard]] MqttIngestCounters counters() const;
    void on_committed(const Committed& committed);

private:
    void command(const GatewayId& gateway, decltype(codec::Command::what) what);
    void on_message(const link::Message& message);
    void take_alerts(const link::Message& message, const GatewayId& gateway);
    void take_status(const link::Message& message, const GatewayId& gateway);
    void take_readings(const link::Message& message, const GatewayId& gateway);
    void reject(const link::Message& message, std::string reason);
    void on_in_state(link::LinkState state, const std::string& why);

    Engine& engine_;
    const std::shared_ptr<const Clock> clock_;
    const std::function<void(const GatewayId&, std::vector<codec::Reading>)> on_readings_;
    UlidFactory command_ids_;  ///< used by the engine's thread alone
    Tally tally_;
    std::mutex log_mutex_;
    LogGate reject_log_{Millis{10'000}};
    std::shared_ptr<Outlet> outlet_;
    std::unique_ptr<link::Session> in_;
    std::unique_ptr<link::Session> out_;
    std::atomic<bool> started_{false};
    std::atomic<bool> hears_{false};  ///< connected, and the broker granted every subscription
};

MqttIngest::Impl::Impl(MqttIngestOptions options, Engine& engine, std::shared_ptr<const Clock> clock,
                       std::function<std::uint64_t()> random64, const MakeSession& make_session)
    : engine_(engine),
      clock_(std::move(clock)),
      on_readings_(std::move(options.on_readings)),
      command_ids_(std::move(random64)),
      outlet_(std::make_shared<Outlet>(options.max_receipts_waiting, options.max_commands_waiting)) {
    auto in = options_of(options.broker, "in");
    in.subscriptions = {{codec::shared_filter_of(codec::Channel::alerts), 1},
                        {codec::shared_filter_of(codec::Channel::status), 1},
                        {codec::shared_filter_of(codec::Channel::readings), 0}};
    link::Handlers in_handlers;
    in_handlers.on_message = [this](const link::Message& message) { on_message(message); };
    in_handlers.on_state = [this](link::LinkState state, const std::string& why) { on_in_state(state, why); };
    in_handlers.on_rejected = [this](const link::Message& message, const std::string& what) { reject(message, what); };
    in_ = make_session(std::move(in), std::move(in_handlers));

    link::Handlers out_handlers;
    out_handlers.on_state = [outlet = outlet_](link::LinkState state, const std::string&) {
        if (state == link::LinkState::connected) outlet->pump();
    };
    out_ = make_session(options_of(options.broker, "out"), std::move(out_handlers));
    outlet_->attach(out_.get());
}

void MqttIngest::Impl::start() {
    started_ = true;
    engine_.set_listening(false);
    out_->start();
    in_->start();
}

void MqttIngest::Impl::stop() {
    if (!started_.exchange(false)) return;
    in_->stop();
    outlet_->pump();
    outlet_->detach();
    out_->stop();
}

MqttIngestCounters MqttIngest::Impl::counters() const {
    MqttIngestCounters counters;
    counters.alert_messages = tally_.alert_messages;
    counters.statuses = tally_.statuses;
    counters.readings = tally_.readings;
    counters.rejected = tally_.rejected;
    const auto out = outlet_->counters();
    counters.receipts_sent = out.receipts_sent;
    counters.receipts_dropped = out.receipts_dropped;
    counters.commands_sent = out.commands_sent;
    counters.commands_dropped = out.commands_dropped;
    counters.commands_waiting = out.commands_waiting;
    counters.connected_in = in_->connected();
    counters.connected_out = out_->connected();
    return counters;
}

// ---- in --------------------------------------------------------------------------------------

void MqttIngest::Impl::on_in_state(link::LinkState state, const std::string& why) {
    // `why` of a connection names the subscriptions that the broker refused: then we are as deaf as without one.
    const bool hears = state == link::LinkState::connected && why.empty();
    hears_ = hears;
    engine_.set_listening(hears);
    if (state == link::LinkState::connected && !hears) spdlog::error("the centre's broker: {}", why);
    if (state == link::LinkState::connected && hears) spdlog::info("listening to the centre's broker");
    if (state == link::LinkState::disconnected && started_) spdlog::warn("the centre's broker: {}", why);
}

void MqttIngest::Impl::on_message(const link::Message& message) {
    const auto topic = codec::parse_topic(message.topic);
    if (!topic) return reject(message, "expected one of the topics anju/v1/g/<gateway>/up/{alerts,status,readings}");
    if (message.payload.size() > codec::kMaxPayloadBytes) {
        return reject(message, "expected at most " + std::to_string(codec::kMaxPayloadBytes) + " bytes, got " +
                                   std::to_string(message.payload.size()));
    }
    switch (topic->channel) {
        case codec::Channel::alerts: return take_alerts(message, topic->gateway);
        case codec::Channel::status: return take_status(message, topic->gateway);
        case codec::Channel::readings: return take_readings(message, topic->gateway);
        default: return reject(message, "expected a topic of the way up");
    }
}

void MqttIngest::Impl::take_alerts(const link::Message& message, const GatewayId& gateway) {
    auto batch = codec::decode_alert_batch(message.payload);
    if (!batch) return reject(message, batch.error().message);
    ++tally_.alert_messages;
    ReceivedBatch received;
    received.gateway = gateway;
    received.batch = std::move(batch.value());
    received.correlation = message.correlation;
    // A response topic is a wish of the sender's; only its own may be followed, or one gateway
    // could make us write to another's.
    const std::string own = codec::topic_of(gateway, codec::Channel::receipts);
    if (message.response_topic == own) received.response_topic = own;
    if (!received.batch.bad.empty()) received.payload = message.payload;
    engine_.submit_alerts(std::move(received));
}

void MqttIngest::Impl::take_status(const link::Message& message, const GatewayId& gateway) {
    auto status = codec::decode_status(message.payload);
    if (!status) return reject(message, status.error().message);
    ++tally_.statuses;
    // What the broker had kept says nothing about now. The next heartbeat does.
    if (message.retain) return;
    engine_.submit_status(gateway, std::move(status.value()));
}

void MqttIngest::Impl::take_readings(const link::Message& message, const GatewayId& gateway) {
    auto readings = codec::decode_readings(message.payload);
    if (!readings) return reject(message, readings.error().message);
    tally_.readings += readings.value().size();
    // What the broker had kept is of another hour, and would be counted again at each connection.
    if (message.retain || !on_readings_) return;
    on_readings_(gateway, std::move(readings.value()));
}

void MqttIngest::Impl::reject(const link::Message& message, std::string reason) {
    ++tally_.rejected;
    const Now now = clock_->now();
    {
        const std::lock_guard guard(log_mutex_);
        if (const auto held_back = reject_log_.pass(now.mono)) {
            spdlog::warn("a message on {} goes to the quarantine: {} ({} more were not logged)", message.topic, reason,
                         *held_back);
        }
    }
    engine_.submit_quarantine({now.utc, message.topic, std::move(reason), message.payload});
}

// ---- out -------------------------------------------------------------------------------------

void MqttIngest::Impl::on_committed(const Committed& committed) {
    for (const auto& answer : committed.receipts) {
        link::Message message;
        message.topic = answer.topic;
        message.correlation = answer.correlation;
        message.payload = codec::encode(answer.receipt);
        outlet_->receipt(std::move(message));
    }
    for (const auto& notice : committed.close_notices) command(notice.gateway, codec::CaseClosed{notice.alerts});
    for (const auto& notice : committed.help_notices) {
        command(notice.gateway, codec::Announce{DeviceId{}, "", std::string(kHelpIsComing), notice.home});
    }
    for (const auto& given : committed.commands) {
        link::Message message;
        message.topic = codec::topic_of(given.gateway, codec::Channel::commands);
        // Its own id, so that the gateway knows a repeat.
        message.payload = codec::encode(codec::Command{given.id.value, wire_form(given, clock_->now().utc)});
        outlet_->command(std::move(message));
    }
    for (const auto& table : committed.home_tables) {
        for (auto& part : in_parts(table)) command(table.gateway, std::move(part));
    }
}

void MqttIngest::Impl::command(const GatewayId& gateway, decltype(codec::Command::what) what) {
    link::Message message;
    message.topic = codec::topic_of(gateway, codec::Channel::commands);
    message.payload = codec::encode(codec::Command{command_ids_.next(clock_->now().utc), std::move(what)});
    outlet_->command(std::move(message));
}

MqttIngest::MqttIngest(MqttIngestOptions options, Engine& engine, std::shared_ptr<const Clock> clock,
                       std::function<std::uint64_t()> random64, MakeSession make_session)
    : impl_(std::make_unique<Impl>(std::move(options), engine, std::move(clock), std::move(random64), make_session)) {
    engine.on_committed([impl = impl_.get()](const Committed& committed) { impl->on_committed(committed); });
}

MqttIngest::~MqttIngest() { stop(); }

void MqttIngest::start() { impl_->start(); }

void MqttIngest::stop() { impl_->stop(); }

bool MqttIngest::connected() const { return impl_->connected(); }

MqttIngestCounters MqttIngest::counters() const { return impl_->counters(); }

}  // namespace anju::alertd::ingest
