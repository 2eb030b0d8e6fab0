// A notification as an RFC 5322 message. Pure.
//
// Nothing from outside reaches a header unencoded: the subject is base64 in encoded words (RFC 2047),
// the body is base64 as a whole, and sender and receiver have passed core::address_mistake().
#pragma once

#include "alertd/notify/texts.hpp"

#include <string>

namespace anju::alertd::notify {

/// `<hash of the key@sender's domain>`, the same for every repeat: mail programs and people see that
/// it is the message they have.
[[nodiscard]] std::string message_id_of(const core::Notification& notification, const std::string& sender);

/// The whole message with CRLF line ends. `now` is for its Date.
[[nodiscard]] std::string mail_of(const Job& job, const std::string& sender, UtcTime now, const TextOptions& options);

}  // namespace anju::alertd::notify
