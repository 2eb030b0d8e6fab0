#include "alertd/ingest/command_desk.hpp"

#include <algorithm>

namespace anju::alertd::ingest {

namespace {

constexpr std::size_t kExpiredPerTurn = 64;

std::vector<std::pair<std::string, std::string>> facts_of(const core::GatewayCommand& command) {
    return {{"command", command.id.to_string()},
            {"kind", std::string(core::to_string(command.kind))},
            {"gateway", command.gateway.value},
            {"home", command.home.value},
            {"attempts", std::to_string(command.attempts)}};
}

Result<void> settle(Turn& turn, core::GatewayCommand command, core::CommandState state) {
    command.state = state;
    command.settled_at = turn.now().utc;
    ANJU_TRY(turn.writer().commands().put(command));
    return turn.journal("command." + std::string(core::to_string(state)), facts_of(command));
}

Result<void> send(Turn& turn, core::GatewayCommand command) {
    ++command.attempts;
    command.sent_at = turn.now().utc;
    ANJU_TRY(turn.writer().commands().put(command));
    turn.send_command(std::move(command));
    return success();
}

core::GatewayWord word_of(const codec::Status& status) {
    core::GatewayWord word;
    for (const auto& id : status.commands_done) word.done.emplace_back(id);
    for (const auto& device : status.devices) {
        if (device.in_test) word.in_test.push_back(device.device);
    }
    return word;
}

}  // namespace

Result<void> give(Turn& turn, core::GatewayCommand command) {
    ANJU_TRY(const auto waiting, turn.writer().commands().waiting_for(command.gateway));
    for (const auto& older : waiting) {
        if (!core::replaces(command, older)) continue;
        ANJU_TRY(settle(turn, older, core::CommandState::replaced));
    }
    if (command.kind == core::CommandKind::test_mode || command.kind == core::CommandKind::test_mode_over) {
        // One that the gateway has confirmed is over as well: its tests run the whole path no longer.
        auto& commands = turn.writer().commands();
        ANJU_TRY(auto standing, commands.test_mode(command.home, command.device, turn.now().utc));
        if (standing) {
            standing->state = core::CommandState::replaced;
            ANJU_TRY(commands.put(*standing));
        }
    }
    return send(turn, std::move(command));
}

decltype(codec::Command::what) wire_form(const core::GatewayCommand& command, UtcTime now) {
    switch (command.kind) {
        case core::CommandKind::away: return codec::SetAway{command.home, true, command.until};
        case core::CommandKind::away_over: return codec::SetAway{command.home, false, std::nullopt};
        case core::CommandKind::test_mode:
            return codec::SetTestMode{command.device, std::max(command.until.value_or(now) - now, Millis{0}),
                                      command.home};
        case core::CommandKind::test_mode_over: return codec::SetTestMode{command.device, Millis{0}, command.home};
        case core::CommandKind::take_out: return codec::TakeOutDevice{command.device};
    }
    return codec::SetTestMode{command.device, Millis{0}, command.home};
}

Result<void> CommandDesk::on_status(Turn& turn, const GatewayId& gateway, const codec::Status& status) {
    if (!known_) {
        ANJU_TRY(const auto gateways, turn.writer().commands().gateways_waited_for());
        waited_for_.insert(gateways.begin(), gateways.end());
        known_ = true;
    }
    if (!status.online || !waited_for_.contains(gateway)) return success();
    ANJU_TRY(const auto waiting, turn.writer().commands().waiting_for(gateway));
    if (waiting.empty()) {
        waited_for_.erase(gateway);
        return success();
    }
    const auto word = word_of(status);
    for (const auto& command : waiting) {
        if (core::confirms(word, command)) {
            ANJU_TRY(settle(turn, command, core::CommandState::confirmed));
            ++in_turn_.confirmed;
        } else if (core::may_be_sent(command, turn.now().utc)) {
            ANJU_TRY(send(turn, command));
        }
    }
    return success();
}

Result<void> CommandDesk::expire(Turn& turn) {
    return turn.part([&]() -> Result<void> {
        ANJU_TRY(const auto expired, turn.writer().commands().expired(turn.now().utc, kExpiredPerTurn));
        for (const auto& command : expired) {
            ANJU_TRY(settle(turn, command, core::CommandState::expired));
            ++in_turn_.expired;
        }
        return success();
    });
}

void CommandDesk::committed(const Committed& committed) {
    for (const auto& command : committed.commands) waited_for_.insert(command.gateway);
    counters_.confirmed += in_turn_.confirmed;
    counters_.expired += in_turn_.expired;
    in_turn_ = {};
}

void CommandDesk::rolled_back() {
    known_ = false;
    in_turn_ = {};
}

}  // namespace anju::alertd::ingest
