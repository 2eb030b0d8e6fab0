// A broker that speaks as much MQTT 5 as a publisher needs, and misbehaves as the test says.
#include "tests/contract/notify/loopback_server.hpp"
#include "tests/contract/notify/provider.hpp"
#include "tests/support/wait.hpp"

#include <boost/json/parse.hpp>

#include <stdexcept>

namespace anju::tests {

namespace {

using Connection = LoopbackServer::Connection;

/// One control packet: its first byte and what follows the length.
struct Packet {
    unsigned char first = 0;
    std::string body;
    [[nodiscard]] int type() const { return first >> 4U; }
};

std::size_t read_varint(const std::string& bytes, std::size_t& at) {
    std::size_t value = 0;
    for (unsigned shift = 0; at < bytes.size() && shift < 28; shift += 7) {
        const auto byte = static_cast<unsigned char>(bytes[at++]);
        value |= static_cast<std::size_t>(byte & 0x7fU) << shift;
        if ((byte & 0x80U) == 0) return value;
    }
    throw std::runtime_error("no length");
}

std::size_t read_two(const std::string& bytes, std::size_t& at) {
    const auto value = static_cast<std::size_t>(static_cast<unsigned char>(bytes.at(at))) * 256 +
                       static_cast<unsigned char>(bytes.at(at + 1));
    at += 2;
    return value;
}

std::string read_text(const std::string& bytes, std::size_t& at) {
    const auto size = read_two(bytes, at);
    const auto text = bytes.substr(at, size);
    at += size;
    return text;
}

bool read_packet(Connection& connection, std::string& buffer, Packet& packet) {
    for (;;) {
        std::size_t at = 1;
        bool whole = buffer.size() >= 2;
        std::size_t size = 0;
        if (whole) {
            try {
                size = read_varint(buffer, at);
            } catch (const std::runtime_error&) {
                whole = false;
            }
        }
        if (whole && buffer.size() >= at + size) {
            packet = {static_cast<unsigned char>(buffer[0]), buffer.substr(at, size)};
            buffer.erase(0, at + size);
            return true;
        }
        if (!connection.more(buffer)) return false;
    }
}

class MqttProvider final : public Provider {
public:
    [[nodiscard]] alertd::core::ChannelKind kind() const override { return alertd::core::ChannelKind::mqtt; }
    [[nodiscard]] std::string address() const override { return "district/alarms"; }
    void set_up(alertd::notify::ChannelOptions& options, bool impatient) override {
        link::SessionOptions session;
        session.name = "notify";
        session.host = "127.0.0.1";
        session.port = server_.port();
        session.client_id = "alertd-notify";
        session.backoff_min = Millis{10};
        session_ = link::make_paho_session(session, {});
        session_->start();
        options.mqtt = alertd::notify::MqttOptions{session_, impatient ? Millis{500} : Millis{10'000}};
    }
    void wait_until_ready() override {
        if (!wait_until([&] { return session_->connected(); })) violation("the session does not connect");
    }

private:
    void serve(Connection& connection) {
        std::string buffer;
        Packet packet;
        while (read_packet(connection, buffer, packet)) {
            switch (packet.type()) {
                case 1:  // CONNECT: accepted, no properties
                    if (!connection.send(std::string("\x20\x03\x00\x00\x00", 5))) return;
                    break;
                case 3:
                    if (!take_publish(connection, packet)) return;
                    break;
                case 12:  // PINGREQ
                    if (!connection.send(std::string("\xd0\x00", 2))) return;
                    break;
                default: return;  // DISCONNECT, or nothing that a publisher says
            }
        }
    }

    bool take_publish(Connection& connection, const Packet& packet) {
        const auto mood = next_mood();
        if ((packet.first & 0x06U) != 0x02U) violation("not QoS 1");
        std::size_t at = 0;
        const auto topic = read_text(packet.body, at);
        const auto id = packet.body.substr(at, 2);
        at += 2;
        const auto properties_size = read_varint(packet.body, at);
        const auto properties = packet.body.substr(at, properties_size);
        const auto payload = packet.body.substr(at + properties_size);
        const auto acknowledge = [&](unsigned char reason) {
            return std::string("\x40\x04", 2) + id + static_cast<char>(reason) + std::string(1, '\0');
        };
        if (mood == Mood::limited) return connection.send(acknowledge(0x97));
        if (mood == Mood::broken) return connection.send(acknowledge(0x80));
        if (mood == Mood::refuse) return connection.send(acknowledge(0x87));
        check(topic, properties, payload);
        if (mood == Mood::silent) return true;
        if (mood == Mood::slow) return connection.send_slowly(acknowledge(0));
        if (mood == Mood::cut) {
            static_cast<void>(connection.send(acknowledge(0).substr(0, 3)));
            return false;
        }
        return connection.send(acknowledge(0));
    }

    void check(const std::string& topic, const std::string& properties, const std::string& payload) {
        if (topic != address()) violation("another topic: " + topic);
        boost::system::error_code error;
        const auto message = boost::json::parse(payload, error);
        if (error) return violation("no JSON: " + payload);
        std::size_t at = 1;
        if (properties.empty() || properties[0] != 0x09) return violation("no correlation data");
        take({read_text(properties, at), payload});
    }

    LoopbackServer server_{[this](Connection& connection) { serve(connection); }};
    std::shared_ptr<link::Session> session_;
};

}  // namespace

std::unique_ptr<Provider> make_mqtt_provider() { return std::make_unique<MqttProvider>(); }

}  // namespace anju::tests
