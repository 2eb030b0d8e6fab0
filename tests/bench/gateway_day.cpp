#include "tests/bench/gateway_day.hpp"

#include "gateway/app/keeper.hpp"
#include "gateway/local/listener.hpp"
#include "gateway/profiles/translator.hpp"
#include "tests/bench/measure.hpp"
#include "tests/sim/homes.hpp"
#include "tests/support/temp_dir.hpp"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace anju::tests {

namespace {

using namespace std::chrono_literals;
using gateway::app::Aftermath;
using gateway::app::Keeper;
using sim::Model;

constexpr int kDetectors = 9;
constexpr int kButtons = 6;
constexpr int kMeters = 4;
constexpr int kAlarms = 100;
constexpr Millis kDay = 24h;

class SimulatedClock final : public Clock {
public:
    [[nodiscard]] Now now() const override { return {MonoTime{elapsed_}, UtcTime{kMidnight + elapsed_}, true}; }
    [[nodiscard]] std::uint64_t boot() const override { return 1; }
    void advance(Millis by) { elapsed_ += by; }

private:
    static constexpr Millis kMidnight{1'772'294'400'000};
    Millis elapsed_{60'000};
};

class Home {
public:
    Home() {
        spdlog::set_level(spdlog::level::off);
        gateway::app::KeeperOptions options;
        options.home = options.rules.home = HomeId{"home"};
        options.random64 = [engine = std::make_shared<std::mt19937_64>(7)] { return (*engine)(); };
        options.outbox.file = directory_ / "state" / "outbox.sqlite";
        options.outbox.random64 = options.random64;
        Aftermath waiting;
        auto opened = Keeper::open(std::move(options), clock_, waiting);
        if (!opened) throw std::runtime_error(opened.error().message);
        keeper_ = std::move(opened).value();
        devices_.emplace_back("radar", Model::fall_radar, 1);
        for (int i = 0; i < kDetectors; ++i) devices_.emplace_back("smoke " + std::to_string(i), Model::smoke, 2 + i);
        for (int i = 0; i < kButtons; ++i) devices_.emplace_back("button " + std::to_string(i), Model::call_button, i);
        for (int i = 0; i < kMeters; ++i) devices_.emplace_back("meter " + std::to_string(i), Model::water_meter, i);
        for (const auto& message : sim::announcement("zigbee2mqtt", devices_))
            say(message.topic, message.payload, true);
    }

    /// The radar each second; the others in their turn, one each minute; some water in the daytime.
    void live_a_day() {
        for (Millis passed{0}; passed < kDay; passed += 1s) {
            clock_.advance(1s);
            report(devices_.front());
            if (passed % 60s == 0s) {
                auto& device = devices_[1 + static_cast<std::size_t>(passed / 60s) % (devices_.size() - 1)];
                if (device.model() == Model::water_meter && passed > 7h && passed < 22h) device.use_water(0.02);
                report(device);
            }
            const auto due = keeper_->next_due();
            if (due && *due <= clock_.now().mono) settle(keeper_->tick());
        }
    }

    void raise_alarms() {
        for (int i = 0; i < kAlarms; ++i) {
            sim::Device fire("fire " + std::to_string(i), Model::smoke, 99);
            fire.set_alarm(true);
            clock_.advance(1s);
            report(fire);
        }
    }

private:
    void report(sim::Device& device) { say("zigbee2mqtt/" + device.name(), device.state(), false); }

    void say(const std::string& topic, const std::string& payload, bool retained) {
        const auto translation = translator_.translate({.topic = topic, .payload = payload, .retain = retained});
        const auto inputs = gateway::local::to_inputs(translation, payload);
        if (!inputs.empty()) settle(keeper_->apply(inputs));
    }

    /// As alertd would: everything is receipted.
    void settle(const Aftermath& aftermath) {
        for (const auto& entry : aftermath.entries) keeper_->settle({entry.epoch, {entry.number}, {}});
    }

    TempDir directory_{"day"};
    SimulatedClock clock_;
    gateway::profiles::Translator translator_{gateway::profiles::Settings{}};
    std::unique_ptr<Keeper> keeper_;
    std::vector<sim::Device> devices_;
};

}  // namespace

DayCost measure_day() {
    Home home;
    const pid_t self = getpid();
    const double before = written_bytes(self);
    home.live_a_day();
    const double day = written_bytes(self);
    home.raise_alarms();
    return {(day - before) / 1024 / 1024, (written_bytes(self) - day) / 1024 / kAlarms};
}

}  // namespace anju::tests
