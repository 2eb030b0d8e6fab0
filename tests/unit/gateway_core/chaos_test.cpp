// Anything at all as input: what must hold whatever a home says.
#include "home.hpp"

#include <limits>
#include <set>

using namespace anju;
using namespace anju::gateway::core;
using namespace anju::gateway::core::testing;

namespace {

class Chaos {
public:
    explicit Chaos(std::uint64_t seed) : chance_(seed), home_(small()) {}

    void run() {
        for (int i = 0; i < 1500; ++i) {
            if (below(3) == 0) home_.pass(Millis(below(below(20) == 0 ? 100'000'000 : 60'000)));
            if (below(40) == 0) home_.restart(Millis(below(3'600'000)));
            if (below(400) == 0) home_.reboot(Millis(below(3'600'000)), below(2) == 0, below(2) == 0);
            if (below(30) == 0) home_.now.synced = !home_.now.synced;
            one_step();
        }
    }

private:
    static Settings small() {
        Settings settings;
        settings.home = HomeId{"home-1"};
        settings.limits.devices = 12;
        settings.limits.conditions = 20;
        settings.presence.no_movement = 3h;
        VitalRule rule;
        rule.kind = Kind::spo2;
        rule.below = 90;
        rule.hold = 1min;
        settings.vital.rules = {rule};
        return settings;
    }

    std::size_t below(std::size_t limit) { return chance_() % limit; }

    double any_number() {
        const double numbers[] = {0,      -1,
                                  0.5,    99,
                                  100,    101,
                                  1e308,  std::numeric_limits<double>::infinity(),
                                  -1e308, std::numeric_limits<double>::quiet_NaN()};
        return below(2) == 0 ? numbers[below(std::size(numbers))]
                             : 100 + static_cast<double>(home_.updates.size()) / 100;
    }

    Signal any_signal() {
        Signal signal;
        const std::size_t name = below(25);
        if (name != 0) signal.device = DeviceId{"device-" + std::to_string(name)};
        signal.kind = static_cast<Kind>(below(static_cast<std::size_t>(Kind::unknown) + 2));
        signal.type = static_cast<SignalType>(below(static_cast<std::size_t>(SignalType::offline) + 2));
        if (below(3) != 0) signal.value = any_number();
        if (below(5) == 0) signal.claimed_at = home_.now.utc - Millis(below(1'000'000'000));
        if (below(4) == 0) signal.how = std::string(below(300), '\x80');
        if (below(4) == 0) signal.channel = std::to_string(below(20));
        signal.retained = below(6) == 0;
        signal.registered = below(3) != 0;
        return signal;
    }

    Input any_input() {
        switch (below(32)) {
            case 0:
                return CaseClosed{{home_.updates.empty() ? AlertId{} : home_.updates[below(home_.updates.size())].id}};
            case 1: return AwaySet{below(2) == 0, UtcTime{Millis(static_cast<std::int64_t>(chance_()))}};
            case 2: return DevicesEnrolled{{{DeviceId{"device-3"}, Kind::smoke}, {DeviceId{}, Kind::fall}}};
            case 3: return DeviceHeard{DeviceId{"device-" + std::to_string(below(30))}, Kind::co};
            case 4: {
                Settings settings = small();
                settings.fall.confirmation = Millis(below(400'000));
                settings.water.window = Millis(below(200'000'000));
                return SettingsChanged{settings};
            }
            case 5:
                return TestModeSet{DeviceId{below(4) == 0 ? "" : "device-" + std::to_string(below(25))},
                                   Millis(below(4'000'000))};
            case 6: return DeviceTakenOut{DeviceId{"device-" + std::to_string(below(25))}};
            default: return SignalSeen{any_signal(), std::string(below(50), '\xc3')};
        }
    }

    void one_step() {
        const Input input = any_input();
        const Effects effects = home_.put(input);
        check_bundle(effects);
        check_revisions();
        if (const auto* seen = std::get_if<SignalSeen>(&input)) {
            CHECK_FALSE(effects.decisions.empty());
            check_not_hidden(seen->signal, effects);
        }
        // Computed conditions are bounded by the devices, all others by the table.
        REQUIRE(home_.state.devices.size() <= 12);
        REQUIRE(home_.state.conditions.size() <= 20 + 7 * 12 + 1);
        REQUIRE(home_.state.water.size() <= 12 * 16);
        REQUIRE(next_wakeup(home_.state).has_value());
    }

    static void check_bundle(const Effects& effects) {
        std::set<std::string> keys;
        for (const Record& record : effects.persist) REQUIRE(keys.insert(key_of(record)).second);
        for (const std::string& key : effects.erase) REQUIRE(keys.insert(key).second);
    }

    /// Revisions of an alert count 1, 2, 3 without a gap, and its id never changes its key.
    void check_revisions() {
        for (; checked_ < home_.updates.size(); ++checked_) {
            const AlertUpdate& update = home_.updates[checked_];
            auto& [revision, key, test] = known_[update.id];
            REQUIRE(update.revision == revision + 1);
            if (revision > 0) REQUIRE((key == update.key && test == update.test));
            revision = update.revision;
            key = update.key;
            test = update.test;
            REQUIRE(update.count >= 1);
            REQUIRE_FALSE(update.id.is_nil());
        }
    }

    /// A live alarm of fire, gas or CO, and a live press, always ends in a standing alert or in one just raised.
    void check_not_hidden(const Signal& signal, const Effects& effects) {
        const bool alarms = signal.type == SignalType::alarm &&
                            (signal.kind == Kind::smoke || signal.kind == Kind::co || signal.kind == Kind::gas);
        const bool presses = signal.type == SignalType::press && signal.kind == Kind::call_button;
        if (signal.retained || signal.device.empty() || !(alarms || presses)) return;
        if (is_in_test(home_.state, signal.device)) return;
        const Condition condition = signal.kind == Kind::smoke ? Condition::smoke
                                    : signal.kind == Kind::co  ? Condition::co
                                    : signal.kind == Kind::gas ? Condition::gas
                                                               : Condition::call;
        const ConditionRecord* record = home_.record(signal.device.value, condition);
        const bool stands = record && !record->alert.is_nil() && record->phase == AlertPhase::raised;
        bool just_raised = false;
        for (const AlertUpdate& update : effects.updates) {
            just_raised = just_raised || (update.key.condition == condition && update.key.device == signal.device &&
                                          update.phase == AlertPhase::raised);
        }
        REQUIRE((stands || just_raised));
    }

    struct Known {
        std::uint32_t revision = 0;
        AlertKey key;
        bool test = false;
    };
    std::mt19937_64 chance_;
    Home home_;
    std::map<AlertId, Known> known_;
    std::size_t checked_ = 0;
};

}  // namespace

TEST_CASE("whatever a home says, nothing breaks, grows without bound or hides an emergency") {
    for (const std::uint64_t seed : seeds()) {
        CAPTURE(seed);
        Chaos(seed).run();
    }
}
