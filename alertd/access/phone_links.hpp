// PhoneLinks: a link in a message lets its responder see and answer one case without a login.
//
//  L1 A link names one notification, and so a case and a responder, and is signed (BLAKE2b, keyed, 64 bits): 32
//     characters, because the parameters of an SMS template have room for 35. Whoever guesses has to ask us each time.
//     Nothing of it is kept until it is opened. Reason: thousands go out in a storm, and most are never opened. It ends
//     kPhoneLinkLasts after the notification was made.
//  L2 It belongs to the first phone that opens it; on any other it is refused. Reason: a message is forwarded, a screen
//     is photographed; whoever has to change phones logs in or is sent another case's link.
//  L3 The same notification has the same link each time it is sent. Reason: a repeat must be a repeat.
//  L4 How to get into the home is shown once its responder has accepted, and that is journalled.
//
// It travels behind the # of an address, which browsers send to nobody. Pure; any thread.
#pragma once

#include "base/ids.hpp"
#include "base/time.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace anju::alertd::access {

inline constexpr Millis kPhoneLinkLasts{72LL * 3'600'000};

inline constexpr std::size_t kPhoneLinkCharacters = 32;

class PhoneLinks {
public:
    /// `key`: as new_key() makes it.
    explicit PhoneLinks(std::string key);
    [[nodiscard]] static std::string new_key();

    /// Letters, digits, '-' and '_'.
    [[nodiscard]] std::string write(const NotificationId& told) const;
    /// Nothing when it is none of ours. Whether there is such a notification, and whether it is too old, is the
    /// caller's question.
    [[nodiscard]] std::optional<NotificationId> read(std::string_view text) const;

private:
    [[nodiscard]] std::string signature_of(std::string_view body) const;
    std::string key_;
};

}  // namespace anju::alertd::access
