#include "gateway/app/gateway.hpp"

#include "gateway/app/local_command.hpp"
#include "gateway/app/sources.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <variant>

namespace anju::gateway::app {

namespace {

using namespace std::chrono_literals;

constexpr Millis kLongestWait = 1s;  // the timer beats at least this often
constexpr Millis kListenAgain = 10s;
constexpr Millis kFirstIsDown = 3s;        // a way to the centre that is away this long is not waited for
constexpr Millis kSecondKeepAlive = 2min;  // it is often paid for by the byte

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
    keeper.hub = config.hub;
    return keeper;
}

profiles::Settings push_profiles(const GatewayOptions& options) {
    profiles::Settings settings;
    settings.zigbee2mqtt_bases.clear();
    settings.plain_bases = {"http"};
    settings.discovery_prefix.clear();
    settings.profiles = options.profiles;
    settings.profiles_first = true;  // a vendor's own form, described by a file
    for (const auto& device : options.config.devices) settings.enrolled.push_back({device.id, device.kind});
    return settings;
}

push::PushOptions push_options(const HttpPushConfig& config) {
    push::PushOptions options;
    options.address = config.address;
    options.port = config.port;
    options.sources = config.sources;
    return options;
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

uplink::UplinkOptions second_uplink_options(const GatewayOptions& options, const BrokerConfig& broker) {
    auto second = uplink_options(options);
    second.broker = session_options(broker);
    second.broker.keep_alive = kSecondKeepAlive;
    second.policy.hold = options.config.second_after;
    second.is_second = true;
    return second;
}

fallback::FallbackOptions fallback_options(const GatewayOptions& options) {
    const auto& config = options.config;
    fallback::FallbackOptions fallback;
    fallback.gateway = config.gateway;
    fallback.street = config.street;
    fallback.policy = options.fallback_policy;
    fallback.policy.after = config.fallback.after;
    fallback.policy.sound_for = config.fallback.sound_for;
    fallback.commands = config.fallback.commands;
    fallback.hook = config.fallback.hook;
    fallback.hook_timeout = config.fallback.hook_timeout;
    fallback.state_dir = config.state_dir;
    return fallback;
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
                                                    options.config.announce_routes, options.make_session)),
      uplink_(std::make_unique<uplink::Uplink>(uplink_options(options), *this, clock)),
      state_dir_(options.config.state_dir),
      hub_(options.config.hub) {
    const auto& config = options.config;
    for (const auto& route : config.announce_routes) {
        if (!route.device.empty()) routed_.insert(route.device);
    }
    for (const auto& source : sources_of(config)) {
        auto listening = listener_options(config, source, options.profiles, clock);
        listening.make_session = options.make_session;
        listeners_.push_back(std::make_unique<local::Listener>(std::move(listening), *this));
    }
    push_options_ = push_options(config.http_push);
    if (!push_options_.sources.empty())
        push_intake_ = std::make_unique<local::Intake>(push_profiles(options), "", *this, &clock);
    if (config.second_uplink)
        second_ = std::make_unique<uplink::Uplink>(second_uplink_options(options, *config.second_uplink), *this, clock);
    if (config.fallback.after > 0ms)
        fallback_ = std::make_unique<fallback::Fallback>(fallback_options(options), *this, clock);
    first_seen_ = clock.now().mono;
    carry_out(std::move(waiting));
}

Gateway::~Gateway() { stop(); }

void Gateway::start() {
    // The sensors first: a second and later client of one process takes its time to connect.
    listeners_.front()->start();
    uplink_->start();
    for (auto at = listeners_.begin() + 1; at != listeners_.end(); ++at) (*at)->start();
    announcer_->start();
    if (second_) second_->start();
    if (fallback_) fallback_->start();
    timer_ = std::thread([this] { run_timer(); });
}

void Gateway::stop() {
    if (!timer_.joinable()) return;
    for (auto& listener : listeners_) listener->stop();
    {
        const std::lock_guard lock(timer_mutex_);
        stopping_ = true;
        timer_wake_.notify_all();
    }
    timer_.join();
    if (push_) push_->stop();
    keeper_->flush();  // nothing from the home comes in any more
    if (fallback_) fallback_->stop();
    uplink_->stop();
    if (second_) second_->stop();
    announcer_->stop();
}

void Gateway::run_timer() {
    std::unique_lock lock(timer_mutex_);
    while (!stopping_) {
        ++beats_;
        timer_poked_ = false;
        lock.unlock();
        take_local_command();
        carry_out(keeper_->tick());
        watch_first_uplink();
        open_push();
        const auto due = keeper_->next_due();
        const auto now = clock_.now().mono;
        lock.lock();
        // `due` may be the beginning of time, from which nothing can be subtracted.
        const auto wait = !due ? kLongestWait : *due <= now ? Millis{0} : std::min(*due - now, kLongestWait);
        // A core that is due again at once must not starve the threads that wait for the keeper.
        timer_wake_.wait_for(lock, std::max(wait, Millis{1}), [this] { return timer_poked_ || stopping_; });
    }
}

/// Something may be due sooner now.
void Gateway::poke_timer() {
    const std::lock_guard lock(timer_mutex_);
    timer_poked_ = true;
    timer_wake_.notify_all();
}

void Gateway::watch_first_uplink() {
    if (!second_) return;
    const auto now = clock_.now().mono;
    if (uplink_->connected()) first_seen_ = now;
    second_->set_alone(now - first_seen_ >= kFirstIsDown);
}

/// Again and again: whoever holds the port may let it go, and the sensors at the brokers do not wait for it.
void Gateway::open_push() {
    const auto now = clock_.now().mono;
    if (!push_intake_ || push_ || now < push_again_) return;
    const auto take = [this](const std::string& topic, const std::string& body) {
        return push_intake_->take(topic, body, false, 1);
    };
    auto server = std::make_unique<push::PushServer>(push_options_, take, clock_);
    if (const auto started = server->start(); started.has_error()) {
        spdlog::error("{}", started.error().message);
        push_again_ = now + kListenAgain;
        return;
    }
    push_ = std::move(server);
    push_port_ = push_->port();
    spdlog::info("http push: listening on {} port {}", push_options_.address, push_->port());
}

void Gateway::carry_out(Aftermath aftermath) {
    uplink_->offer(aftermath.entries);
    if (second_) second_->offer(aftermath.entries);
    if (aftermath.rest) uplink_->offer_rest(*aftermath.rest);
    if (second_ && aftermath.rest) second_->offer_rest(*aftermath.rest);
    if (fallback_) fallback_->wait(aftermath.entries);
    for (const auto& prompt : aftermath.announce)
        announce({prompt.device, std::string(core::to_string(prompt.prompt)), ""});
    uplink_->tell_readings(to_wire(std::move(aftermath.readings)));
}

void Gateway::announce(const local::Announcement& announcement) {
    const auto said = announcer_->say(announcement);
    if (said.has_error()) spdlog::warn("announcement not said: {}", said.error().message);
}

/// In a hub the words for one home go to its own devices: the topic that every device hears is everybody's.
void Gateway::announce_to(const codec::Announce& words) {
    if (!hub_ || !words.device.empty()) return announce({words.device, words.prompt, words.text});
    for (const auto& device : routed_) {
        if (keeper_->is_in(device, words.home)) announce({device, words.prompt, words.text});
    }
}

/// Once a second, however often a busy home wakes the timer.
void Gateway::take_local_command() {
    const auto now = clock_.now().mono;
    if (now < look_again_) return;
    look_again_ = now + kLongestWait;
    const auto command = find_command(state_dir_);
    if (command.has_error()) {
        spdlog::error("{}", command.error().message);
    } else if (command.value()) {
        on_command(*command.value());
        remove_command(state_dir_);
    }
}

// ---- From the home

bool Gateway::on_inputs(const std::vector<core::Input>& inputs) {
    auto aftermath = keeper_->apply(inputs);
    const bool stored = aftermath.stored;
    carry_out(std::move(aftermath));
    poke_timer();
    return stored;
}

void Gateway::on_unusable(const std::string& topic, const std::string& payload, const std::string& reason) {
    keeper_->quarantine(topic, payload, reason);
}

void Gateway::on_hearing(const std::string& source, bool hears, const std::string& why) {
    // A gateway that cannot hear its home keeps watch over nothing, however well it is otherwise.
    Signal signal;
    signal.device = DeviceId{"gateway/" + source + "_broker"};
    signal.kind = Kind::gateway;
    signal.type = hears ? SignalType::online : SignalType::offline;
    static_cast<void>(on_inputs({core::SignalSeen{std::move(signal), why}}));
}

// ---- From and for the centre

Result<std::vector<NumberedUpdate>> Gateway::load(const OutboxEpoch& epoch, const std::vector<std::uint64_t>& numbers) {
    return keeper_->load(epoch, numbers);
}

Result<std::vector<outbox::EntryRef>> Gateway::others(const outbox::EntryRange& range, std::size_t most) {
    return keeper_->others(range, most);
}

void Gateway::on_receipt(const codec::Receipt& receipt) {
    keeper_->settle(receipt);
    if (second_) {
        // On whichever way it came, the other one need not send these any more.
        uplink_->settle(receipt);
        second_->settle(receipt);
    }
    if (!fallback_) return;
    fallback_->settle(receipt.epoch, receipt.numbers);
    std::vector<std::uint64_t> refused;
    for (const auto& refusal : receipt.refusals) refused.push_back(refusal.number);
    fallback_->settle(receipt.epoch, refused);
}

void Gateway::on_command(const codec::Command& command) {
    if (const auto* part = std::get_if<codec::SetHomeTable>(&command.what)) {
        keeper_->take_table(*part);  // as often as it comes
        return poke_timer();
    }
    if (keeper_->is_command_done(command.id)) return;
    std::optional<core::Input> input;
    HomeId home;
    if (const auto* closed = std::get_if<codec::CaseClosed>(&command.what)) {
        input = core::CaseClosed{closed->alerts};
    } else if (const auto* away = std::get_if<codec::SetAway>(&command.what)) {
        input = core::AwaySet{away->away, away->until};
        home = away->home;
    } else if (const auto* test = std::get_if<codec::SetTestMode>(&command.what)) {
        input = core::TestModeSet{test->device, test->lasts};
        if (test->device.empty()) home = test->home;
    } else if (const auto* gone = std::get_if<codec::TakeOutDevice>(&command.what)) {
        input = core::DeviceTakenOut{gone->device};
    } else if (const auto* words = std::get_if<codec::Announce>(&command.what)) {
        // Said before it counts as done: killed in between, it is said twice rather than never.
        announce_to(*words);
    }
    spdlog::info("command {} carried out", command.id.to_string());
    carry_out(keeper_->finish_command(command.id, input, home));
    poke_timer();
}

codec::Status Gateway::status() {
    auto status = keeper_->status();
    if (!second_ && !fallback_) return status;
    codec::FallbackHealth health;
    if (fallback_) {
        const auto counters = fallback_->counters();
        health.called = counters.called;
        health.hooks_run = counters.hooks_run;
        health.hooks_failed = counters.hooks_failed;
        health.sounding = counters.sounding;
    }
    if (second_) {
        health.second_connected = second_->connected();
        health.second_updates = second_->counters().updates_sent;
    }
    status.fallback = health;
    return status;
}

// ---- When the centre does not answer

void Gateway::say(const fallback::Say& word) {
    announce({word.device, std::string(fallback::to_string(word.word)), ""});
}

Result<void> Gateway::command(const std::string& topic, const std::string& payload,
                              std::function<void(const link::PublishOutcome&)> done) {
    return announcer_->command(topic, payload, std::move(done));
}

}  // namespace anju::gateway::app
