// What a responder's address must look like on each channel. Pure.
//
// One rule for everybody: the import refuses a wrong address with its line and column, and a channel
// that gets one all the same answers "permanent" instead of handing it to a protocol in which a line
// break or a separator would mean something.
#pragma once

#include "alertd/core/types.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anju::alertd::core {

/// What `address` should be on this channel, such as "an e-mail address such as ..."; nothing when it is right.
///
/// | channel | address |
/// |---|---|
/// | webhook | a URL with http:// or https:// |
/// | log | empty |
/// | email | one ASCII address (RFC 5321 without quoting), at most 254 bytes |
/// | wecom_robot | the robot's name in alertd.toml, and whom to mention: `night-watch:13800000000,13900000000` |
/// | wecom_app | a WeCom user id; not `@all` and no list, which would tell strangers where somebody lives |
/// | sms | a mobile number, digits only; abroad with + and the country's code |
/// | mqtt | a topic without wildcards, outside `$...` and outside `anju/`, where alertd itself speaks |
[[nodiscard]] std::optional<std::string_view> address_mistake(ChannelKind kind, std::string_view address);

/// The parts of a wecom_robot's address.
struct RobotAddress {
    std::string robot;
    std::vector<std::string> mobiles;  ///< to mention
};
/// Nothing when address_mistake() has something to say.
[[nodiscard]] std::optional<RobotAddress> parse_robot_address(std::string_view address);

/// "+8613800000000" for any number that is a right address for sms; 11 digits without a + are Chinese mobiles.
[[nodiscard]] std::string international_number(std::string_view number);

}  // namespace anju::alertd::core
