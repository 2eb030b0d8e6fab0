#include "alertd/notify/wecom_callback.hpp"

#include "alertd/notify/hashes.hpp"
#include "alertd/notify/texts.hpp"
#include "base/check.hpp"
#include "base/text.hpp"

#include <openssl/evp.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <pugixml.hpp>

namespace anju::alertd::notify {

namespace {

constexpr std::size_t kKeyCharacters = 43;
constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kIvBytes = 16;
constexpr std::size_t kBlockBytes = 32;  // WeCom pads to 32, twice AES's block
constexpr std::size_t kRandomBytes = 16;
constexpr std::size_t kLengthBytes = 4;
constexpr std::size_t kMostBodyBytes = 64 * 1024;
/// No document type and no entities of its own: nothing to expand.
constexpr unsigned kXmlOptions = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::optional<std::string> from_base64(std::string_view text) {
    std::string bytes(text.size(), '\0');
    std::size_t size = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(),
                          nullptr, &size, nullptr, sodium_base64_VARIANT_ORIGINAL) != 0) {
        return std::nullopt;
    }
    bytes.resize(size);
    return bytes;
}

/// An EncodingAESKey is 43 characters of chance, so the two bits that its last one has too many need not
/// be zero, which libsodium's decoder rightly refuses; OpenSSL's lets them be.
std::optional<std::string> key_of(std::string_view encoding_key) {
    if (encoding_key.size() != kKeyCharacters) return std::nullopt;
    const auto padded = std::string(encoding_key) + "=";
    std::array<unsigned char, kKeyBytes + 1> bytes{};
    if (EVP_DecodeBlock(bytes.data(), bytes_of(padded), static_cast<int>(padded.size())) != kKeyBytes + 1) {
        return std::nullopt;
    }
    return std::string(reinterpret_cast<const char*>(bytes.data()), kKeyBytes);
}

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

/// AES-256-CBC over whole blocks; padding is WeCom's own and done by the caller.
std::string crypt(const std::string& key, std::string_view text, bool encrypt) {
    const Cipher cipher(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    ANJU_CHECK(cipher != nullptr);
    ANJU_CHECK(EVP_CipherInit_ex(cipher.get(), EVP_aes_256_cbc(), nullptr, bytes_of(key), bytes_of(key),
                                 encrypt ? 1 : 0) == 1);
    EVP_CIPHER_CTX_set_padding(cipher.get(), 0);
    std::string out(text.size() + kIvBytes, '\0');
    int size = 0;
    int last = 0;
    auto* into = reinterpret_cast<unsigned char*>(out.data());
    ANJU_CHECK(EVP_CipherUpdate(cipher.get(), into, &size, bytes_of(text), static_cast<int>(text.size())) == 1);
    ANJU_CHECK(EVP_CipherFinal_ex(cipher.get(), into + size, &last) == 1);
    out.resize(static_cast<std::size_t>(size + last));
    return out;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

Error refuse(const char* why) { return fail(ErrorCode::invalid, std::string("a WeCom callback: ") + why); }

std::optional<std::int64_t> number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 0 || value > 99'999'999'999) {
        return std::nullopt;
    }
    return value;
}

}  // namespace

Result<WecomEnvelope> WecomEnvelope::make(std::string token, std::string_view encoding_key, std::string receive_id) {
    auto key = key_of(encoding_key);
    if (!key) {
        return fail(ErrorCode::invalid, "expected an EncodingAESKey of 43 letters and digits");
    }
    WecomEnvelope envelope;
    envelope.token_ = std::move(token);
    envelope.key_ = std::move(*key);
    envelope.receive_id_ = std::move(receive_id);
    return envelope;
}

std::string WecomEnvelope::signature_of(std::string_view timestamp, std::string_view nonce,
                                        std::string_view encrypted) const {
    std::array<std::string_view, 4> parts{token_, timestamp, nonce, encrypted};
    std::ranges::sort(parts);
    std::string joined;
    for (const auto part : parts) joined += part;
    return lower_hex(sha1(joined));
}

Result<std::string> WecomEnvelope::open(const CallbackQuery& query, std::string_view encrypted) const {
    if (!equal_in_constant_time(signature_of(query.timestamp, query.nonce, encrypted), query.signature)) {
        return refuse("the signature is not WeCom's");
    }
    const auto cipher = from_base64(encrypted);
    if (!cipher || cipher->empty() || cipher->size() % kIvBytes != 0) return refuse("no encrypted text");
    auto plain = crypt(key_, *cipher, false);
    const auto padding = static_cast<std::size_t>(static_cast<unsigned char>(plain.back()));
    if (padding == 0 || padding > kBlockBytes || padding > plain.size()) return refuse("its padding is wrong");
    plain.resize(plain.size() - padding);
    if (plain.size() < kRandomBytes + kLengthBytes) return refuse("it is too short");
    std::size_t length = 0;
    for (std::size_t i = 0; i < kLengthBytes; ++i) {
        length = length * 256 + static_cast<unsigned char>(plain[kRandomBytes + i]);
    }
    const auto rest = std::string_view(plain).substr(kRandomBytes + kLengthBytes);
    if (length > rest.size()) return refuse("its length is wrong");
    if (rest.substr(length) != receive_id_) return refuse("it is for another receiver");
    return std::string(rest.substr(0, length));
}

Result<std::string> WecomEnvelope::open_body(const CallbackQuery& query, std::string_view body) const {
    if (body.size() > kMostBodyBytes) return refuse("it is too long");
    pugi::xml_document document;
    if (!document.load_buffer(body.data(), body.size(), kXmlOptions, pugi::encoding_utf8)) return refuse("no XML");
    return open(query, document.child("xml").child_value("Encrypt"));
}

std::string WecomEnvelope::seal(std::string_view message, std::string_view random16) const {
    ANJU_CHECK(random16.size() == kRandomBytes);
    std::string plain(random16);
    for (unsigned shift = 32; shift > 0; shift -= 8) {
        plain += static_cast<char>((message.size() >> (shift - 8)) & 0xffU);
    }
    plain.append(message).append(receive_id_);
    const auto padding = kBlockBytes - plain.size() % kBlockBytes;
    plain.append(padding, static_cast<char>(padding));
    return base64(crypt(key_, plain, true));
}

std::string WecomEnvelope::seal_body(std::string_view message, std::string_view timestamp, std::string_view nonce,
                                     std::string_view random16) const {
    const auto encrypted = seal(message, random16);
    pugi::xml_document document;
    auto xml = document.append_child("xml");
    const auto add = [&xml](const char* name, const std::string& value) {
        xml.append_child(name).append_child(pugi::node_pcdata).set_value(value.c_str());
    };
    add("Encrypt", encrypted);
    add("MsgSignature", signature_of(timestamp, nonce, encrypted));
    add("TimeStamp", std::string(timestamp));
    add("Nonce", std::string(nonce));
    struct Writer final : pugi::xml_writer {
        std::string text;
        void write(const void* data, std::size_t size) override { text.append(static_cast<const char*>(data), size); }
    } writer;
    document.save(writer, "", pugi::format_raw | pugi::format_no_declaration, pugi::encoding_utf8);
    return writer.text;
}

std::string CardPress::mark() const {
    return user + "\n" + std::to_string(created_at.time_since_epoch().count()) + "\n" + task_id + "\n" + button;
}

Result<std::optional<CardPress>> read_card_press(std::string_view text) {
    pugi::xml_document document;
    if (!is_utf8(text) || !document.load_buffer(text.data(), text.size(), kXmlOptions, pugi::encoding_utf8)) {
        return refuse("its message is no XML");
    }
    const auto xml = document.child("xml");
    if (std::string_view(xml.child_value("Event")) != "template_card_event") return std::optional<CardPress>();
    CardPress press;
    press.user = xml.child_value("FromUserName");
    press.task_id = xml.child_value("TaskId");
    press.button = xml.child_value("EventKey");
    press.response_code = xml.child_value("ResponseCode");
    press.agent_id = number(xml.child_value("AgentID")).value_or(0);
    const auto created = number(xml.child_value("CreateTime"));
    if (press.user.empty() || press.task_id.empty() || press.button.empty() || !created) {
        return refuse("a press without its parts");
    }
    press.created_at = UtcTime(std::chrono::seconds(*created));
    press.incident = incident_of_stable_id(press.task_id);
    return std::optional<CardPress>(std::move(press));
}

CallbackMemory::Verdict CallbackMemory::see(const CardPress& press, std::string_view timestamp, UtcTime now) {
    // What is older than the skew is refused by its timestamp, so it need not be remembered for longer.
    while (!order_.empty() && (order_.size() >= kMost || now - order_.front().first > 2 * kMostSkew)) {
        seen_.erase(order_.front().second);
        order_.pop_front();
    }
    const auto mark = press.mark();
    if (seen_.contains(mark)) return Verdict::repeated;
    const auto sent = number(timestamp);
    const auto skew = sent ? now - UtcTime(std::chrono::seconds(*sent)) : kMostSkew * 2;
    if (skew > kMostSkew || skew < -kMostSkew) return Verdict::too_old;
    seen_.insert(mark);
    order_.emplace_back(now, mark);
    return Verdict::fresh;
}

}  // namespace anju::alertd::notify
