// Nouns for the store's tests, with every field set to something that is not its default, so that
// a column that is forgotten or swapped shows.
#pragma once

#include "alertd/store/store.hpp"

#include <cstdint>
#include <string>

namespace anju::tests {

/// 2026-03-01T03:00:00Z plus so many milliseconds.
[[nodiscard]] UtcTime at(std::int64_t millis);
/// The n-th id; later ones are greater.
[[nodiscard]] Ulid ulid(std::uint32_t n);
template <class Id>
[[nodiscard]] Id made(std::uint32_t n) {
    return Id{ulid(n)};
}

[[nodiscard]] alertd::core::Alert sample_alert(std::uint32_t n);
/// Open and unacknowledged, in home "h-<n>".
[[nodiscard]] alertd::core::Incident sample_incident(std::uint32_t n);
[[nodiscard]] alertd::core::Notification sample_notification(std::uint32_t n, const IncidentId& incident);
[[nodiscard]] alertd::core::JournalEntry sample_entry(std::uint32_t n);
[[nodiscard]] alertd::store::GatewayState sample_gateway(const std::string& id);
/// Two streets, three committees, homes h-1 (gateway gw-1), h-2 and h-3 (both gw-hub), and
/// responders on every level.
[[nodiscard]] alertd::store::Registry sample_registry();

/// A noun as text, for comparing all of its fields at once.
[[nodiscard]] std::string show(const alertd::core::Alert& alert);
[[nodiscard]] std::string show(const alertd::core::Incident& incident);
[[nodiscard]] std::string show(const alertd::core::Notification& notification);
[[nodiscard]] std::string show(const alertd::core::JournalEntry& entry);
[[nodiscard]] std::string show(const alertd::store::GatewayState& gateway);

}  // namespace anju::tests
