#include "tests/sim/tour.hpp"

#include "tests/sim/journeys.hpp"
#include "tests/sim/play.hpp"

#include <fmt/core.h>
#include <boost/json.hpp>

#include <random>
#include <thread>

namespace anju::sim {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

constexpr const char* kHome = "h-0001";

/// That home's sensors in the sample district (config/examples/registry/devices.csv).
struct Home {
    Device smoke{"kitchen/smoke", Model::smoke, 1};
    Device button{"bedside button", Model::call_button, 2};
    Device meter{"water meter", Model::water_meter, 3};
    Device radar{"bathroom fall", Model::fall_radar, 4};
    [[nodiscard]] std::vector<Device> all() const { return {smoke, button, meter, radar}; }
};

double millis_between(SteadyTime from, SteadyTime to) {
    return std::chrono::duration<double, std::milli>(to - from).count();
}

class Tour {
public:
    Tour(const TourOptions& options, const std::atomic<bool>& stopping)
        : options_(options),
          stopping_(stopping),
          // Ctrl-C ends the broker too; the tour must not wait for it.
          bridge_("127.0.0.1", options.home_broker_port, "tour", std::chrono::seconds(2)),
          phone_([this](const WebhookCall& call) { on_call(call); }),
          stream_(
              "127.0.0.1", options.api_port,
              [this](SteadyTime at, const boost::json::object& frame) { journeys_.on_frame(at, frame); },
              options.api_token),
          desk_("127.0.0.1", options.api_port, options.api_token) {}

    Result<bool> run() {
        ANJU_TRY(phone_.start(options_.webhook_port));
        ANJU_TRY(stream_.start());
        ANJU_TRY(bridge_.connect(std::chrono::seconds(10)));
        for (const auto& message : announcement(options_.base_topic, home_.all())) {
            ANJU_TRY(bridge_.publish(message));
        }
        // The meter is silent until its turn, so that its short window cannot end before.
        for (auto* device : {&home_.smoke, &home_.button, &home_.radar}) {
            ANJU_TRY(say(*device, device->state()));
        }
        ANJU_TRY(auto complete, scene());
        if (!options_.once) {
            ANJU_TRY(live());
        }
        return complete;
    }

private:
    /// The scene of --once: each alarm is seen through to the closed case before the next begins.
    Result<bool> scene() {
        fmt::print("{:<16} {:<30} {:>12} {:>14}   {}\n", "sensor", "said", "stored [ms]", "notified [ms]", "whom");
        home_.smoke.set_alarm(true);
        ANJU_TRY(auto smoke, step(home_.smoke, home_.smoke.state(), "smoke: true", "smoke", false));
        home_.smoke.set_alarm(false);
        ANJU_TRY(say(home_.smoke, home_.smoke.state()));
        ANJU_TRY(auto call, step(home_.button, home_.button.press("emergency"), "action: emergency", "call", false));
        home_.radar.set_alarm(true);
        ANJU_TRY(auto fall, step(home_.radar, home_.radar.state(), "fall_status: fall_alarm (1)", "fall", false));
        home_.radar.set_alarm(false);
        ANJU_TRY(say(home_.radar, home_.radar.state()));
        ANJU_TRY(say(home_.meter, home_.meter.state()));
        home_.meter.use_water(0.03);
        ANJU_TRY(auto water, step(home_.meter, home_.meter.state(), "the last water used (2)", "no_water_use", true));
        fmt::print(
            "(1) waits for the confirmation and (2) for the inactivity window that the demonstration's\n"
            "    gateway.toml sets to a few seconds; in a home these are a minute and twelve hours.\n");
        const bool complete = smoke && call && fall && water;
        fmt::print("{}\n", complete ? "Every step was seen." : "Some step was NOT seen.");
        std::fflush(stdout);
        return complete;
    }

    /// One sensor speaks; waits until its alarm is stored and somebody is notified; closes the case.
    Result<bool> step(Device& device, const std::string& payload, const char* what, const char* condition,
                      bool reports) {
        const auto journey = journeys_.begin(kHome, condition);
        ANJU_TRY(say(device, payload));
        const auto give_up = steady_clock::now() + options_.patience;
        Journey seen;
        do {
            seen = journeys_.wait_for(journey, milliseconds(500));
            // A meter goes on reporting an unchanged total: no data would not be no use.
            if (reports && !seen.complete()) {
                ANJU_TRY(say(device, device.state()));
            }
        } while (!seen.complete() && steady_clock::now() < give_up && !stopping_);
        print(device.name(), what, seen);
        if (seen.stored) {
            ANJU_TRY(close_case(seen.incident));
        }
        return seen.complete();
    }

    static void print(const std::string& device, const char* what, const Journey& seen) {
        const auto shown = [&](const std::optional<SteadyTime>& at) {
            return at ? fmt::format("{:.1f}", millis_between(seen.said, *at)) : std::string("never");
        };
        std::string whom;
        for (const auto& responder : seen.responders) whom += (whom.empty() ? "" : ", ") + responder;
        fmt::print("{:<16} {:<30} {:>12} {:>14}   {}\n", device, what, shown(seen.stored), shown(seen.notified), whom);
        std::fflush(stdout);
    }

    /// A duty officer takes the case and closes it with its disposition.
    Result<void> close_case(const std::string& incident) {
        const auto path = "/api/v1/incidents/" + incident;
        for (auto [act, body] : std::initializer_list<std::pair<const char*, boost::json::object>>{
                 {"acknowledge", {}}, {"resolve", {}}, {"close", {{"disposition", "drill"}, {"note", "quickstart"}}}}) {
            // With a token its name says who acts.
            if (options_.api_token.empty()) body["actor"] = "tour";
            ANJU_TRY(auto answer, desk_.post(path + "/" + act, body));
            if (answer.status / 100 != 2) {
                return fail(ErrorCode::conflict, fmt::format("{} answered {} to {}: {}", path, answer.status, act,
                                                             boost::json::serialize(answer.body)));
            }
        }
        return success();
    }

    /// Life goes on until Ctrl-C: reports, and an alarm now and then that waits for somebody at the page.
    Result<void> live() {
        std::mt19937_64 chance(options_.seed);
        chatty_ = true;
        for (auto next_alarm = steady_clock::now() + std::chrono::seconds(5); !stopping_;) {
            std::this_thread::sleep_until(std::min(next_alarm, steady_clock::now() + std::chrono::seconds(1)));
            home_.meter.use_water(0.001);
            ANJU_TRY(say(home_.meter, home_.meter.state()));
            if (steady_clock::now() < next_alarm) continue;
            next_alarm += std::chrono::seconds(20 + chance() % 20);
            if (chance() % 2 == 0) {
                ANJU_TRY(say(home_.button, home_.button.press("emergency")));
                fmt::print("bedside button: pressed\n");
            } else {
                home_.smoke.set_alarm(true);
                ANJU_TRY(say(home_.smoke, home_.smoke.state()));
                home_.smoke.set_alarm(false);
                ANJU_TRY(say(home_.smoke, home_.smoke.state()));
                fmt::print("kitchen/smoke: smoke, then clear\n");
            }
            std::fflush(stdout);
        }
        return success();
    }

    Result<void> say(const Device& device, const std::string& payload) {
        return bridge_.publish({Millis{0}, options_.base_topic + "/" + device.name(), payload, false, device.name()});
    }

    void on_call(const WebhookCall& call) {
        journeys_.on_call(call);
        if (!chatty_) return;
        boost::json::error_code none;
        const boost::json::value body(call.body);
        const auto* responder = body.find_pointer("/responder", none);
        const auto* condition = body.find_pointer("/incident/condition", none);
        if (responder == nullptr || condition == nullptr) return;
        fmt::print("  phone of {}: {}\n", boost::json::serialize(*responder), boost::json::serialize(*condition));
        std::fflush(stdout);
    }

    const TourOptions& options_;
    const std::atomic<bool>& stopping_;
    std::atomic<bool> chatty_{false};
    Home home_;
    Journeys journeys_;
    Bridge bridge_;
    WebhookReceiver phone_;
    StreamWatcher stream_;
    ApiClient desk_;
};

}  // namespace

Result<bool> run_tour(const TourOptions& options, const std::atomic<bool>& stopping) {
    return Tour(options, stopping).run();
}

}  // namespace anju::sim
