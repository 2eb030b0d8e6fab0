// SmsChannel: a short message to one mobile number, through the provider that is set up.
//
// An attempt after the first asks the provider whether it has the message already. Where it cannot be
// asked now, the attempt waits; where we may not ask at all, the message is ordered again, because to
// be told twice is better than not at all.
#pragma once

#include "alertd/notify/channel.hpp"
#include "alertd/notify/http_client.hpp"
#include "alertd/notify/sms_provider.hpp"
#include "alertd/notify/texts.hpp"

#include <memory>

namespace anju::alertd::notify {

class SmsChannel final : public Channel {
public:
    SmsChannel(const SmsOptions& options, TextOptions texts, std::shared_ptr<const Clock> clock,
               const std::atomic<bool>& stopping);
    [[nodiscard]] Outcome send(const Job& job) override;

private:
    [[nodiscard]] SmsOrder order_of(const Job& job) const;
    /// What is known of an earlier attempt; nothing: order now.
    [[nodiscard]] std::optional<Outcome> ask_first(const SmsOrder& order);

    const SmsOptions options_;
    const TextOptions texts_;
    const std::shared_ptr<const Clock> clock_;
    const std::unique_ptr<SmsProvider> provider_;
    HttpClient http_;
};

/// The word by which alertd.toml and Aliyun's templates name a parameter.
[[nodiscard]] std::string_view to_string(SmsParameter value);
[[nodiscard]] std::optional<SmsParameter> parse_sms_parameter(std::string_view text);

}  // namespace anju::alertd::notify
