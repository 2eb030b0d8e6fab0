#include "alertd/notify/limited_channel.hpp"

namespace anju::alertd::notify {

Outcome LimitedChannel::send(const Job& job) {
    auto admission = limits_->ask(job, clock_->now().mono);
    switch (admission.answer) {
        case Admission::Answer::told:
            return {Delivery::delivered, "told in a digest", std::nullopt, Outcome::Limited::told};
        case Admission::Answer::wait:
            return {Delivery::retry, "held back by the rate limit", admission.wait, Outcome::Limited::held_back};
        case Admission::Answer::send: break;
    }
    Job whole = job;
    whole.others = std::move(admission.others);
    whole.others_unnamed = admission.others_unnamed;
    const auto outcome = channel_->send(whole);
    limits_->finished(job, outcome, clock_->now().mono);
    return outcome;
}

}  // namespace anju::alertd::notify
