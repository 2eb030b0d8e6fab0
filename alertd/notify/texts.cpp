#include "alertd/notify/texts.hpp"

#include "alertd/notify/hashes.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <map>

namespace anju::alertd::notify {

namespace {

constexpr std::string_view kEllipsis = "…";
constexpr std::size_t kMostAddressCharacters = 80;
constexpr std::size_t kHashCharacters = 24;

std::size_t length_of_character(char lead) {
    const auto byte = static_cast<unsigned char>(lead);
    if (byte < 0x80) return 1;
    if (byte < 0xe0) return 2;
    return byte < 0xf0 ? 3 : 4;
}

std::string say(Phrase phrase, const TextOptions& options) {
    return std::string(wording_of(phrase).in(options.language));
}

std::string line(Phrase label, const std::string& value, const TextOptions& options) {
    return say(label, options) + say(Phrase::colon, options) + value + "\n";
}

/// An area outage is told once more when it is over; on every channel that must not look like another one.
std::string over_or_not(const Job& job, const TextOptions& options) {
    return job.incident.state == core::IncidentState::resolved ? say(Phrase::over, options) : "";
}

std::string head_of(IncidentClass incident_class, Condition condition, const TextOptions& options) {
    return say(Phrase::open_bracket, options) + std::string(wording_of(incident_class).in(options.language)) +
           say(Phrase::close_bracket, options) + std::string(wording_of(condition).in(options.language));
}

/// "[测试]", "[DRILL] "; empty for a real case. Plain brackets in every language, so that filters and eyes find it.
std::string mark_of(const core::Incident& incident, const TextOptions& options) {
    if (incident.exercise == core::Exercise::none) return "";
    const auto phrase = incident.exercise == core::Exercise::test ? Phrase::test : Phrase::drill;
    return "[" + say(phrase, options) + (options.language == Language::zh_cn ? "]" : "] ");
}

std::string address_or_not(std::string_view address, const TextOptions& options) {
    const auto text = cut_to_characters(one_line(address), kMostAddressCharacters);
    return text.empty() ? say(Phrase::no_address, options) : text;
}

std::string more_line(std::size_t number, const TextOptions& options) {
    return say(Phrase::more_before, options) + std::to_string(number) + say(Phrase::more_after, options) + "\n";
}

/// The list of other cases in `room` bytes: as many as fit by name, and the number of the rest.
std::string list_of_others(const Job& job, const TextOptions& options, std::size_t room) {
    const std::size_t all = job.others.size() + job.others_unnamed;
    if (all == 0) return "";
    std::string list =
        say(Phrase::others_before, options) + std::to_string(all) + say(Phrase::others_after, options) + "\n";
    if (list.size() > room) return "";
    std::size_t named = 0;
    for (const auto& other : job.others) {
        const auto item = head_of(other.incident_class, other.headline, options) + " " +
                          address_or_not(other.address, options) + "\n";
        const bool last = named + 1 == all;
        const auto rest = last ? 0 : more_line(all - named - 1, options).size();
        if (list.size() + item.size() + rest > room) break;
        list += item;
        ++named;
    }
    if (named < all) {
        const auto rest = more_line(all - named, options);
        if (list.size() + rest.size() <= room) list += rest;
    }
    return list;
}

/// Marks that would end the line or turn its direction: U+0080..9F, U+200B..200F, U+2028..202E,
/// U+2060..206F, U+FEFF.
bool is_invisible(std::string_view character) {
    if (character.size() == 2) return character[0] == '\xC2' && static_cast<unsigned char>(character[1]) < 0xA0;
    if (character.size() != 3) return false;
    if (character == "\xEF\xBB\xBF") return true;
    if (character[0] != '\xE2') return false;
    const auto second = static_cast<unsigned char>(character[1]);
    const auto third = static_cast<unsigned char>(character[2]);
    if (second == 0x80) return (third >= 0x8B && third <= 0x8F) || (third >= 0xA8 && third <= 0xAE);
    return second == 0x81 && third >= 0xA0 && third <= 0xAF;
}

}  // namespace

std::string one_line(std::string_view text) {
    const std::string valid = to_valid_utf8(text, text.size() * 3);
    std::string line;
    for (std::size_t at = 0; at < valid.size();) {
        const auto character = std::string_view(valid).substr(at, length_of_character(valid[at]));
        at += character.size();
        const bool control =
            character.size() == 1 && (static_cast<unsigned char>(character[0]) < 0x20 || character[0] == 0x7f);
        if (character == "<") {
            line += "＜";
        } else if (character == ">") {
            line += "＞";
        } else if (!control && !is_invisible(character)) {
            line += character;
        } else if (!line.empty() && line.back() != ' ') {
            line += ' ';
        }
    }
    while (!line.empty() && line.back() == ' ') line.pop_back();
    return line;
}

std::string cut_to_bytes(std::string_view text, std::size_t max_bytes) {
    if (text.size() <= max_bytes && is_utf8(text)) return std::string(text);
    if (max_bytes < kEllipsis.size()) return to_valid_utf8(text, max_bytes);
    const auto whole = to_valid_utf8(text, text.size() * 3);
    if (whole.size() <= max_bytes) return whole;
    return to_valid_utf8(whole, max_bytes - kEllipsis.size()).append(kEllipsis);
}

std::string cut_to_characters(std::string_view text, std::size_t max_characters) {
    const auto valid = to_valid_utf8(text, text.size() * 3);
    std::size_t characters = 0;
    std::size_t end_without_last = 0;
    for (std::size_t at = 0; at < valid.size(); at += length_of_character(valid[at])) {
        if (characters == max_characters) {
            return max_characters == 0 ? "" : valid.substr(0, end_without_last).append(kEllipsis);
        }
        end_without_last = at;
        ++characters;
    }
    return valid;
}

std::string condition_text(const Job& job, const TextOptions& options) {
    return mark_of(job.incident, options) + std::string(wording_of(job.incident.headline).in(options.language)) +
           over_or_not(job, options);
}

std::string class_text(const Job& job, const TextOptions& options) {
    return std::string(wording_of(job.incident.incident_class).in(options.language));
}

std::string address_text(const Job& job, const TextOptions& options) {
    return address_or_not(job.incident.place.address, options);
}

std::string time_text(const Job& job, const TextOptions& options) {
    // RFC 3339 of the shifted time reads "2026-03-01T11:00:00.000Z"; people need date and minute.
    const auto text = to_rfc3339(job.incident.opened_at + options.utc_offset);
    return text.substr(0, 10) + " " + text.substr(11, 5);
}

std::string page_link(const Job& job, const TextOptions& options) {
    if (options.page_url.empty()) return "";
    if (options.phone_link) return options.page_url + "/phone#" + options.phone_link(job.notification);
    return options.page_url + "/#/incidents/" + job.incident.id.to_string();
}

std::string others_text(const Job& job, const TextOptions& options) {
    std::map<Condition, std::size_t> counts;
    for (const auto& other : job.others) ++counts[other.headline];
    std::string text;
    for (const auto& [condition, count] : counts) {
        if (!text.empty()) text += options.language == Language::zh_cn ? "、" : ", ";
        text += std::string(wording_of(condition).in(options.language)) + " " + std::to_string(count);
    }
    return text;
}

std::string subject_of(const Job& job, const TextOptions& options, std::size_t max_characters) {
    std::string subject = mark_of(job.incident, options) +
                          head_of(job.incident.incident_class, job.incident.headline, options) +
                          over_or_not(job, options) + " " + address_text(job, options);
    if (const auto others = job.others.size() + job.others_unnamed; others > 0) {
        const auto suffix = " (+" + std::to_string(others) + ")";
        return cut_to_characters(subject, max_characters - std::min(max_characters, suffix.size())) + suffix;
    }
    return cut_to_characters(subject, max_characters);
}

std::string text_of(const Job& job, const TextOptions& options, std::size_t max_bytes) {
    const auto& incident = job.incident;
    std::string head = mark_of(incident, options) + head_of(incident.incident_class, incident.headline, options) +
                       over_or_not(job, options) + "\n" + line(Phrase::address, address_text(job, options), options) +
                       line(Phrase::opened_at, time_text(job, options), options);
    if (incident.reports > 1) head += line(Phrase::reports, std::to_string(incident.reports), options);
    if (!incident.place.registered) head += say(Phrase::not_registered, options) + "\n";
    std::string tail = line(Phrase::reference, incident.id.to_string(), options);
    if (const auto link = page_link(job, options); !link.empty()) tail += line(Phrase::open_page, link, options);
    tail.pop_back();
    if (head.size() + tail.size() > max_bytes) {
        const auto room = max_bytes > tail.size() ? max_bytes - tail.size() - 1 : 0;
        return room == 0 ? cut_to_bytes(head, max_bytes) : cut_to_bytes(head, room) + "\n" + tail;
    }
    return head + list_of_others(job, options, max_bytes - head.size() - tail.size()) + tail;
}

std::string stable_id(const core::Notification& notification) {
    const auto hash = lower_hex(sha256(notification.key)).substr(0, kHashCharacters);
    return notification.incident.to_string() + "-" + std::to_string(notification.step) + "-" + hash;
}

std::optional<IncidentId> incident_of_stable_id(std::string_view text) {
    const auto dash = text.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const auto ulid = Ulid::parse(text.substr(0, dash));
    if (!ulid) return std::nullopt;
    return IncidentId(ulid.value());
}

}  // namespace anju::alertd::notify
