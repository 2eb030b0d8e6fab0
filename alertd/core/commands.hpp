// What the centre asks of a gateway and wants to know done: kept until the gateway's status confirms it, sent again
// meanwhile, given up at its end. Plain values and pure rules.
//
//  C1 A command is sent when it is made, and again with a status of its gateway that does not confirm it, no sooner
//  than
//     kSendAgain after the last time. Reason: a gateway that sends no status hears nothing either.
//  C2 It is confirmed by its id in the status, or, for a test mode, by the device that says it is in test: what an
//  older
//     gateway tells.
//  C3 It expires unconfirmed at its end: an absence or test mode that is over by then needs nothing any more.
//  C4 A newer one about the same thing replaces it: the last word counts, in whatever order they would arrive.
#pragma once

#include "alertd/core/types.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anju::alertd::core {

using CommandId = MadeId<struct CommandTag>;

enum class CommandKind { away, away_over, test_mode, test_mode_over, take_out };
enum class CommandState { waiting, confirmed, expired, replaced };

struct GatewayCommand {
    CommandId id;  ///< as it is on the wire, where a repeat is recognised by it
    GatewayId gateway;
    HomeId home;
    DeviceId device;  ///< empty: the whole home
    CommandKind kind = CommandKind::away;
    std::optional<UtcTime> until;      ///< of an absence or a test mode
    bool whole_path = false;           ///< of a test mode: its tests run the whole path (X1)
    std::optional<SilenceId> silence;  ///< of an absence
    std::string author;
    UtcTime created_at{};
    UtcTime expires_at{};
    CommandState state = CommandState::waiting;
    int attempts = 0;
    std::optional<UtcTime> sent_at;
    std::optional<UtcTime> settled_at;
    friend bool operator==(const GatewayCommand&, const GatewayCommand&) = default;
};

inline constexpr Millis kSendAgain{20'000};
inline constexpr Millis kLongestTestMode{2LL * 3'600'000};
inline constexpr Millis kTakeOutWaits{7LL * 24 * 3'600'000};  ///< a gateway that is switched off for a week

/// What a status says that may confirm a command.
struct GatewayWord {
    std::vector<CommandId> done;
    std::vector<DeviceId> in_test;
};
[[nodiscard]] bool confirms(const GatewayWord& word, const GatewayCommand& command);
[[nodiscard]] bool is_expired(const GatewayCommand& command, UtcTime at);
[[nodiscard]] bool may_be_sent(const GatewayCommand& command, UtcTime at);
/// C4: whether `newer` is about the same thing.
[[nodiscard]] bool replaces(const GatewayCommand& newer, const GatewayCommand& older);

[[nodiscard]] std::string_view to_string(CommandKind value);
[[nodiscard]] std::string_view to_string(CommandState value);

}  // namespace anju::alertd::core
