#include "tests/bench/gateway_home.hpp"

#include "base/system.hpp"
#include "codec/codec.hpp"
#include "codec/topics.hpp"
#include "gateway/outbox/outbox.hpp"
#include "tests/bench/measure.hpp"
#include "tests/sim/homes.hpp"
#include "tests/support/wait.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <set>
#include <stdexcept>

namespace anju::tests {

namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kSayEvery{5};
constexpr std::size_t kAlarmEvery = 40;  // messages

}  // namespace

GatewayHome::GatewayHome(HomeOptions options) : options_(std::move(options)) {
    if (options_.state.empty()) options_.state = directory_ / "state";
    home_.start();
    centre_.start();
    if (options_.tapped) tap_ = std::make_unique<AckTap>(home_.port());
    write_configuration();
    sensors_ = session_at(home_.port(), "sensors", {}, [](const link::Message&) {});
    connect_centre();
    if (!wait_until([&] { return sensors_->connected(); })) throw std::runtime_error("the sensors did not connect");
}

GatewayHome::~GatewayHome() {
    for (const auto& session : {&sensors_, &ear_, &voice_}) (*session)->stop();
}

void GatewayHome::write_configuration() const {
    write_file(
        directory_ / "gateway.toml",
        fmt::format("[gateway]\nid = \"gw-bench\"\nstate_dir = \"{}\"\noutbox_max_mib = {}\n[home_broker]\nport = {}\n"
                    "[uplink]\nhost = \"{}\"\nport = {}\n[log]\nlevel = \"info\"\n",
                    options_.state.string(), options_.outbox_max_mib, tap_ ? tap_->port() : home_.port(),
                    options_.uplink_host, centre_.port()));
}

double GatewayHome::start() {
    ProcessOptions options;
    options.argv = options_.starter;
    for (const auto& word :
         {std::string(ANJU_GATEWAY), std::string("--config"), (directory_ / "gateway.toml").string()})
        options.argv.push_back(word);
    options.output = directory_ / "log";
    const auto device = fmt::format("first {}", ++starts_);
    const auto written = read_file(directory_ / "log").size();
    const auto begin = steady_clock::now();
    gateway_.emplace(options);
    const auto handled = [&] {
        alarm(device);
        return read_file(directory_ / "log").find(" raised", written) != std::string::npos;
    };
    if (!wait_until(handled, Millis{120'000}))
        throw std::runtime_error("the gateway handles no message:\n" + read_file(directory_ / "log"));
    return millis(begin, steady_clock::now());
}

void GatewayHome::await_centre() {
    const auto device = fmt::format("first {}", starts_);
    if (!wait_until([&] { return heard(device).has_value(); }))
        throw std::runtime_error("the gateway does not reach the centre");
}

void GatewayHome::centre_up() {
    centre_.start();
    // The old ones may wait half a minute before they try again.
    ear_->stop();
    voice_->stop();
    connect_centre();
}

void GatewayHome::connect_centre() {
    // Before the ear, which answers with it.
    voice_ = session_at(centre_.port(), "voice", {}, [](const link::Message&) {});
    ear_ = session_at(centre_.port(), "ear", {{"anju/v1/g/gw-bench/up/alerts", 1}, {"floor/up", 1}},
                      [this](const link::Message& message) { hear(message); });
    if (!wait_until([&] { return ear_->connected() && voice_->connected(); }))
        throw std::runtime_error("the centre's sessions did not connect");
}

void GatewayHome::announce_devices() {
    std::vector<sim::Device> devices;
    for (int i = 0; i < 20; ++i) devices.emplace_back(fmt::format("device {}", i), sim::Model::smoke, 1);
    for (const auto& message : sim::announcement("zigbee2mqtt", devices)) say(message.topic, message.payload);
    for (auto& device : devices) say("zigbee2mqtt/" + device.name(), device.state());
}

void GatewayHome::say(const std::string& topic, const std::string& payload) {
    link::Message message;
    message.topic = topic;
    message.payload = payload;
    // A full window is room again within a round trip.
    while (!sensors_->publish(message)) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

void GatewayHome::alarm(const std::string& device) {
    say("zigbee2mqtt/" + device, R"({"smoke":true,"battery":90,"linkquality":120})");
}

std::vector<double> GatewayHome::time_alarms(int count, const std::string& name, std::chrono::milliseconds every) {
    std::vector<double> times;
    for (int i = 0; i < count; ++i) {
        const auto device = fmt::format("{} {}", name, i);
        const auto begin = steady_clock::now();
        alarm(device);
        if (wait_until([&] { return heard(device).has_value(); })) times.push_back(millis(begin, heard(device)->at));
        std::this_thread::sleep_until(begin + every);
    }
    return times;
}

std::vector<double> GatewayHome::time_hops(int count, std::chrono::milliseconds every) {
    const auto up = session_at(centre_.port(), "hop-up", {}, [](const link::Message&) {});
    const auto in = session_at(home_.port(), "hop-in", {{"floor/in", 1}}, [&](const link::Message& message) {
        link::Message out;
        out.topic = "floor/up";
        out.payload = message.payload;
        (void)up->publish(std::move(out));
    });
    if (!wait_until([&] { return up->connected() && in->connected(); })) return {};
    std::vector<double> times;
    for (int i = 0; i < count; ++i) {
        const auto number = fmt::format("hop {}", i);
        const auto begin = steady_clock::now();
        say("floor/in", number);
        if (wait_until([&] { return heard(number).has_value(); })) times.push_back(millis(begin, heard(number)->at));
        std::this_thread::sleep_until(begin + every);
    }
    in->stop();
    up->stop();
    return times;
}

void GatewayHome::end(int signal) {
    gateway_->kill(signal);
    gateway_->wait();
}

void GatewayHome::hear(const link::Message& message) {
    const auto at = steady_clock::now();
    if (message.topic == "floor/up") return note(message.payload, {at, {}});
    const auto batch = codec::decode_alert_batch(message.payload);
    if (!batch) return;
    codec::Receipt receipt;
    receipt.epoch = batch.value().epoch;
    for (const auto& numbered : batch.value().updates) {
        note(numbered.update.key.device.value, {at, numbered.update});
        receipt.numbers.push_back(numbered.number);
        const std::scoped_lock lock(mutex_);
        numbers_.emplace_back(receipt.epoch, numbered.number);
    }
    link::Message answer;
    answer.topic = message.response_topic;
    answer.payload = codec::encode(receipt);
    (void)voice_->publish(std::move(answer));
}

void GatewayHome::note(const std::string& device, Heard heard) {
    const std::scoped_lock lock(mutex_);
    heard_.try_emplace(device, std::move(heard));
}

std::optional<Heard> GatewayHome::heard(const std::string& device) const {
    const std::scoped_lock lock(mutex_);
    const auto found = heard_.find(device);
    return found == heard_.end() ? std::nullopt : std::optional(found->second);
}

std::map<std::string, Heard> GatewayHome::all_heard() const {
    const std::scoped_lock lock(mutex_);
    return heard_;
}

std::vector<std::pair<OutboxEpoch, std::uint64_t>> GatewayHome::numbers_heard() const {
    const std::scoped_lock lock(mutex_);
    return numbers_;
}

bool GatewayHome::told(const std::string& words) const {
    return read_file(directory_ / "log").find(words) != std::string::npos;
}

// ---- Sensors that go on talking

Chatter::Chatter(GatewayHome& home, std::string name) : home_(home), name_(std::move(name)) {
    home_.tap().begin();
    thread_ = std::thread([this] { run(); });
}

Chatter::~Chatter() {
    over_ = true;
    if (thread_.joinable()) thread_.join();
}

void Chatter::run() {
    const auto begin = steady_clock::now();
    for (; !over_; ++said_) {
        std::this_thread::sleep_until(begin + said_ * kSayEvery);
        if (said_ % kAlarmEvery == 0) {
            const auto device = fmt::format("{} {}", name_, said_ / kAlarmEvery);
            alarms_[device] = steady_clock::now();
            home_.alarm(device);
        } else {
            home_.say(fmt::format("zigbee2mqtt/{} steady {}", name_, said_ % kAlarmEvery),
                      fmt::format(R"({{"smoke":false,"battery":90,"linkquality":{}}})", said_ % 255));
        }
    }
}

std::map<std::string, sim::SteadyTime> Chatter::stop() {
    over_ = true;
    thread_.join();
    // If it fails, the figures that follow say so.
    static_cast<void>(wait_until([&] { return home_.tap().acknowledged() >= said_ && home_.tap().missing() == 0; }));
    return alarms_;
}

// ---- What lies in the outbox

std::vector<NumberedUpdate> stored_updates(const std::filesystem::path& state, std::uint64_t above) {
    gateway::outbox::OutboxOptions options;
    options.file = state / "outbox.sqlite";
    options.random64 = system_random64;
    const SystemClock clock;
    auto outbox = gateway::outbox::Outbox::open(options, clock.now());
    if (!outbox) throw std::runtime_error(outbox.error().message);
    const auto pending = outbox.value()->pending();
    if (!pending) throw std::runtime_error(pending.error().message);
    std::vector<std::uint64_t> numbers;
    for (const auto& entry : pending.value().entries) {
        if (entry.number > above) numbers.push_back(entry.number);
    }
    std::size_t damaged = 0;
    auto updates = outbox.value()->load(numbers, damaged);
    if (!updates || damaged > 0) throw std::runtime_error("the outbox cannot be read");
    return std::move(updates).value();
}

std::size_t missing_from(const std::vector<NumberedUpdate>& updates,
                         const std::map<std::string, sim::SteadyTime>& alarms) {
    std::set<std::string> devices;
    for (const auto& numbered : updates) devices.insert(numbered.update.key.device.value);
    return static_cast<std::size_t>(
        std::ranges::count_if(alarms, [&](const auto& alarm) { return !devices.contains(alarm.first); }));
}

}  // namespace anju::tests
