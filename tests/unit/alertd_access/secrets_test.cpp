#include "alertd/access/secrets.hpp"

#include <doctest/doctest.h>
#include <sodium.h>

#include <set>

using namespace anju::alertd;
using namespace anju::alertd::access;

TEST_CASE("a secret is 256 random bits that may stand in a cookie") {
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
        const auto secret = new_secret();
        CHECK(secret.size() == 43);
        CHECK(secret.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
              std::string::npos);
        CHECK(seen.insert(secret).second);
    }
    CHECK(new_token().starts_with(kTokenPrefix));
    CHECK(new_token().size() == kTokenPrefix.size() + 43);
}

TEST_CASE("a made password is long, readable and never the same") {
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
        const auto password = new_password();
        CHECK(password.size() == 23);
        CHECK(password.find_first_of("01oil") == std::string::npos);
        CHECK(seen.insert(password).second);
    }
}

TEST_CASE("a digest is SHA-256 of the secret") {
    // printf %s correct-horse-battery | sha256sum
    const auto digest = digest_of("correct-horse-battery");
    char hex[65];
    sodium_bin2hex(hex, sizeof hex, digest.bytes.data(), digest.bytes.size());
    CHECK(std::string(hex) == "62249369389075490555a758353aec61500c6218fa597252d52dc4bd0148f12d");
    CHECK(equal(digest, digest_of("correct-horse-battery")));
    CHECK_FALSE(equal(digest, digest_of("correct-horse-batterz")));
}

TEST_CASE("the word against forged requests belongs to one session and does not tell its secret") {
    const auto one = new_secret();
    const auto other = new_secret();
    CHECK(csrf_word(one) == csrf_word(one));
    CHECK_FALSE(equal(csrf_word(one), csrf_word(other)));
    CHECK_FALSE(equal(csrf_word(one), one));
    CHECK(csrf_word(one).size() == 43);
    CHECK_FALSE(equal(csrf_word(""), ""));
    CHECK_FALSE(equal("", csrf_word(one)));
}
