// SmtpChannel: e-mail through the district's own mail server.
//
// Delivered means that the server has taken the message (250 after its end). 4yz, greylisting among
// them, and every failure of the network mean "later"; 5yz means "never", and the case climbs. A
// message may arrive twice when the connection dies behind its end; its Message-ID is then the same.
#pragma once

#include "alertd/notify/channel.hpp"
#include "alertd/notify/curl_handle.hpp"
#include "alertd/notify/texts.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace anju::alertd::notify {

struct SmtpOptions {
    enum class Tls {
        starttls,  ///< required: without it nothing is said, no password either
        implicit,  ///< from the first byte, port 465
        none,      ///< for a server on this machine
    };
    std::string host;
    std::uint16_t port = 587;
    Tls tls = Tls::starttls;
    std::string username;  ///< empty: no authentication
    std::string password;
    std::string sender;  ///< an address as core::address_mistake() wants it
    CurlLimits limits{"", Millis{5'000}, Millis{20'000}};
};

class SmtpChannel final : public Channel {
public:
    SmtpChannel(SmtpOptions options, TextOptions texts, std::shared_ptr<const Clock> clock,
                const std::atomic<bool>& stopping);
    [[nodiscard]] Outcome send(const Job& job) override;

private:
    const SmtpOptions options_;
    const TextOptions texts_;
    const std::shared_ptr<const Clock> clock_;
    CurlHandle curl_;
};

}  // namespace anju::alertd::notify
