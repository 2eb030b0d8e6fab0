#include "tests/sim/journeys.hpp"

#include <boost/json.hpp>

namespace anju::sim {

namespace {

/// The text at "a" or at "a/b"; empty when there is none.
std::string text_at(const boost::json::object& object, std::string_view key, std::string_view inner = {}) {
    const auto* value = object.if_contains(key);
    if (value != nullptr && !inner.empty())
        value = value->is_object() ? value->as_object().if_contains(inner) : nullptr;
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

}  // namespace

std::size_t Journeys::begin(std::string home, std::string condition) {
    const std::scoped_lock lock(mutex_);
    under_way_[home] = journeys_.size();
    journeys_.push_back({std::move(home), std::move(condition), std::chrono::steady_clock::now(), {}, {}, {}, {}});
    taken_.push_back(false);
    return journeys_.size() - 1;
}

void Journeys::on_frame(SteadyTime at, const boost::json::object& frame) {
    if (text_at(frame, "event") != "alert.raised") return;
    const std::scoped_lock lock(mutex_);
    const auto found = under_way_.find(text_at(frame, "incident", "home"));
    if (found == under_way_.end()) return;
    auto& journey = journeys_[found->second];
    if (journey.stored || text_at(frame, "detail", "condition") != journey.condition) return;
    journey.stored = at;
    journey.incident = text_at(frame, "incident", "id");
    by_incident_[journey.incident] = found->second;
    match_call(journey);
    changed_.notify_all();
}

void Journeys::on_call(const WebhookCall& call) {
    const auto incident = text_at(call.body, "incident", "id");
    const std::scoped_lock lock(mutex_);
    calls_[incident].emplace_back(call.at, text_at(call.body, "responder"));
    if (const auto found = by_incident_.find(incident); found != by_incident_.end())
        match_call(journeys_[found->second]);
    changed_.notify_all();
}

void Journeys::match_call(Journey& journey) {
    const auto found = calls_.find(journey.incident);
    if (found == calls_.end()) return;
    for (const auto& [at, responder] : found->second) {
        if (at < journey.said) continue;  // an earlier alarm of the same incident
        if (!journey.notified) journey.notified = at;
        journey.responders.push_back(responder);
    }
    calls_.erase(found);
}

Journey Journeys::wait_for(std::size_t journey, std::chrono::milliseconds at_most) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, at_most, [&] { return journeys_[journey].complete(); });
    return journeys_[journey];
}

std::vector<Journey> Journeys::take_complete(std::chrono::milliseconds at_most) {
    std::unique_lock lock(mutex_);
    const auto fresh = [&] {
        std::vector<std::size_t> found;
        for (std::size_t i = 0; i < journeys_.size(); ++i) {
            if (!taken_[i] && journeys_[i].complete()) found.push_back(i);
        }
        return found;
    };
    changed_.wait_for(lock, at_most, [&] { return !fresh().empty(); });
    std::vector<Journey> complete;
    for (const auto i : fresh()) {
        taken_[i] = true;
        complete.push_back(journeys_[i]);
    }
    return complete;
}

}  // namespace anju::sim
