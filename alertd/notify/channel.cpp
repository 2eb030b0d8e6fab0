#include "alertd/notify/channel.hpp"

#include "alertd/core/addresses.hpp"

namespace anju::alertd::notify {

std::optional<Outcome> wrong_address(const Job& job, core::ChannelKind kind) {
    const auto expected = core::address_mistake(kind, job.notification.address);
    if (!expected) return std::nullopt;
    return Outcome{Delivery::permanent, "expected " + std::string(*expected), std::nullopt};
}

}  // namespace anju::alertd::notify
