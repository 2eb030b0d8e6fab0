// WecomDoor: what WeCom's callback comes to. It knows the envelope, what was seen, what each button means,
// and has the card show what was chosen.
//
// The path is open to everybody; who may act is decided by the envelope's signature, which covers the
// time and the encrypted text, and by the member's user id inside it. Nothing is done for anybody else.
//
// | a post that | is answered | and does |
// |---|---|---|
// | is not signed by WeCom, or more than five minutes old | 403 | nothing |
// | is signed, and no message that we know | 200 | nothing: WeCom would only send it again |
// | was seen | 200 | nothing again |
// | is a press, and the engine cannot take it now | 503 | nothing yet: WeCom's repeat is tried afresh |
// | is a press | 200 | the act; then the card says what was chosen, or why it was not |
//
// After a restart a repeat is an act a second time, which the core makes harmless (T2, O1).
//
// Ownership: owns the thread that updates cards. Threads: any; `act` is called on the caller's and answers
// on the engine's.
#pragma once

#include "alertd/core/core.hpp"
#include "alertd/notify/texts.hpp"
#include "alertd/notify/wecom_app_channel.hpp"
#include "alertd/notify/wecom_callback.hpp"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>

namespace anju::alertd::notify {

struct WecomDoorOptions {
    WecomAppOptions app;
    std::string token;
    std::string encoding_key;
    TextOptions texts;
};

struct CallbackAnswer {
    int status = 200;
    std::string body;  ///< text/plain
};

/// What became of the callbacks so far.
struct DoorCounters {
    std::uint64_t url_checks = 0;
    std::uint64_t foreign = 0;  ///< not signed by WeCom, or not for us
    std::uint64_t too_old = 0;  ///< signed long ago: somebody plays it back
    std::uint64_t ignored = 0;  ///< signed, and nothing that we know
    std::uint64_t repeated = 0;
    std::uint64_t accepted = 0;  ///< acts that went through
    std::uint64_t refused = 0;   ///< acts that did not: unknown member, closed case
    std::uint64_t failed = 0;    ///< the engine did not take it
    std::uint64_t cards_updated = 0, cards_not_updated = 0;
};

class WecomDoor {
public:
    /// What came of an act: its reason and the case as it is now.
    struct Result {
        core::Reason reason = core::Reason::accepted;
        std::optional<core::Incident> incident;
    };
    using Act = std::function<void(core::OperatorAct, std::function<void(anju::Result<Result>)>)>;
    using Done = std::function<void(CallbackAnswer)>;

    /// invalid: the encoding key is none.
    [[nodiscard]] static anju::Result<std::unique_ptr<WecomDoor>> make(const WecomDoorOptions& options, Act act,
                                                                       std::shared_ptr<const Clock> clock);
    ~WecomDoor();  ///< stops; no act may be under way any more
    WecomDoor(const WecomDoor&) = delete;
    WecomDoor& operator=(const WecomDoor&) = delete;

    /// WeCom asks whether this URL is ours: the opened `echo`, or 403.
    [[nodiscard]] CallbackAnswer check_url(const CallbackQuery& query, const std::string& echo);
    /// A posted body; `done` is called exactly once.
    void press(const CallbackQuery& query, const std::string& body, Done done);
    [[nodiscard]] DoorCounters counters() const;

private:
    WecomDoor(const WecomDoorOptions& options, WecomEnvelope envelope, Act act, std::shared_ptr<const Clock> clock);
    struct Update {
        core::Incident incident;
        CardState state = CardState::accepted;
        std::string user;
        std::string response_code;
    };
    void finished(const CardPress& press, core::Act act, const anju::Result<Result>& result, const Done& done);
    void put_update(Update update);
    void update_cards();

    const WecomDoorOptions options_;
    const WecomEnvelope envelope_;
    const Act act_;
    const std::shared_ptr<const Clock> clock_;

    mutable std::mutex mutex_;
    CallbackMemory memory_;
    std::set<std::string> under_way_;  ///< presses that the engine has not decided yet
    DoorCounters counters_;
    std::deque<Update> updates_;
    std::condition_variable wake_;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace anju::alertd::notify
