#include "gateway/app/gateway.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <variant>

namespace anju::gateway::app {

namespace {

using namespace std::chrono_literals;

constexpr Millis kLongestWait = 1s;  // the timer beats at least this often

link::SessionOptions session_options(const BrokerConfig& broker) {
    link::SessionOptions options;
    options.host = broker.host;
    options.port = broker.port;
    options.username = broker.username;
    options.password = broker.password;
    options.tls = broker.tls;
    return options;
}

KeeperOptions keeper_options(const GatewayOptions& options) {
    const auto& config = options.config;
    KeeperOptions keeper;
    keeper.rules = config.rules;
    for (const auto& device : config.devices) keeper.devices.push_back({device.id, device.kind});
    keeper.home = config.home;
    keeper.street = config.street;
    keeper.outbox.file = config.state_dir / "outbox.sqlite";
    keeper.outbox.random64 = options.random64;
    keeper.outbox.max_kib = config.outbox_max_mib * 1024;
    keeper.version = options.version;
    keeper.random64 = options.random64;
    return keeper;
}

local::ListenerOptions listener_options(const GatewayOptions& options, const Clock& clock) {
    const auto& config = options.config;
    local::ListenerOptions listener;
    listener.broker = session_options(config.home_broker);
    listener.broker.client_id = config.gateway.value + "-home-in";
    listener.profiles.zigbee2mqtt_bases = config.zigbee2mqtt_topics;
    listener.profiles.plain_bases = config.plain_topics;
    listener.profiles.discovery_prefix = config.discovery_prefix;
    for (const auto& device : config.devices) listener.profiles.enrolled.push_back({device.id, device.kind});
    listener.profiles.profiles = options.profiles;
    listener.clock = &clock;
    listener.announce_topic = config.announce_topic;
    listener.make_session = options.make_session;
    return listener;
}

uplink::UplinkOptions uplink_options(const GatewayOptions& options) {
    uplink::UplinkOptions uplink;
    uplink.gateway = options.config.gateway;
    uplink.street = options.config.street;
    uplink.broker = session_options(options.config.uplink);
    uplink.heartbeat = options.config.heartbeat;
    uplink.policy = options.send_policy;
    uplink.random64 = options.random64;
    uplink.make_session = options.make_session;
    return uplink;
}

link::SessionOptions announcer_options(const Config& config) {
    auto options = session_options(config.home_broker);
    options.client_id = config.gateway.value + "-home-out";
    return options;
}

std::vector<codec::Reading> to_wire(std::vector<core::Reading> readings) {
    std::vector<codec::Reading> wire;
    for (auto& reading : readings) {
        wire.push_back({std::move(reading.home), std::move(reading.device), reading.kind, std::move(reading.name),
                        reading.value, std::move(reading.unit), reading.at});
    }
    return wire;
}

}  // namespace

Result<std::unique_ptr<Gateway>> Gateway::open(GatewayOptions options, const Clock& clock) {
    Aftermath waiting;
    ANJU_TRY(auto keeper, Keeper::open(keeper_options(options), clock, waiting));
    return std::unique_ptr<Gateway>(new Gateway(std::move(options), clock, std::move(keeper), std::move(waiting)));
}

Gateway::Gateway(GatewayOptions options, const Clock& clock, std::unique_ptr<Keeper> keeper, Aftermath waiting)
    : clock_(clock),
      keeper_(std::move(keeper)),
      announcer_(std::make_unique<local::Announcer>(announcer_options(options.config), options.config.announce_topic,
                                                    options.make_session)),
      uplink_(std::make_unique<uplink::Uplink>(uplink_options(options), *this, clock)),
      listener_(std::make_unique<local::Listener>(listener_options(options, clock), *this)) {
    carry_out(std::move(waiting));
}

Gateway::~Gateway() { stop(); }

void Gateway::start() {
    // The sensors first: a second and later client of one process takes its time to connect.
    listener_->start();
    uplink_->start();
    announcer_->start();
    timer_ = std::thread([this] { run_timer(); });
}

void Gateway::stop() {
    if (!timer_.joinable()) return;
    listener_->stop();
    {
        const std::lock_guard lock(timer_mutex_);
        stopping_ = true;
        timer_wake_.notify_all();
    }
    timer_.join();
    keeper_->flush();
    uplink_->stop();
    announcer_->stop();
}

void Gateway::run_timer() {
    std::unique_lock lock(timer_mutex_);
    while (!stopping_) {
        ++beats_;
        timer_poked_ = false;
        lock.unlock();
        carry_out(keeper_->tick());
        const auto due = keeper_->next_due();
        const auto now = clock_.now().mono;
        lock.lock();
        // `due` may be the beginning of time, from which nothing can be subtracted.
        const auto wait = !due ? kLongestWait : *due <= now ? Millis{0} : std::min(*due - now, kLongestWait);
        // A core that is due again at once must not starve the threads that wait for the keeper.
        timer_wake_.wait_for(lock, std::max(wait, Millis{1}), [this] { return timer_poked_ || stopping_; });
    }
}

void Gateway::carry_out(Aftermath aftermath) {
    uplink_->offer(aftermath.entries);
    for (const auto& prompt : aftermath.announce)
        announce({prompt.device, std::string(core::to_string(prompt.prompt)), ""});
    uplink_->tell_readings(to_wire(std::move(aftermath.readings)));
}

void Gateway::announce(const local::Announcement& announcement) {
    const auto said = announcer_->say(announcement);
    if (said.has_error()) spdlog::warn("announcement not said: {}", said.error().message);
}

// ---- From the home

void Gateway::on_inputs(const std::vector<core::Input>& inputs) {
    carry_out(keeper_->apply(inputs));
    const std::lock_guard lock(timer_mutex_);
    timer_poked_ = true;  // something may be due sooner now
    timer_wake_.notify_all();
}

void Gateway::on_unusable(const std::string& topic, const std::string& payload, const std::string& reason) {
    keeper_->quarantine(topic, payload, reason);
}

void Gateway::on_hearing(bool hears, const std::string& why) {
    // A gateway that cannot hear its home keeps watch over nothing, however well it is otherwise.
    Signal signal;
    signal.device = DeviceId{"gateway/home_broker"};
    signal.kind = Kind::gateway;
    signal.type = hears ? SignalType::online : SignalType::offline;
    on_inputs({core::SignalSeen{std::move(signal), why}});
}

// ---- From and for the centre

Result<std::vector<NumberedUpdate>> Gateway::load(const OutboxEpoch& epoch, const std::vector<std::uint64_t>& numbers) {
    return keeper_->load(epoch, numbers);
}

void Gateway::on_receipt(const codec::Receipt& receipt) { keeper_->settle(receipt); }

void Gateway::on_command(const codec::Command& command) {
    if (keeper_->is_command_done(command.id)) return;
    std::optional<core::Input> input;
    if (const auto* closed = std::get_if<codec::CaseClosed>(&command.what)) {
        input = core::CaseClosed{closed->alerts};
    } else if (const auto* away = std::get_if<codec::SetAway>(&command.what)) {
        input = core::AwaySet{away->away, away->until};
    } else if (const auto* words = std::get_if<codec::Announce>(&command.what)) {
        // Said before it counts as done: killed in between, it is said twice rather than never.
        announce({words->device, "", words->text});
    }
    spdlog::info("command {} carried out", command.id.to_string());
    carry_out(keeper_->finish_command(command.id, input));
    const std::lock_guard lock(timer_mutex_);
    timer_poked_ = true;
    timer_wake_.notify_all();
}

codec::Status Gateway::status() { return keeper_->status(); }

}  // namespace anju::gateway::app
