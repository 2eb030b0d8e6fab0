// victim <port> <client id> <topic> <how>: a session in a process of its own, for the test to kill.
//
//   hold   prints "inside" in the handler and never returns from it
//   will   connects with a will on <topic>, prints "connected", and waits for a line on stdin;
//          then it stops cleanly and prints "stopped"
#include "link/session.hpp"

#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>

namespace {

void say(const std::string& word) { std::cout << word << std::endl; }

[[noreturn]] void wait_to_be_killed() {
    while (true) pause();
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 5) {
        std::cerr << "usage: victim <port> <client id> <topic> hold|will\n";
        return EXIT_FAILURE;
    }
    const std::string topic = argv[3];
    const std::string how = argv[4];
    anju::link::SessionOptions options;
    options.host = "127.0.0.1";
    options.port = static_cast<std::uint16_t>(std::stoi(argv[1]));
    options.client_id = argv[2];
    anju::link::Handlers handlers;
    if (how == "hold") {
        options.session_expiry = std::chrono::minutes{10};
        options.subscriptions = {{topic, 1}};
        handlers.on_message = [](const anju::link::Message&) {
            say("inside");
            wait_to_be_killed();
        };
    } else {
        options.will = anju::link::Message{};
        options.will->topic = topic;
        options.will->payload = "gone";
    }
    handlers.on_state = [](anju::link::LinkState state, const std::string&) {
        if (state == anju::link::LinkState::connected) say("connected");
    };
    const auto session = anju::link::make_paho_session(options, handlers);
    session->start();
    if (how == "hold") wait_to_be_killed();
    std::string line;
    std::getline(std::cin, line);
    session->stop();
    say("stopped");
    return EXIT_SUCCESS;
}
