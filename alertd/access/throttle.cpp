#include "alertd/access/throttle.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace anju::alertd::access {

namespace {

// The first character says what is counted, and an address holds no line break: whatever somebody types as a name,
// it shares nobody else's count.
std::string address_key(const std::string& address) { return "@" + address; }
std::string name_key(const std::string& account) { return "=" + account; }
std::string pair_key(const std::string& account, const std::string& address) { return "+" + address + "\n" + account; }

}  // namespace

void LoginThrottle::Bucket::refill(MonoTime now) {
    if (now <= at) return;
    left = std::min<double>(most, left + static_cast<double>((now - at).count()) / static_cast<double>(pause.count()));
    at = now;
}

std::string LoginThrottle::account_key(const std::string& account, const std::string& address) const {
    auto own = pair_key(account, address);
    return buckets_.contains(own) ? own : name_key(account);
}

LoginThrottle::Bucket& LoginThrottle::bucket(const std::string& key, int most, Millis pause, MonoTime now) {
    if (!buckets_.contains(key) && buckets_.size() >= kMostKept) make_room(now);
    Bucket& found = buckets_.try_emplace(key, Bucket{static_cast<double>(most), now, most, pause, false}).first->second;
    found.refill(now);
    return found;
}

std::optional<Millis> LoginThrottle::take(const std::string& account, const std::string& address, MonoTime now) {
    // One after the other: making the second may throw the first away.
    const auto look = [&](const std::string& key, int most, Millis pause) -> std::optional<Millis> {
        const Bucket& found = bucket(key, most, pause, now);
        if (found.left >= 1) return std::nullopt;
        return Millis{static_cast<Millis::rep>(std::ceil((1 - found.left) * static_cast<double>(pause.count())))};
    };
    const auto of_account = account_key(account, address);
    const auto first = look(of_account, kAccountTries, kAccountPause);
    const auto second = look(address_key(address), kAddressTries, kAddressPause);
    if (first || second) return std::max(first.value_or(Millis{0}), second.value_or(Millis{0}));
    bucket(of_account, kAccountTries, kAccountPause, now).left -= 1;
    bucket(address_key(address), kAddressTries, kAddressPause, now).left -= 1;
    return std::nullopt;
}

void LoginThrottle::was_right(const std::string& account, const std::string& address, MonoTime now) {
    const auto give_back = [](Bucket& to) { to.left = std::min<double>(to.most, to.left + 1); };
    give_back(bucket(account_key(account, address), kAccountTries, kAccountPause, now));
    give_back(bucket(address_key(address), kAddressTries, kAddressPause, now));
    Bucket& own = bucket(pair_key(account, address), kAccountTries, kAccountPause, now);
    own.known = true;
    own.left = own.most;
}

void LoginThrottle::make_room(MonoTime now) {
    for (auto& [key, bucket] : buckets_) bucket.refill(now);
    std::erase_if(buckets_,
                  [](const auto& entry) { return !entry.second.known && entry.second.left >= entry.second.most; });
    if (buckets_.size() < kMostKept) return;
    // All of them count something: the half that has the most left goes, known addresses last.
    std::vector<std::pair<double, std::string>> order;
    for (const auto& [key, bucket] : buckets_) order.emplace_back(bucket.known ? -1.0 : bucket.left / bucket.most, key);
    const auto middle = order.begin() + static_cast<std::ptrdiff_t>(order.size() / 2);
    std::nth_element(order.begin(), middle, order.end(), std::greater<>());
    for (auto entry = order.begin(); entry != middle; ++entry) buckets_.erase(entry->second);
}

}  // namespace anju::alertd::access
