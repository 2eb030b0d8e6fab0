#include "alertd/access/phone_links.hpp"

#include <doctest/doctest.h>
#include <sodium.h>

using namespace anju;
using namespace anju::alertd::access;

namespace {

NotificationId sample() {
    REQUIRE(sodium_init() >= 0);
    return NotificationId(Ulid::parse("01ARZ3NDEKTSV4RRFFQ69G5FAV").value());
}

}  // namespace

TEST_CASE("a link is read as it was written, is the same each time, and has room in an SMS") {
    const PhoneLinks links(PhoneLinks::new_key());
    const auto text = links.write(sample());
    CHECK(text == links.write(sample()));
    CHECK(text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
          std::string::npos);
    CHECK(links.read(text) == sample());
    CHECK(text.size() == kPhoneLinkCharacters);
}

TEST_CASE("nothing but what this key has signed is a link") {
    const PhoneLinks links(PhoneLinks::new_key());
    const auto text = links.write(sample());
    CHECK_FALSE(PhoneLinks(PhoneLinks::new_key()).read(text));
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto changed = text;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        INFO(i);
        // The last character of base64 has bits that mean nothing; they must not be another way to write it.
        CHECK_FALSE(links.read(changed));
        CHECK_FALSE(links.read(text.substr(0, i)));
    }
    CHECK_FALSE(links.read(text + "A"));
    CHECK_FALSE(links.read(text + "="));
    CHECK_FALSE(links.read(std::string(5000, 'A')));
    CHECK_FALSE(links.read("not a link"));
}
