#include "alertd/core/rules.hpp"

#include <algorithm>

namespace anju::alertd::core {

namespace {

bool covers(const Responder& responder, const Place& place) {
    switch (responder.level) {
        case Level::home: return place.registered && responder.scope == place.home.value;
        case Level::committee: return place.committee && responder.scope == place.committee->value;
        case Level::street: return place.street && responder.scope == place.street->value;
        case Level::district: return true;
    }
    return false;
}

}  // namespace

std::vector<Responder> who_stands_on(const std::vector<Level>& levels, const Place& place,
                                     const std::vector<Responder>& responders) {
    std::vector<Responder> standing;
    for (const auto& responder : responders) {
        if (std::ranges::find(levels, responder.level) == levels.end() || !covers(responder, place)) continue;
        const auto same = [&](const Responder& other) { return other.id == responder.id; };
        if (std::ranges::none_of(standing, same)) standing.push_back(responder);
    }
    return standing;
}

}  // namespace anju::alertd::core
