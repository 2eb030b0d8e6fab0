#include "alertd/core/addresses.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace anju::alertd::core {

namespace {

constexpr std::size_t kMostMailBytes = 254;   // RFC 5321 4.5.3.1.3, without the angle brackets
constexpr std::size_t kMostLocalBytes = 64;   // RFC 5321 4.5.3.1.1
constexpr std::size_t kMostUserIdBytes = 64;  // WeCom: a member's userid
constexpr std::size_t kMostRobotBytes = 64;
constexpr std::size_t kMostMentions = 20;
constexpr std::size_t kMostTopicBytes = 500;
constexpr std::size_t kChineseMobileDigits = 11;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter_or_digit(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

template <class Rule>
bool all_of(std::string_view text, Rule rule) {
    return !text.empty() && std::ranges::all_of(text, rule);
}

bool is_mail_address(std::string_view text) {
    const auto at = text.find('@');
    if (at == std::string_view::npos || at == 0 || at > kMostLocalBytes || text.size() > kMostMailBytes) return false;
    const auto local = text.substr(0, at);
    const auto domain = text.substr(at + 1);
    const auto in_atom = [](char c) {
        return is_letter_or_digit(c) || std::string_view("!#$%&'*+-/=?^_`{|}~.").find(c) != std::string_view::npos;
    };
    const auto in_domain = [](char c) { return is_letter_or_digit(c) || c == '-' || c == '.'; };
    const auto dots_are_inside = [](std::string_view part) {
        return part.front() != '.' && part.back() != '.' && part.find("..") == std::string_view::npos;
    };
    return all_of(local, in_atom) && all_of(domain, in_domain) && dots_are_inside(local) && dots_are_inside(domain) &&
           domain.front() != '-' && local.front() != '-';
}

bool is_mobile(std::string_view text) {
    if (text.starts_with('+')) {
        const auto digits = text.substr(1);
        // E.164: a country's code and a number, 15 digits at most.
        return digits.size() >= 7 && digits.size() <= 15 && all_of(digits, is_digit) && digits.front() != '0';
    }
    return text.size() == kChineseMobileDigits && text.front() == '1' && all_of(text, is_digit);
}

bool is_user_id(std::string_view text) {
    return text.size() <= kMostUserIdBytes &&
           all_of(text, [](char c) { return is_letter_or_digit(c) || c == '_' || c == '-' || c == '@' || c == '.'; }) &&
           text.front() != '@';
}

bool is_topic(std::string_view text) {
    const auto forbidden = [](char c) {
        return c == '+' || c == '#' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    };
    return !text.empty() && text.size() <= kMostTopicBytes && is_utf8(text) && std::ranges::none_of(text, forbidden) &&
           text.front() != '$' && text != "anju" && !text.starts_with("anju/");
}

}  // namespace

std::optional<RobotAddress> parse_robot_address(std::string_view address) {
    RobotAddress parsed;
    const auto colon = address.find(':');
    parsed.robot = address.substr(0, colon);
    const auto in_name = [](char c) { return is_letter_or_digit(c) || c == '_' || c == '-' || c == '.'; };
    if (parsed.robot.size() > kMostRobotBytes || !all_of(parsed.robot, in_name)) return std::nullopt;
    if (colon == std::string_view::npos) return parsed;
    for (auto rest = address.substr(colon + 1);;) {
        const auto comma = rest.find(',');
        const auto mobile = rest.substr(0, comma);
        if (!is_mobile(mobile) || parsed.mobiles.size() == kMostMentions) return std::nullopt;
        parsed.mobiles.emplace_back(mobile);
        if (comma == std::string_view::npos) return parsed;
        rest.remove_prefix(comma + 1);
    }
}

std::optional<std::string_view> address_mistake(ChannelKind kind, std::string_view address) {
    const auto unless = [](bool right, std::string_view expected) {
        return right ? std::nullopt : std::optional<std::string_view>(expected);
    };
    switch (kind) {
        case ChannelKind::webhook:
            return unless(address.starts_with("http://") || address.starts_with("https://"),
                          "a URL with http:// or https:// for the channel webhook");
        case ChannelKind::log: return unless(address.empty(), "nothing for the channel log");
        case ChannelKind::email:
            return unless(is_mail_address(address), "an e-mail address such as duty@example.org for the channel email");
        case ChannelKind::wecom_robot:
            return unless(parse_robot_address(address).has_value(),
                          "the name of a robot of alertd.toml, such as night-watch or "
                          "night-watch:13800000000,13900000000, for the channel wecom_robot");
        case ChannelKind::wecom_app:
            return unless(is_user_id(address),
                          "one WeCom user id of letters, digits and _ - @ . for the channel wecom_app");
        case ChannelKind::sms:
            return unless(is_mobile(address),
                          "a mobile number such as 13800000000 or +85290000000 for the channel sms");
        case ChannelKind::mqtt:
            return unless(is_topic(address),
                          "a topic without + and # that starts neither with $ nor with anju/ for the channel mqtt");
    }
    return "a channel that there is";
}

std::string international_number(std::string_view number) {
    return number.starts_with('+') ? std::string(number) : "+86" + std::string(number);
}

}  // namespace anju::alertd::core
