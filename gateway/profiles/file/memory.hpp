// What profiles must remember of devices between messages, bounded: the least recently used is
// forgotten first. Nothing here survives a restart; what that means stands in the README.
#pragma once

#include "base/signal.hpp"
#include "base/time.hpp"
#include "base/vocabulary.hpp"

#include <cstddef>
#include <list>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

namespace anju::gateway::profiles::file {

inline constexpr std::size_t kMostRemembered = 4'096;
inline constexpr std::size_t kMostZones = 32;
inline constexpr std::size_t kMaxKeyBytes = 1'024;

template <class T>
class Recent {
public:
    /// Null when it is not known (any more).
    [[nodiscard]] T* find(const std::string& key) {
        const auto entry = index_.find(key);
        if (entry == index_.end()) return nullptr;
        order_.splice(order_.begin(), order_, entry->second);
        return &entry->second->second;
    }
    T& put(const std::string& key, T value) {
        if (auto* known = find(key)) return *known = std::move(value);
        if (order_.size() >= kMostRemembered) {
            index_.erase(order_.back().first);
            order_.pop_back();
        }
        order_.emplace_front(key, std::move(value));
        index_[key] = order_.begin();
        return order_.front().second;
    }
    [[nodiscard]] std::size_t size() const { return order_.size(); }

private:
    std::list<std::pair<std::string, T>> order_;
    std::unordered_map<std::string, typename std::list<std::pair<std::string, T>>::iterator> index_;
};

struct Memory {
    Recent<Kind> kinds;                   ///< by device: what it mainly is
    Recent<double> counters;              ///< by rule and device
    Recent<SignalType> edges;             ///< by rule, device and zone
    Recent<std::string> seen;             ///< by rule, device and zone: what `changed` looked at
    Recent<std::set<std::string>> zones;  ///< by device and kind: the zones at alarm

    struct SaidBefore {
        std::string what;
        std::optional<MonoTime> at;
    };
    Recent<SaidBefore> said;  ///< by message form and dedupe key
};

}  // namespace anju::gateway::profiles::file
