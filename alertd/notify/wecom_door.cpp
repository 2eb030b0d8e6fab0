#include "alertd/notify/wecom_door.hpp"

#include <spdlog/spdlog.h>

#include <map>

namespace anju::alertd::notify {

namespace {

constexpr std::size_t kMostUpdates = 1'000;  // a card that is not updated still works
constexpr int kTries = 3;

std::optional<core::Act> act_of(const std::string& button) {
    static const std::map<std::string, core::Act, std::less<>> kActs{{kAcceptKey, core::Act::accept},
                                                                     {kDeclineKey, core::Act::decline},
                                                                     {kEnRouteKey, core::Act::en_route},
                                                                     {kOnSceneKey, core::Act::on_scene},
                                                                     {kDoneKey, core::Act::done}};
    const auto found = kActs.find(button);
    return found == kActs.end() ? std::nullopt : std::optional(found->second);
}

CardState state_after(core::Act act) {
    switch (act) {
        case core::Act::decline: return CardState::declined;
        case core::Act::en_route: return CardState::en_route;
        case core::Act::on_scene: return CardState::on_scene;
        case core::Act::done: return CardState::done;
        default: return CardState::accepted;
    }
}

}  // namespace

anju::Result<std::unique_ptr<WecomDoor>> WecomDoor::make(const WecomDoorOptions& options, Act act,
                                                         std::shared_ptr<const Clock> clock) {
    ANJU_TRY(auto envelope, WecomEnvelope::make(options.token, options.encoding_key, options.app.corp_id));
    return std::unique_ptr<WecomDoor>(new WecomDoor(options, std::move(envelope), std::move(act), std::move(clock)));
}

WecomDoor::WecomDoor(const WecomDoorOptions& options, WecomEnvelope envelope, Act act,
                     std::shared_ptr<const Clock> clock)
    : options_(options), envelope_(std::move(envelope)), act_(std::move(act)), clock_(std::move(clock)) {
    thread_ = std::thread([this] { update_cards(); });
}

WecomDoor::~WecomDoor() {
    stopping_ = true;
    {
        const std::lock_guard guard(mutex_);
        wake_.notify_all();
    }
    thread_.join();
}

CallbackAnswer WecomDoor::check_url(const CallbackQuery& query, const std::string& echo) {
    auto opened = envelope_.open(query, echo);
    const std::lock_guard guard(mutex_);
    if (!opened) {
        ++counters_.foreign;
        return {403, "this is not WeCom's"};
    }
    ++counters_.url_checks;
    return {200, std::move(opened).value()};
}

void WecomDoor::press(const CallbackQuery& query, const std::string& body, Done done) {
    const auto count = [this](std::uint64_t DoorCounters::*counter) {
        const std::lock_guard guard(mutex_);
        ++(counters_.*counter);
    };
    const auto opened = envelope_.open_body(query, body);
    if (!opened) {
        count(&DoorCounters::foreign);
        return done({403, "this is not WeCom's"});
    }
    auto read = read_card_press(opened.value());
    const bool known = read && read.value() && read.value()->incident && act_of(read.value()->button) &&
                       read.value()->agent_id == options_.app.agent_id;
    if (!known) {
        count(&DoorCounters::ignored);
        return done({200, ""});
    }
    const CardPress press = std::move(*read.value());
    CallbackMemory::Verdict verdict{};
    bool undecided = false;
    {
        const std::lock_guard guard(mutex_);
        verdict = memory_.see(press, query.timestamp, clock_->now().utc);
        if (verdict == CallbackMemory::Verdict::fresh) under_way_.insert(press.mark());
        undecided = verdict == CallbackMemory::Verdict::repeated && under_way_.contains(press.mark());
    }
    // Whether the first one is taken is not known yet; WeCom would not come back after a 200.
    if (undecided) return done({503, "later"});
    if (verdict == CallbackMemory::Verdict::repeated) {
        count(&DoorCounters::repeated);
        return done({200, ""});
    }
    if (verdict == CallbackMemory::Verdict::too_old) {
        count(&DoorCounters::too_old);
        return done({403, "this was said long ago"});
    }
    core::OperatorAct act;
    act.incident = *press.incident;
    act.act = *act_of(press.button);
    act.reached_at = core::Way{core::ChannelKind::wecom_app, press.user};
    act_(act, [this, press, kind = act.act, done = std::move(done)](anju::Result<Result> result) {
        finished(press, kind, result, done);
    });
}

void WecomDoor::finished(const CardPress& press, core::Act act, const anju::Result<Result>& result, const Done& done) {
    {
        const std::lock_guard guard(mutex_);
        under_way_.erase(press.mark());
        if (!result) {
            ++counters_.failed;
            memory_.forget(press);
        } else {
            ++(result.value().reason == core::Reason::accepted ? counters_.accepted : counters_.refused);
        }
    }
    if (!result) return done({503, "later"});
    const auto& [reason, incident] = result.value();
    if (incident) {
        const auto state = reason == core::Reason::accepted            ? state_after(act)
                           : reason == core::Reason::unknown_responder ? CardState::not_on_list
                                                                       : CardState::over;
        put_update({*incident, state, press.user, press.response_code});
    }
    done({200, ""});
}

void WecomDoor::put_update(Update update) {
    const std::lock_guard guard(mutex_);
    if (update.response_code.empty() || updates_.size() >= kMostUpdates) {
        ++counters_.cards_not_updated;
        return;
    }
    updates_.push_back(std::move(update));
    wake_.notify_one();
}

void WecomDoor::update_cards() {
    WecomClient client(options_.app, std::make_shared<WecomTokens>(), clock_, stopping_);
    for (;;) {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [this] { return stopping_ || !updates_.empty(); });
        if (stopping_) return;
        const Update update = std::move(updates_.front());
        updates_.pop_front();
        lock.unlock();
        const auto body = wecom_card_after(update.incident, update.state, update.user, update.response_code,
                                           options_.app.agent_id, options_.texts);
        Outcome outcome;
        // The code works once and for 72 h; whether a try that was cut off used it up, WeCom says itself.
        for (int i = 0; i < kTries && outcome.delivery == Delivery::retry && !stopping_; ++i) {
            outcome = client.post("/cgi-bin/message/update_template_card", body).outcome;
        }
        if (outcome.delivery != Delivery::delivered) spdlog::warn("a card was not updated: {}", outcome.detail);
        lock.lock();
        ++(outcome.delivery == Delivery::delivered ? counters_.cards_updated : counters_.cards_not_updated);
    }
}

DoorCounters WecomDoor::counters() const {
    const std::lock_guard guard(mutex_);
    return counters_;
}

}  // namespace anju::alertd::notify
