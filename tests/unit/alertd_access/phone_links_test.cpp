#include "alertd/access/phone_links.hpp"

#include <doctest/doctest.h>
#include <sodium.h>

using namespace anju;
using namespace anju::alertd::access;

namespace {

PhoneLink sample(const std::string& responder = "worker") {
    REQUIRE(sodium_init() >= 0);
    return {IncidentId(Ulid::parse("01ARZ3NDEKTSV4RRFFQ69G5FAV").value()), ResponderId(responder),
            UtcTime{Millis{1'800'000'000'000}}};
}

}  // namespace

TEST_CASE("a link is read as it was written, and is the same each time") {
    const PhoneLinks links(PhoneLinks::new_key());
    for (const char* responder : {"w", "worker", "王 night officer", ""}) {
        INFO(responder);
        const auto link = sample(responder);
        const auto text = links.write(link);
        CHECK(text == links.write(link));
        CHECK(text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
              std::string::npos);
        if (std::string_view(responder).empty()) {
            CHECK_FALSE(links.read(text));
        } else {
            CHECK(links.read(text) == link);
        }
    }
    CHECK(links.write(sample()).size() < 80);
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
