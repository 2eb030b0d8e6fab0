// PhoneLinks: a link in a message lets its responder see and answer one case without a login.
//
//  L1 A link names one case, one responder and an end, and is signed (BLAKE2b, keyed, 128 bits). Nothing of it is kept
//     until it is opened. Reason: thousands go out in a storm, and most are never opened.
//  L2 It belongs to the first phone that opens it; on any other it is refused. Reason: a message is forwarded, a screen
//     is photographed; whoever has to change phones logs in or is sent another case's link.
//  L3 The same notification has the same link each time it is sent. Reason: a repeat must be a repeat.
//  L4 How to get into the home is shown once its responder has accepted, and that is journalled.
//
// It travels behind the # of an address, which browsers send to nobody. Pure; any thread.
#pragma once

#include "base/ids.hpp"
#include "base/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace anju::alertd::access {

inline constexpr Millis kPhoneLinkLasts{72LL * 3'600'000};

struct PhoneLink {
    IncidentId incident;
    ResponderId responder;
    UtcTime expires_at{};  ///< whole seconds
    friend bool operator==(const PhoneLink&, const PhoneLink&) = default;
};

class PhoneLinks {
public:
    /// `key`: as new_key() makes it.
    explicit PhoneLinks(std::string key);
    [[nodiscard]] static std::string new_key();

    /// Letters, digits, '-' and '_'.
    [[nodiscard]] std::string write(const PhoneLink& link) const;
    /// Nothing when it is none of ours. Whether it has expired is the caller's question.
    [[nodiscard]] std::optional<PhoneLink> read(std::string_view text) const;

private:
    [[nodiscard]] std::string signature_of(std::string_view body) const;
    std::string key_;
};

}  // namespace anju::alertd::access
