#include "gateway/profiles/file/engine.hpp"

#include "gateway/profiles/file/reading.hpp"

#include <algorithm>
#include <set>

namespace anju::gateway::profiles::file {

namespace {

std::string envelope_name(const Profile& profile, const MessageForm& message) {
    return profile.name + "/" + message.name;
}

}  // namespace

Engine::Engine(ProfileList profiles) : profiles_(std::move(profiles)) {
    for (const auto& profile : profiles_) {
        for (const auto& message : profile->messages) {
            if (message.within.empty()) forms_.push_back({profile.get(), &message, {}});
        }
    }
    for (const auto& profile : profiles_) {
        for (const auto& message : profile->messages) {
            for (auto& form : forms_) {
                const bool fits = !form.message->name.empty() && !message.within.empty() &&
                                  envelope_name(*form.profile, *form.message) == message.within;
                if (fits) form.inner.push_back({profile.get(), &message, {}});
            }
        }
    }
    filters_ = narrowest_filters();
}

std::optional<Translation> Engine::translate(const RawMessage& message, const std::vector<EnrolledDevice>& enrolled,
                                             Trace* trace) {
    Reading reading(message, enrolled, memory_, trace);
    bool any = false;
    for (const auto& form : forms_) any = reading.read(form) || any;
    if (any) return reading.finish();
    // A filter may let more through than the pattern it was made of (`+/status/smoke:{n}`): such
    // messages are other people's business, and nothing for the quarantine.
    const auto lets_through = [&](const std::string& filter) { return covers(filter, message.topic); };
    if (std::none_of(filters_.begin(), filters_.end(), lets_through)) return std::nullopt;
    return Translation{.signals = {},
                       .heard = {},
                       .profile = "none",
                       .outcome = Outcome::ignored,
                       .reason = "no profile reads this topic"};
}

std::vector<std::string> Engine::narrowest_filters() const {
    std::vector<std::string> filters;
    for (const auto& form : forms_) {
        auto filter = form.message->topic.filter();
        const auto is_covered = [&](const std::string& other) { return covers(other, filter); };
        if (std::any_of(filters.begin(), filters.end(), is_covered)) continue;
        std::erase_if(filters, [&](const std::string& other) { return covers(filter, other); });
        filters.push_back(std::move(filter));
    }
    return filters;
}

std::vector<std::string> missing_envelopes(const ProfileList& profiles) {
    std::set<std::string> envelopes;
    for (const auto& profile : profiles) {
        for (const auto& message : profile->messages) {
            if (message.within.empty() && !message.name.empty()) envelopes.insert(envelope_name(*profile, message));
        }
    }
    std::vector<std::string> problems;
    for (const auto& profile : profiles) {
        for (const auto& message : profile->messages) {
            if (message.within.empty() || envelopes.contains(message.within)) continue;
            std::string list;
            for (const auto& name : envelopes) list += (list.empty() ? "" : ", ") + name;
            problems.push_back(message.within_place +
                               ": expected the name of an envelope: " + (list.empty() ? "there is none" : list));
        }
    }
    return problems;
}

}  // namespace anju::gateway::profiles::file
