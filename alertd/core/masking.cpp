// What is masked for whom (P4, P5), and how.
#include "alertd/core/access.hpp"

#include <array>

namespace anju::alertd::core {

namespace {

constexpr std::string_view kStars = "****";

bool goes_on(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

std::size_t length_of_character(std::string_view text) {
    std::size_t length = 1;
    while (length < text.size() && goes_on(text[length])) ++length;
    return length;
}

bool is_digit(std::string_view character) {
    if (character.size() == 1) return character[0] >= '0' && character[0] <= '9';
    // Full-width digits, and the numerals that stand on doors.
    constexpr std::array<std::string_view, 23> kOthers{"０", "１", "２", "３", "４", "５", "６", "７",
                                                       "８", "９", "〇", "零", "一", "二", "三", "四",
                                                       "五", "六", "七", "八", "九", "十", "百"};
    for (const auto other : kOthers) {
        if (character == other) return true;
    }
    return false;
}

bool acts(Role role) { return role == Role::operator_ || role == Role::street || role == Role::administrator; }

}  // namespace

Sight sight_of(Role role, bool open) { return {role == Role::administrator || (acts(role) && open), acts(role)}; }

std::string masked_name(std::string_view name) {
    if (name.empty()) return {};
    return std::string(name.substr(0, length_of_character(name))) + "**";
}

std::string masked_phone(std::string_view phone) {
    if (phone.empty()) return {};
    if (phone.size() >= 11) {
        return std::string(phone.substr(0, 3)).append(kStars).append(phone.substr(phone.size() - 4));
    }
    return std::string(kStars).append(phone.size() > 4 ? phone.substr(phone.size() - 2) : std::string_view{});
}

std::string masked_address(std::string_view address) {
    std::string masked;
    bool in_number = false;
    int numbers = 0;
    while (!address.empty()) {
        const auto character = address.substr(0, length_of_character(address));
        address.remove_prefix(character.size());
        const bool digit = is_digit(character);
        if (digit && !in_number) ++numbers;
        in_number = digit;
        masked.append(digit && numbers > 1 ? std::string_view("*") : character);
    }
    return masked;
}

std::string masked_words(std::string_view words) { return words.empty() ? std::string() : std::string("***"); }

}  // namespace anju::alertd::core
