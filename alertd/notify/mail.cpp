#include "alertd/notify/mail.hpp"

#include "alertd/notify/hashes.hpp"

#include <array>
#include <cstdio>

namespace anju::alertd::notify {

namespace {

constexpr std::size_t kMostBodyBytes = 64 * 1024;
constexpr std::size_t kMostSubjectCharacters = 150;
constexpr std::size_t kEncodedWordBytes = 42;  // 56 characters of base64: a word of at most 75 (RFC 2047, 2)
constexpr std::size_t kBase64LineBytes = 57;   // 76 characters (RFC 2045, 6.8)

/// Encoded words, each of whole characters, folded into lines.
std::string encoded_words(std::string_view text) {
    std::string words;
    while (!text.empty()) {
        std::size_t end = std::min(kEncodedWordBytes, text.size());
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
        words += (words.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?") + base64(text.substr(0, end)) + "?=";
        text.remove_prefix(end);
    }
    return words;
}

/// RFC 5322, 3.3: "Sun, 01 Mar 2026 11:00:00 +0800".
std::string mail_date(UtcTime now, std::chrono::minutes offset) {
    static constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto local = now + offset;
    const auto midnight = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::year_month_day date(midnight);
    const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(local - midnight));
    const auto minutes = offset.count() < 0 ? -offset.count() : offset.count();
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d %c%02d%02d",
                  kDays[std::chrono::weekday(midnight).c_encoding()], static_cast<unsigned>(date.day()),
                  kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()), offset.count() < 0 ? '-' : '+',
                  static_cast<int>(minutes / 60), static_cast<int>(minutes % 60));
    return text.data();
}

std::string domain_of(const std::string& sender) { return sender.substr(sender.find('@') + 1); }

}  // namespace

std::string message_id_of(const core::Notification& notification, const std::string& sender) {
    return "<" + stable_id(notification) + "@" + domain_of(sender) + ">";
}

std::string mail_of(const Job& job, const std::string& sender, UtcTime now, const TextOptions& options) {
    const auto brand = std::string(wording_of(Phrase::brand).in(options.language));
    std::string mail = "Date: " + mail_date(now, options.utc_offset) +
                       "\r\n"
                       "From: " +
                       encoded_words(brand) + " <" + sender +
                       ">\r\n"
                       "To: <" +
                       job.notification.address +
                       ">\r\n"
                       "Message-ID: " +
                       message_id_of(job.notification, sender) +
                       "\r\n"
                       // All messages of a case hang together, whoever shows threads.
                       "References: <" +
                       job.incident.id.to_string() + "@" + domain_of(sender) +
                       ">\r\n"
                       "Subject: " +
                       encoded_words(subject_of(job, options, kMostSubjectCharacters)) +
                       "\r\n"
                       "Auto-Submitted: auto-generated\r\n";
    if (job.incident.incident_class == IncidentClass::emergency) mail += "Importance: high\r\nX-Priority: 1\r\n";
    mail +=
        "MIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n";
    std::string body;
    for (const char c : text_of(job, options, kMostBodyBytes))
        body += c == '\n' ? std::string("\r\n") : std::string(1, c);
    body += "\r\n";
    for (std::size_t at = 0; at < body.size(); at += kBase64LineBytes) {
        mail += base64(std::string_view(body).substr(at, kBase64LineBytes)) + "\r\n";
    }
    return mail;
}

}  // namespace anju::alertd::notify
