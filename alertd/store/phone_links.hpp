// Links with which responders answer from their phones (alertd/access/phone_links.hpp), behind interfaces of their
// own: writer.phone_links() and reader.phone_links(). Ownership, threads and errors are those of store.hpp.
#pragma once

#include "alertd/core/types.hpp"
#include "alertd/store/access.hpp"
#include "base/result.hpp"

#include <optional>
#include <string>

namespace anju::alertd::store {

/// Who was told of what, by a notification.
struct Told {
    IncidentId incident;
    ResponderId responder;
    UtcTime at{};
};

class PhoneLinkReader {
public:
    virtual ~PhoneLinkReader() = default;
    /// The phone that opened the link of this responder to this case first; nothing: none yet.
    [[nodiscard]] virtual Result<std::optional<Digest>> phone(const IncidentId& incident,
                                                              const ResponderId& responder) = 0;
    /// Nothing when there is no such notification, or no more.
    [[nodiscard]] virtual Result<std::optional<Told>> told(const NotificationId& id) = 0;
};

class PhoneLinkWriter {
public:
    virtual ~PhoneLinkWriter() = default;
    /// What links are signed with; empty: there is none yet.
    [[nodiscard]] virtual Result<std::string> key() = 0;
    [[nodiscard]] virtual Result<void> put_key(const std::string& key) = 0;
    [[nodiscard]] virtual Result<std::optional<Digest>> phone(const IncidentId& incident,
                                                              const ResponderId& responder) = 0;
    /// conflict: another phone was there first. Forgets those that were opened before `forget_before`.
    [[nodiscard]] virtual Result<void> put_phone(const IncidentId& incident, const ResponderId& responder,
                                                 const Digest& device, UtcTime at, UtcTime forget_before) = 0;
};

}  // namespace anju::alertd::store
