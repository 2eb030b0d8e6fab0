// Plan: what the home does by itself while the centre does not answer. Pure: time arrives as an
// argument, and it does nothing; it says what is to be done (Orders).
//
// The rules, each with its reason:
//  1. Only an emergency that was raised calls. A repeat of an alert that the centre has is no news,
//     a test is none at all. Whatever is receipted, in whatever revision, is answered.
//  2. An entry is looked at once `look` has passed, because the receipt mostly comes within
//     milliseconds: the way of a normal alarm costs one small record here and reads nothing.
//  3. Without a receipt for `after` the alert calls: the switches go on, the voice says
//     `no_answer_yet`, the hook runs. Switches are ordered again and the voice speaks again every
//     `remind`, because a siren stops by itself and a word is missed.
//  4. Sound ends with the receipt (the voice says `centre_answered`), when the alert has cleared
//     or was cancelled in the home, and at the latest `sound_for` after it began: neighbours have
//     heard by then, and nothing may sound for ever. A new alert begins anew.
//  5. An alert last reported more than `recent` ago (found in the outbox after a long power cut)
//     does not sound; the hook runs for it all the same, because nobody has heard of it.
//  6. The hook runs once per alert. If it fails it runs again after `hook_retry`, doubled each time
//     up to `hook_retry_most`, until the receipt comes: a message that was not sent helps nobody.
//     Never twice at a time for one alert; at most `hooks_at_once` in all.
//  7. What calls is looked at again every `remind`: an entry that left the outbox without our
//     being told ends its call, so a lost word cannot keep a siren on.
//
// Size: one small record per urgent entry of the outbox, and `alerts_most` alerts.
// Threads: none; the caller serialises. Errors: none.
#pragma once

#include "base/alert.hpp"
#include "gateway/outbox/entry.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace anju::gateway::fallback {

struct Policy {
    Millis after{10'000};
    Millis look{1'000};
    Millis remind{60'000};
    Millis sound_for{180'000};
    Millis recent{900'000};
    Millis hook_retry{60'000};
    Millis hook_retry_most{900'000};
    std::size_t hooks_at_once = 4;
    std::size_t alerts_most = 256;
    std::size_t looks_at_once = 64;  ///< so that a long backlog does not keep the outbox from others
    bool has_hook = false;
};

enum class Word {
    no_answer_yet,    ///< the centre has not confirmed the alarm
    centre_answered,  ///< now it has
};
[[nodiscard]] std::string_view to_string(Word word);

struct Say {
    DeviceId device;
    Word word = Word::no_answer_yet;
    friend bool operator==(const Say&, const Say&) = default;
};

struct Orders {
    std::vector<outbox::EntryRef> look;  ///< answer each with learn() or lost()
    std::vector<Say> say;
    std::vector<AlertUpdate> run;  ///< start the hook for each; answer with hook_ended()
    bool sound = false;            ///< the switches are to be on
    bool repeat = false;           ///< ... and are to be told so again
};

class Plan {
public:
    explicit Plan(Policy policy) : policy_(policy) {}

    /// Entries that wait for a receipt since `since`. Known ones and those that are not urgent are passed over.
    void wait(const std::vector<outbox::EntryRef>& entries, MonoTime since);
    /// What an entry holds; `age`: how long ago the alert was last reported.
    void learn(const outbox::EntryRef& entry, const AlertUpdate& update, Millis age);
    /// The outbox has it no longer.
    void lost(const outbox::EntryRef& entry);
    /// It could not be read: it is looked at again at `when`.
    void unread(const outbox::EntryRef& entry, MonoTime when);
    /// A receipt (or a refusal, which is an answer too).
    void settle(const OutboxEpoch& epoch, const std::vector<std::uint64_t>& numbers);
    void hook_ended(const AlertId& alert, bool succeeded, MonoTime now);

    /// Everything to be done at `now`; each order is given once, `sound` as long as it holds.
    [[nodiscard]] Orders decide(MonoTime now);
    /// When decide() will have something, if nothing else happens.
    [[nodiscard]] std::optional<MonoTime> next_due() const;

    /// Alerts that have called since the start.
    [[nodiscard]] std::uint64_t called() const { return called_; }
    /// Entries that are remembered.
    [[nodiscard]] std::size_t size() const { return entries_.size(); }

private:
    struct Id {
        OutboxEpoch epoch;
        std::uint64_t number = 0;
        friend auto operator<=>(const Id&, const Id&) = default;
    };
    struct Entry {
        MonoTime since{};
        MonoTime look_at{};
        std::optional<AlertId> alert;  ///< once it was learnt
    };
    struct Alert {
        AlertUpdate update;  ///< the newest revision
        std::set<Id> entries;
        MonoTime calls_at{};
        MonoTime look_at{};
        std::optional<MonoTime> began;
        MonoTime word_at{};
        MonoTime hook_at{};
        Millis hook_wait{0};
        bool recent = true;
        bool ended = false;      ///< cleared or cancelled in the home
        bool quiet = false;      ///< `sound_for` is over
        bool hook_done = false;  ///< it succeeded, or there is none
    };

    void schedule(const Id& id, Entry& entry, MonoTime when);
    void call(Alert& alert, MonoTime now, Orders& orders);
    [[nodiscard]] static bool sounds(const Alert& alert);
    [[nodiscard]] bool may_run(const AlertId& id, const Alert& alert) const;
    void detach(const Id& id, const Entry& entry);
    void answer(const AlertId& id);

    Policy policy_;
    std::map<Id, Entry> entries_;
    std::set<std::pair<MonoTime, Id>> looks_;
    std::map<AlertId, Alert> alerts_;
    std::set<AlertId> running_;  ///< hooks; one may outlive its alert
    std::vector<Say> answers_;   ///< to be said by the next decide()
    std::uint64_t called_ = 0;
};

}  // namespace anju::gateway::fallback
