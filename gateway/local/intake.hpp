// Intake: the messages of one source on their way to the rules: translated, given the names under
// which the home knows their devices, handed on.
//
// Several sources may name their devices alike; a prefix keeps them apart, because a clear from one
// must not end the alarm of another.
//
// Ownership: owns its translator, borrows the sink. Threads: one at a time. Errors: none; a message
// that cannot be used goes to Sink::on_unusable and is told in the answer.
#pragma once

#include "gateway/core/core.hpp"
#include "gateway/profiles/translator.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace anju::gateway::local {

class Sink {
public:
    virtual ~Sink() = default;
    /// What one message said, in order. Returns after the commit: whether what must persist is on
    /// disk. If not, alarms go out from memory all the same.
    virtual bool on_inputs(const std::vector<core::Input>& inputs) = 0;
    /// A message that is malformed, oversized or of no known form; or handling it threw.
    virtual void on_unusable(const std::string& topic, const std::string& payload, const std::string& reason) = 0;
    /// Whether this source of the home can be heard; `why` not: no connection, or a subscription that was refused.
    virtual void on_hearing(const std::string& source, bool hears, const std::string& why) = 0;
};

/// What became of a message.
struct Taken {
    profiles::Outcome outcome = profiles::Outcome::unknown;
    std::size_t signals = 0;  ///< handed on; also of a message that is `bad` in part
    std::string reason;
    bool stored = true;                    ///< false: the disk refused it
    std::vector<std::string> listen = {};  ///< topics that it named, to be subscribed to from now on
};

/// The inputs in which the core is told of one translated message.
[[nodiscard]] std::vector<core::Input> to_inputs(const profiles::Translation& translation, const std::string& payload);

class Intake {
public:
    /// `settings.enrolled` names devices as the home knows them, with the prefix. `sink` and `clock` must outlive
    /// it; without a clock, profiles are not told when a message arrived.
    Intake(profiles::Settings settings, std::string prefix, Sink& sink, const Clock* clock);

    Taken take(const std::string& topic, const std::string& payload, bool retain, int qos);
    [[nodiscard]] std::vector<std::string> subscriptions() const { return translator_.subscriptions(); }

private:
    std::string prefix_;
    profiles::Translator translator_;
    Sink& sink_;
    const Clock* clock_;
};

}  // namespace anju::gateway::local
