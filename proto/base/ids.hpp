// Strong ids: a street's id cannot be passed where a home's is meant.
#pragma once

#include "base/ulid.hpp"

#include <compare>
#include <functional>
#include <string>
#include <utility>

namespace anju {

/// An id that people chose (imported, or a certificate's CN). Empty means "none".
template <class Tag>
struct NameId {
    std::string value;
    NameId() = default;
    explicit NameId(std::string text) : value(std::move(text)) {}
    [[nodiscard]] bool empty() const { return value.empty(); }
    friend auto operator<=>(const NameId&, const NameId&) = default;
};

/// An id that we made.
template <class Tag>
struct MadeId {
    Ulid value;
    MadeId() = default;
    explicit MadeId(Ulid ulid) : value(ulid) {}
    [[nodiscard]] bool is_nil() const { return value.is_nil(); }
    [[nodiscard]] std::string to_string() const { return value.to_string(); }
    friend auto operator<=>(const MadeId&, const MadeId&) = default;
};

using StreetId = NameId<struct StreetTag>;
using CommitteeId = NameId<struct CommitteeTag>;
using HomeId = NameId<struct HomeTag>;
using ResidentId = NameId<struct ResidentTag>;
using GatewayId = NameId<struct GatewayTag>;
using DeviceId = NameId<struct DeviceTag>;
using ResponderId = NameId<struct ResponderTag>;

using AlertId = MadeId<struct AlertTag>;
using IncidentId = MadeId<struct IncidentTag>;
using NotificationId = MadeId<struct NotificationTag>;
using OutboxEpoch = MadeId<struct OutboxEpochTag>;  ///< one life of a gateway's outbox database

}  // namespace anju

template <class Tag>
struct std::hash<anju::NameId<Tag>> {
    std::size_t operator()(const anju::NameId<Tag>& id) const noexcept { return std::hash<std::string>{}(id.value); }
};
template <class Tag>
struct std::hash<anju::MadeId<Tag>> {
    std::size_t operator()(const anju::MadeId<Tag>& id) const noexcept { return std::hash<anju::Ulid>{}(id.value); }
};
