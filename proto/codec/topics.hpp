// The topics between a gateway and alertd. The gateway's id in the topic is the sender's
// identity (the broker's ACL ties it to the certificate's CN), never a field of a payload.
#pragma once

#include "base/ids.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace anju::codec {

enum class Channel { alerts, status, readings, receipts, commands };

/// `anju/v1/g/<gateway>/up/alerts`, ...
[[nodiscard]] std::string topic_of(const GatewayId& gateway, Channel channel);
/// `$share/alertd/anju/v1/g/+/up/alerts`, ...: what alertd subscribes to.
[[nodiscard]] std::string shared_filter_of(Channel channel);

struct ParsedTopic {
    GatewayId gateway;
    Channel channel = Channel::alerts;
};
/// Nothing when `topic` is not one of ours.
[[nodiscard]] std::optional<ParsedTopic> parse_topic(std::string_view topic);

/// A gateway id is 1 to 64 of [A-Za-z0-9._-]: it stands in topics, client ids and file names.
[[nodiscard]] bool is_gateway_id(std::string_view text);

}  // namespace anju::codec
