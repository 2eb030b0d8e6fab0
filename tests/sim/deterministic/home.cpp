#include "tests/sim/deterministic/home.hpp"

#include "base/check.hpp"

#include <algorithm>

namespace anju::sim {

namespace core = gateway::core;
using namespace std::chrono_literals;

namespace {

constexpr Millis kResendAfter = 5s;
constexpr std::size_t kBatch = 8;

core::Settings settings_for(const HomeId& home) {
    core::Settings settings;
    settings.home = home;
    // A night is short: an hour without water stands for the field's twelve.
    settings.water.window = 1h;
    settings.water.quiet_start_min = 0;
    settings.water.quiet_end_min = 0;
    return settings;
}

}  // namespace

HomeNode::HomeNode(World& world, std::string name, SendUp send_up, SendWord send_word)
    : world_(world),
      gateway_("g-" + name),
      home_(std::move(name)),
      send_up_(std::move(send_up)),
      send_word_(std::move(send_word)) {
    UlidFactory epochs(world_.new_source());
    disk_.epoch = OutboxEpoch(epochs.next(kNightBegins));
    start();
}

Now HomeNode::now() const {
    Now now;
    now.mono = MonoTime{world_.now() - booted_ + 10s};
    now.synced = world_.now() >= clock_in_step_;
    // A Pi without a network boots with the time of its last shutdown, or worse.
    now.utc = kNightBegins + world_.now() - (now.synced ? 0h : 24h * 30);
    return now;
}

void HomeNode::start() {
    ++life_;
    std::vector<core::Record> records;
    for (const auto& [key, record] : disk_.records) records.push_back(record);
    state_ = core::restore(settings_for(home_), records, now(), boot_, UlidFactory(world_.new_source()));
    sent_.clear();
    core::DevicesEnrolled enrolled;
    enrolled.devices = {{DeviceId("smoke"), Kind::smoke}, {DeviceId("button"), Kind::call_button}};
    feed(enrolled);
    // A copy, because what is fed may crash the gateway and start it anew.
    const auto replayed = retained_;
    for (const auto& [device, signal] : replayed) say(signal);
    pump();
}

void HomeNode::crash() {
    state_.reset();
    ++life_;
    next_crash_ = Crash::none;
    const Millis down = world_.between(1s, world_.one_in(5) ? Millis{20min} : Millis{30s});
    world_.after(down, [this, life = life_] {
        if (life != life_) return;
        if (power_cut_) {
            ++boot_;
            booted_ = world_.now();
            clock_in_step_ = world_.now() + world_.between(0s, 10min);
            power_cut_ = false;
        }
        start();
    });
}

void HomeNode::recover() {
    next_crash_ = Crash::none;
    if (!state_) start();
}

void HomeNode::feed(const core::Input& input) {
    if (!state_) return;
    const auto effects = core::step(*state_, input, now());
    if (next_crash_ == Crash::before_commit) return crash();
    commit(effects);
    if (next_crash_ == Crash::after_commit) return crash();
    wake_when_due();
    if (!effects.updates.empty()) pump();
}

void HomeNode::commit(const core::Effects& effects) {
    for (const auto& update : effects.updates) {
        disk_.outbox[++disk_.last_number] = update;
        committed_.push_back({world_.now(), {disk_.last_number, update}});
    }
    for (const auto& record : effects.persist) disk_.records[core::key_of(record)] = record;
    for (const auto& key : effects.erase) disk_.records.erase(key);
}

void HomeNode::wake_when_due() {
    const auto wakeup = core::next_wakeup(*state_);
    if (!wakeup) return;
    const Millis delay = std::max(Millis{1}, *wakeup - now().mono);
    world_.after(delay, [this, life = life_, at = *wakeup] {
        // A later input may have moved the wakeup; then its own event stands in the queue.
        if (life == life_ && state_ && core::next_wakeup(*state_) <= at) feed(core::Tick{});
    });
}

void HomeNode::pump() {
    if (!state_) return;
    std::vector<std::uint64_t> due;
    for (const auto& [number, update] : disk_.outbox) {
        const auto sent = sent_.find(number);
        if (sent == sent_.end() || world_.now() - sent->second >= kResendAfter) due.push_back(number);
    }
    std::ranges::stable_sort(due, [&](std::uint64_t a, std::uint64_t b) {
        return disk_.outbox.at(a).severity > disk_.outbox.at(b).severity;
    });
    for (std::size_t first = 0; first < due.size(); first += kBatch) {
        codec::AlertBatch batch;
        batch.epoch = disk_.epoch;
        batch.street_claim = StreetId("s1");
        for (std::size_t i = first; i < std::min(due.size(), first + kBatch); ++i) {
            batch.updates.push_back({due[i], disk_.outbox.at(due[i])});
            sent_[due[i]] = world_.now();
        }
        world_.carry([send = send_up_, bytes = codec::encode(batch)] { send(bytes); });
    }
    if (due.empty()) return;
    world_.after(kResendAfter + world_.between(0ms, 500ms), [this, life = life_] {
        if (life == life_) pump();
    });
}

void HomeNode::receive_receipt(const std::string& bytes) {
    if (!state_) return;
    const auto receipt = codec::decode_receipt(bytes);
    ANJU_CHECK(receipt.has_value());
    if (receipt.value().epoch != disk_.epoch) return;
    for (const auto number : receipt.value().numbers) {
        disk_.outbox.erase(number);
        sent_.erase(number);
    }
}

void HomeNode::receive_command(const std::string& bytes) {
    const auto command = codec::decode_command(bytes);
    ANJU_CHECK(command.has_value());
    if (!state_) return;
    if (const auto* away = std::get_if<codec::SetAway>(&command.value().what)) {
        return go_away(command.value().id, *away);
    }
    const auto* closed = std::get_if<codec::CaseClosed>(&command.value().what);
    if (!closed) return;
    closed_.insert(closed->alerts.begin(), closed->alerts.end());
    feed(core::CaseClosed{closed->alerts});
}

void HomeNode::go_away(const Ulid& command, const codec::SetAway& away) {
    if (!disk_.commands.contains(command)) {
        const auto life = life_;
        feed(core::AwaySet{away.away, away.until});
        if (!state_ || life != life_) return;  // it died over it and hears it again
        disk_.commands.insert(command);
    }
    world_.carry([send = send_word_, command] { send(command); });
}

bool HomeNode::say(const Signal& signal) {
    const auto life = life_;
    feed(core::SignalSeen{signal, "{}"});
    return state_ && life == life_;
}

void HomeNode::report(const Signal& signal, std::size_t misfortune) {
    if (say(signal)) ++misfortunes_[misfortune].heard;
}

Signal HomeNode::signal(const std::string& device, Kind kind, SignalType type) {
    Signal said;
    said.device = DeviceId(device);
    said.kind = kind;
    said.type = type;
    return said;
}

}  // namespace anju::sim
