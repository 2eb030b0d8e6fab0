// The rules of levels and presses against a model that is too simple to be wrong: whole seconds,
// one condition, and every timer looked at in every second.
#include "home.hpp"

#include <ostream>

using namespace anju;
using namespace anju::gateway::core;
using namespace anju::gateway::core::testing;

namespace {

struct Told {
    int second;
    int alert;  ///< the how manieth
    int revision;
    AlertPhase phase;
    int count;
    bool flagged;
    friend bool operator==(const Told&, const Told&) = default;
};

std::ostream& operator<<(std::ostream& out, const Told& told) {
    return out << "second " << told.second << " alert " << told.alert << " revision " << told.revision << " "
               << to_string(told.phase) << " count " << told.count << (told.flagged ? " retained" : "");
}

/// What a clerk would keep in a notebook about one condition.
struct Notes {
    bool level = false;
    bool open = false, ended = false, told_ended = false, came_back = false, flagged = false;
    AlertPhase end_phase = AlertPhase::cleared;
    int ended_at = 0, told_at = 0, alert = 0, revision = 0, count = 0, told_count = 0;
    int pressed_at = 0;  ///< the last press that was no echo
};

class Model {
public:
    Model(bool presses) : presses_(presses), holdoff_(presses ? 5 : 30) {}

    void second(int now) {
        now_ = now;
        if (!n_.open) return;
        if (n_.ended && !n_.told_ended && now - n_.told_at >= 30) tell(n_.end_phase);
        if (!n_.ended && n_.count > n_.told_count && now - n_.told_at >= holdoff_) tell(AlertPhase::repeated);
    }

    void alarm(bool retained) {
        if (retained && (n_.level || presses_)) return;
        if (!presses_ && !n_.level) {
            n_.level = true;
            write();
        }
        const bool too_long_ended = n_.ended && !presses_ && now_ - n_.ended_at > 60;
        const bool too_long_untold = !n_.ended && now_ - n_.told_at >= 12 * 3600;
        if (!n_.open || too_long_ended || too_long_untold) {
            n_.pressed_at = now_;
            return raise(1, retained);
        }
        ++n_.count;
        if (n_.ended || now_ - n_.pressed_at >= 2) n_.pressed_at = now_;
        if (n_.ended) {
            n_.ended = false;
            n_.came_back = true;
            n_.flagged = retained;
            if (n_.told_ended) tell(AlertPhase::raised);
            return write();
        }
        const bool seen_live = n_.flagged && !retained;
        if (!retained) n_.flagged = false;
        if (seen_live || now_ - n_.told_at >= holdoff_) tell(AlertPhase::repeated);
        if (presses_) write();
    }

    void end(AlertPhase phase) {
        if (!presses_ && !n_.level) return;
        n_.level = false;
        if (n_.open && !n_.ended) {
            n_.ended = true;
            n_.end_phase = phase;
            n_.ended_at = now_;
            if (!n_.came_back || now_ - n_.told_at >= 30) tell(phase);
        }
        write();
    }

    void close() {
        if (!n_.open) return;
        const int untold = n_.count - n_.told_count;
        n_.open = false;
        const bool pressed_since = n_.pressed_at > n_.told_at;  // an echo is no press
        if (presses_ && !n_.ended && untold > 0 && pressed_since) raise(untold, false);
        write();
    }

    /// What was not written down is gone.
    void restart() { n_ = written_; }

    [[nodiscard]] const std::vector<Told>& log() const { return log_; }

private:
    void raise(int count, bool retained) {
        n_.open = true;
        n_.ended = n_.came_back = false;
        ++n_.alert;
        n_.revision = 0;
        n_.count = count;
        n_.flagged = retained;
        tell(AlertPhase::raised);
    }
    void tell(AlertPhase phase) {
        n_.told_at = now_;
        n_.told_count = n_.count;
        n_.told_ended = n_.ended;
        log_.push_back({now_, n_.alert, ++n_.revision, phase, n_.count, n_.flagged});
        write();
    }
    void write() { written_ = n_; }

    bool presses_;
    int holdoff_;
    int now_ = 0;
    Notes n_;
    Notes written_;
    std::vector<Told> log_;
};

/// What the core told, in the model's words.
std::vector<Told> told_by(const Home& home, MonoTime start) {
    std::vector<Told> log;
    std::map<AlertId, int> numbers;
    for (std::size_t i = 0; i < home.updates.size(); ++i) {
        const AlertUpdate& update = home.updates[i];
        const int number = numbers.try_emplace(update.id, static_cast<int>(numbers.size()) + 1).first->second;
        const auto at = std::chrono::duration_cast<std::chrono::seconds>(home.told_at[i] - start).count();
        log.push_back({static_cast<int>(at), number, static_cast<int>(update.revision), update.phase,
                       static_cast<int>(update.count), update.seen_retained});
    }
    return log;
}

enum class Act { nothing, alarm, retained_alarm, end, retained_end, close, restart };

Act pick(std::mt19937_64& chance) {
    static constexpr Act kActs[] = {Act::alarm,          Act::alarm, Act::alarm,        Act::end,    Act::close,
                                    Act::retained_alarm, Act::end,   Act::retained_end, Act::restart};
    return kActs[chance() % std::size(kActs)];
}

/// The core: a smoke detector, or a call button.
void act_on(Home& home, Act act, bool presses) {
    const Kind kind = presses ? Kind::call_button : Kind::smoke;
    const SignalType start = presses ? SignalType::press : SignalType::alarm;
    const SignalType end = presses ? SignalType::cancel : SignalType::clear;
    switch (act) {
        case Act::nothing: break;
        case Act::alarm: home.say("it", kind, start); break;
        case Act::retained_alarm: home.say_retained("it", kind, start); break;
        case Act::end: home.say("it", kind, end); break;
        case Act::retained_end: home.say_retained("it", kind, end); break;
        case Act::close:
            if (!home.updates.empty()) home.close(home.updates.back().id);
            break;
        case Act::restart: home.restart(); break;
    }
}

void act_on(Model& model, Act act, bool presses) {
    const AlertPhase phase = presses ? AlertPhase::cancelled : AlertPhase::cleared;
    switch (act) {
        case Act::nothing: break;
        case Act::alarm: model.alarm(false); break;
        case Act::retained_alarm: model.alarm(true); break;
        case Act::end: model.end(phase); break;
        case Act::retained_end:
            if (!presses) model.end(phase);
            break;
        case Act::close: model.close(); break;
        case Act::restart: model.restart(); break;
    }
}

void compare(std::uint64_t seed, bool presses) {
    CAPTURE(seed);
    CAPTURE(presses);
    std::mt19937_64 chance{seed};
    Settings settings;
    settings.supervision.limits.clear();  // the silence of the device is another rule's matter
    Home home(settings);
    const MonoTime start = home.now.mono;
    Model model(presses);
    int now = 0;
    for (int i = 0; i < 400; ++i) {
        // Mostly seconds, at times minutes, rarely most of a day.
        const std::uint64_t how_long = chance() % 100;
        const int wait = static_cast<int>(how_long < 70   ? chance() % 8
                                          : how_long < 97 ? chance() % 100
                                                          : chance() % 60'000);
        for (int s = 0; s < wait; ++s) model.second(++now);
        home.pass(std::chrono::seconds(wait));
        const Act act = pick(chance);
        act_on(model, act, presses);
        act_on(home, act, presses);
        model.second(now);
        home.pass(0ms);

        const std::vector<Told> told = told_by(home, start);
        REQUIRE_MESSAGE(told.size() == model.log().size(), "after act " << static_cast<int>(act) << " at " << now);
        if (!told.empty()) REQUIRE(told.back() == model.log().back());
    }
    CHECK(told_by(home, start) == model.log());
}

}  // namespace

TEST_CASE("levels follow the naive model through alarms, clears, closes and restarts") {
    for (const std::uint64_t seed : seeds()) compare(seed, false);
}

TEST_CASE("presses follow the naive model through cancels, closes and restarts") {
    for (const std::uint64_t seed : seeds()) compare(seed, true);
}
