// Rate limits: how many messages go to a provider and to one receiver, and what a storm becomes. Pure.
//
// WeCom drops what exceeds its limits and says nothing, others refuse it; so we keep below them
// ourselves, and say in one message what does not fit into many.
//
// R1 In any span of `within` at most `most` messages pass, by a pace (GCRA): half of them at once, the
//    others at even distances. A storm's first messages are not delayed, and later ones wait for a few
//    seconds instead of a whole window.
// R2 A share of each limit is the emergencies' own. Others never use it; emergencies use the rest too.
// R3 What may not pass is held back and asks again. The next message that passes to the same receiver
//    tells of everything held back there: a digest, which names cases or at least counts them. What it
//    told is answered "told" when it asks again, and is done.
// R4 A message that is no emergency carries no emergencies: they would stand below a flat battery. An
//    emergency carries everything.
// R5 A digest that was not delivered told nothing: what it carried is held back as before.
// R6 A provider that asks to be left alone is, for that receiver, whoever asks.
// R7 Nothing here is durable. After a restart everything is told by itself, which is more, not less.
// R8 What the provider may have already carries nobody: it takes a repeat for the message that it has, and shows the
//    first one's words or nothing. Nor does a message carry another person's, which would not ring at his phone.
//
// Threads: one at a time; LimitedChannel brings the lock. Time is the caller's.
#pragma once

#include "alertd/notify/channel.hpp"
#include "base/time.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace anju::alertd::notify {

struct RateLimit {
    std::size_t most = 2;  ///< at least 2, so that both lanes have one
    Millis within{60'000};
};

struct KindLimits {
    std::vector<RateLimit> in_all;        ///< over all receivers of the channel
    std::vector<RateLimit> per_receiver;  ///< a robot, a member, a number, a mailbox
    int emergency_percent = 50;           ///< the emergencies' own share of each
    bool digests = true;                  ///< whether a message of this channel can tell of other cases
};

/// By channel; one without a row has no limits.
using LimitBook = std::map<core::ChannelKind, KindLimits>;

/// GCRA: a limit as the earliest time of the next message.
class Pace {
public:
    explicit Pace(const RateLimit& limit);
    /// How long until one may pass; zero: now.
    [[nodiscard]] Millis wait(MonoTime now) const;
    void take(MonoTime now);
    /// Nothing is remembered any more.
    [[nodiscard]] bool rested(MonoTime now) const { return now >= next_; }

private:
    Millis interval_{0};
    Millis tolerance_{0};
    MonoTime next_{};  ///< when the next one would be due at an even pace
};

struct Admission {
    enum class Answer {
        send,  ///< now, with `others` in it
        told,  ///< a digest has told it already
        wait,  ///< ask again after `wait`
    };
    Answer answer = Answer::send;
    Millis wait{0};
    std::vector<OtherCase> others;
    std::size_t others_unnamed = 0;
};

class RateLimits {
public:
    explicit RateLimits(LimitBook book);

    [[nodiscard]] Admission ask(const Job& job, MonoTime now);
    /// After `send`: what became of it.
    void finished(const Job& job, const Outcome& outcome, MonoTime now);

    [[nodiscard]] std::size_t held_back() const;

private:
    /// One limit with its two lanes.
    struct Gate {
        Pace reserved;
        Pace common;
    };
    enum class Stage { held, in_digest, told };
    struct Held {
        OtherCase item;
        std::string address;
        Stage stage = Stage::held;
        std::string carried_by;  ///< in_digest: the key of the message that carries it
        MonoTime asked{};
    };
    struct Receiver {
        std::vector<Gate> gates;
        std::map<std::string, Held> held;       ///< by notification key
        std::map<std::string, MonoTime> tried;  ///< keys that the provider may have already (R8)
        MonoTime paused_until{};
    };

    [[nodiscard]] static std::vector<Gate> gates_of(const std::vector<RateLimit>& limits, int emergency_percent);
    [[nodiscard]] static Millis wait_of(const std::vector<Gate>& gates, bool emergency, MonoTime now);
    static void take_from(std::vector<Gate>& gates, bool emergency, MonoTime now);
    [[nodiscard]] Receiver& receiver_of(const Job& job, const KindLimits& limits, MonoTime now);
    [[nodiscard]] static Admission hold_back(Receiver& receiver, const Job& job, bool digests, Millis wait,
                                             MonoTime now);
    static void fill_digest(Receiver& receiver, const Job& job, Admission& admission);
    void forget_rested(MonoTime now);

    const LimitBook book_;
    std::map<core::ChannelKind, std::vector<Gate>> in_all_;
    std::unordered_map<std::string, Receiver> receivers_;
};

}  // namespace anju::alertd::notify
