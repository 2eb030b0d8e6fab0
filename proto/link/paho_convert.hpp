// Our types as Paho's and back; no state, no I/O.
#pragma once

#include "base/result.hpp"
#include "link/session.hpp"

#include <mqtt/async_client.h>

#include <string>

namespace anju::link {

/// Whether a message can be published at all: an MQTT topic name, valid UTF-8, QoS 0 or 1.
[[nodiscard]] Result<void> check_publish(const Message& message);

/// Whether a filter can be asked for: MQTT's rules for wildcards, valid UTF-8, QoS 0 or 1.
[[nodiscard]] Result<void> check_subscription(const Subscription& subscription);

/// How large a message is on the wire, at most.
[[nodiscard]] std::size_t packet_bytes(const Message& message);

[[nodiscard]] mqtt::message_ptr to_paho(const Message& message);
[[nodiscard]] Message from_paho(const mqtt::message& message);

[[nodiscard]] mqtt::create_options to_create_options(const SessionOptions& options);
[[nodiscard]] mqtt::connect_options to_connect_options(const SessionOptions& options);
/// `tcp://address:port`; with TLS `ssl://host:port`, since Paho verifies the certificate against it.
[[nodiscard]] std::string to_uri(const SessionOptions& options, const std::string& address);

/// Why a request failed, for a person: the broker's reason code or the library's error.
[[nodiscard]] std::string reason_of(const mqtt::token& token);
[[nodiscard]] std::string reason_text(int reason_code);

}  // namespace anju::link
