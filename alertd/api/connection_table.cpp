#include "alertd/api/transport.hpp"

#include <vector>

namespace anju::alertd::api {

std::unique_ptr<ConnectionTable::Ticket> ConnectionTable::admit(const std::string& address, bool one_client) {
    const std::lock_guard lock(mutex_);
    if (leaving_ || connections_.size() >= max_total_) return nullptr;
    std::size_t& here = per_address_[address];
    if (one_client && here >= max_per_address_) return nullptr;
    ++here;
    connections_[++last_number_] = {};
    return std::make_unique<Ticket>(*this, last_number_, address);
}

std::size_t ConnectionTable::count() const {
    const std::lock_guard lock(mutex_);
    return connections_.size();
}

void ConnectionTable::release(std::uint64_t number, const std::string& address) {
    const std::lock_guard lock(mutex_);
    connections_.erase(number);
    const auto here = per_address_.find(address);
    if (here != per_address_.end() && --here->second == 0) per_address_.erase(here);
    if (connections_.empty()) empty_.notify_all();
}

void ConnectionTable::hold(std::uint64_t number, std::weak_ptr<Leaver> holder) {
    std::shared_ptr<Leaver> late;
    {
        const std::lock_guard lock(mutex_);
        if (leaving_) late = holder.lock();
        connections_[number] = std::move(holder);
    }
    if (late) late->leave();
}

void ConnectionTable::leave_all(Millis longest) {
    std::vector<std::shared_ptr<Leaver>> holders;
    {
        const std::lock_guard lock(mutex_);
        leaving_ = true;
        for (auto& [number, holder] : connections_) {
            if (auto here = holder.lock()) holders.push_back(std::move(here));
        }
    }
    for (const auto& holder : holders) holder->leave();
    // The list keeps sessions alive, and a session that lives is one that has not left.
    holders.clear();
    std::unique_lock lock(mutex_);
    empty_.wait_for(lock, longest, [this] { return connections_.empty(); });
}

}  // namespace anju::alertd::api
