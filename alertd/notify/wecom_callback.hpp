// The envelope of WeCom's callbacks, and what a press on a card's button says in it. Pure.
//
// WeCom posts XML with one AES-encrypted text and signs token, timestamp, nonce and that text. Whoever
// serves the callback verifies, opens and reads it here, answers within 5 seconds (else WeCom sends it
// up to three times more), and does nothing twice: CallbackMemory knows what was seen.
//
// Source: WeCom's documentation of callback encryption: signature = SHA-1 over the four parts sorted
// and joined; AES-256-CBC with the key's first 16 bytes as IV and PKCS#7 to 32 bytes; the plain text is
// 16 random bytes, the length in network order, the message, and the receiver's id.
//
// Errors: `invalid` for whatever is not from WeCom to us; the message says which check failed, never
// what stood in it. Threads: values; CallbackMemory one at a time.
#pragma once

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

namespace anju::alertd::notify {

/// The query of a callback's URL.
struct CallbackQuery {
    std::string signature;  ///< msg_signature
    std::string timestamp;  ///< seconds since 1970
    std::string nonce;
};

class WecomEnvelope {
public:
    /// `encoding_key` is the EncodingAESKey: 43 characters of base64. `receive_id` is the corp id.
    /// invalid: the key is none.
    [[nodiscard]] static Result<WecomEnvelope> make(std::string token, std::string_view encoding_key,
                                                    std::string receive_id);

    /// Verifies and opens one text: the body's <Encrypt>, or `echostr` when WeCom checks the URL.
    [[nodiscard]] Result<std::string> open(const CallbackQuery& query, std::string_view encrypted) const;
    /// The same for a whole posted body.
    [[nodiscard]] Result<std::string> open_body(const CallbackQuery& query, std::string_view body) const;
    /// An answer that WeCom accepts. `random16` are 16 bytes of chance.
    [[nodiscard]] std::string seal_body(std::string_view message, std::string_view timestamp, std::string_view nonce,
                                        std::string_view random16) const;

    [[nodiscard]] std::string signature_of(std::string_view timestamp, std::string_view nonce,
                                           std::string_view encrypted) const;

private:
    WecomEnvelope() = default;
    [[nodiscard]] std::string seal(std::string_view message, std::string_view random16) const;

    std::string token_;
    std::string key_;  ///< 32 bytes
    std::string receive_id_;
};

/// A press on a card's button (Event template_card_event).
struct CardPress {
    std::string user;  ///< the member who pressed
    UtcTime created_at{};
    std::string task_id;
    std::string button;         ///< kAcceptKey and its neighbours (wecom_app_channel.hpp)
    std::string response_code;  ///< updates the card once, within 72 h
    std::int64_t agent_id = 0;
    std::optional<IncidentId> incident;  ///< out of the task_id

    /// What WeCom documents as the mark of a repeat (FromUserName + CreateTime), made finer by what was
    /// pressed, so that two buttons in one second are two.
    [[nodiscard]] std::string mark() const;
};
/// Nothing: an event of another kind, to be answered and left alone. invalid: no XML, or parts are missing.
[[nodiscard]] Result<std::optional<CardPress>> read_card_press(std::string_view xml);

/// Which callbacks were seen. WeCom repeats within seconds; somebody who recorded one may later.
class CallbackMemory {
public:
    static constexpr Millis kMostSkew{300'000};  ///< between a callback's timestamp and our clock
    static constexpr std::size_t kMost = 10'000;

    enum class Verdict { fresh, repeated, too_old };
    /// Notes a fresh one.
    [[nodiscard]] Verdict see(const CardPress& press, std::string_view timestamp, UtcTime now);
    /// It could not be worked on: WeCom's repeat is to be fresh again.
    void forget(const CardPress& press) { seen_.erase(press.mark()); }

private:
    std::deque<std::pair<UtcTime, std::string>> order_;
    std::unordered_set<std::string> seen_;
};

}  // namespace anju::alertd::notify
