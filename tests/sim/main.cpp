// anju-sim: simulated homes. See README.md.
#include "tests/sim/play.hpp"
#include "tests/sim/scene.hpp"
#include "tests/sim/tour.hpp"
#include "tests/support/ports.hpp"

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <atomic>
#include <csignal>

namespace {

std::atomic<bool> stopping{false};

void stop(int) { stopping = true; }

struct PlayOptions {
    std::string scene;
    std::string host = "127.0.0.1";
    std::uint16_t port = 1883;
    std::string base_topic = "zigbee2mqtt";
    std::size_t homes = 1;
    std::uint64_t seed = 1;
    double speed = 1;
    bool again = false;
    bool quiet = false;
    bool list = false;
};

int failed(const anju::Error& error) {
    fmt::print(stderr, "anju-sim: {}\n", error.message);
    return 1;
}

/// One home uses the base topic itself; of several, home N uses "<base>/N".
std::vector<anju::sim::Publish> plan_all(const PlayOptions& options, const anju::sim::Scene& scene) {
    std::vector<anju::sim::Publish> all;
    for (std::size_t home = 0; home < options.homes; ++home) {
        const auto topic = options.homes == 1 ? options.base_topic : fmt::format("{}/{}", options.base_topic, home + 1);
        auto messages = anju::sim::plan(scene, topic, options.seed + home);
        std::move(messages.begin(), messages.end(), std::back_inserter(all));
    }
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
    return all;
}

int play(const PlayOptions& options) {
    auto scene = anju::sim::read_scene(options.scene);
    if (!scene) return failed(scene.error());
    const auto messages = plan_all(options, scene.value());
    const auto tell = [&](const anju::sim::Publish& message) {
        if (!options.quiet)
            fmt::print("{:>10.3f} s  {}  {}\n", static_cast<double>(message.at.count()) / 1000, message.topic,
                       message.payload);
    };
    if (options.list) {
        for (const auto& message : messages) tell(message);
        return 0;
    }
    anju::sim::Bridge bridge(options.host, options.port, fmt::format("anju-sim-{}", options.seed));
    if (auto connected = bridge.connect(std::chrono::seconds(10)); !connected) return failed(connected.error());
    do {
        if (auto played = anju::sim::play(bridge, messages, options.speed, stopping, tell); !played)
            return failed(played.error());
    } while (options.again && !stopping);
    return bridge.drain(std::chrono::seconds(10))
               ? 0
               : failed({anju::ErrorCode::unavailable, "the broker did not acknowledge everything"});
}

void add_play(CLI::App& app, PlayOptions& options) {
    app.add_option("scene", options.scene, "Scene file")->required();
    app.add_option("--host", options.host, "The home's broker");
    app.add_option("--port", options.port, "Its port");
    app.add_option("--base-topic", options.base_topic,
                   "zigbee2mqtt's base topic; with several homes, home N gets <base>/N");
    app.add_option("--homes", options.homes, "How many homes play the scene")->check(CLI::Range(1, 100'000));
    app.add_option("--seed", options.seed, "The same seed gives the same messages");
    app.add_option("--speed", options.speed, "60: a minute of the scene in a second")->check(CLI::Range(0.01, 1e6));
    app.add_flag("--again", options.again, "Over and over, until it is ended");
    app.add_flag("--quiet", options.quiet, "Print nothing");
    app.add_flag("--list", options.list, "Print the messages and publish nothing");
}

void add_tour(CLI::App& app, anju::sim::TourOptions& options) {
    app.add_option("--home-port", options.home_broker_port, "Port of the home's broker")->required();
    app.add_option("--api-port", options.api_port, "Port of alertd's API")->required();
    app.add_option("--api-token", options.api_token, "An API token, where one is needed")->envname("ANJU_API_TOKEN");
    app.add_option("--webhook-port", options.webhook_port, "Port on which the responders' phones listen")->required();
    app.add_flag("--once", options.once, "Play one scene, print the table and end");
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Simulated homes for Anju"};
    app.require_subcommand(1);
    PlayOptions play_options;
    auto* play_command = app.add_subcommand("play", "Play a scene to a home's broker");
    add_play(*play_command, play_options);
    anju::sim::TourOptions tour_options;
    auto* tour_command = app.add_subcommand("tour", "Four sensors come to life; follow each alarm to the responder");
    add_tour(*tour_command, tour_options);
    std::size_t ports = 1;
    auto* ports_command = app.add_subcommand("ports", "Print free loopback ports");
    ports_command->add_option("count", ports, "How many")->check(CLI::Range(1, 100));
    CLI11_PARSE(app, argc, argv);

    std::signal(SIGINT, stop);
    std::signal(SIGTERM, stop);
    if (play_command->parsed()) return play(play_options);
    if (ports_command->parsed()) {
        std::set<std::uint16_t> free;
        while (free.size() < ports) free.insert(anju::tests::free_port());
        for (const auto port : free) fmt::print("{}\n", port);
        return 0;
    }
    const auto complete = anju::sim::run_tour(tour_options, stopping);
    if (!complete) return failed(complete.error());
    return complete.value() ? 0 : 1;
}
