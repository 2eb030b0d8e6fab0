#include "link/outgoing.hpp"

namespace anju::link {

bool Outgoing::add(Message message, Done done, SteadyTime now) {
    if (open_.size() >= window_) return false;
    const std::uint64_t number = ++last_number_;
    open_.emplace(number, Open{std::move(done), now});
    queue_.push_back({number, std::move(message)});
    return true;
}

std::vector<Outgoing::Queued> Outgoing::take_queued() { return std::exchange(queue_, {}); }

std::optional<SteadyTime> Outgoing::oldest() const {
    if (open_.empty()) return std::nullopt;
    return open_.begin()->second.since;
}

std::optional<Done> Outgoing::finish(std::uint64_t number) {
    auto node = open_.extract(number);
    if (node.empty()) return std::nullopt;
    return std::move(node.mapped().done);
}

std::vector<Done> Outgoing::finish_all() {
    std::vector<Done> all;
    all.reserve(open_.size());
    for (auto& [number, open] : open_) all.push_back(std::move(open.done));
    open_.clear();
    queue_.clear();
    return all;
}

}  // namespace anju::link
