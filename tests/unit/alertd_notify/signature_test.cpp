#include "alertd/notify/channels.hpp"

#include <doctest/doctest.h>

using anju::alertd::notify::webhook_signature;

TEST_CASE("the signature is HMAC-SHA256 over timestamp, point and body") {
    // Computed with `printf '%s' '1772330400.{}' | openssl dgst -sha256 -hmac Jefe`.
    CHECK(webhook_signature("Jefe", "1772330400", "{}") ==
          "sha256=ae19de83b19a4d215f5235a2f7ba1fd3c10d7450dc50d1f5d42bf2cd542bd1b0");
}

TEST_CASE("secret, time and body all change the signature") {
    const auto signature = webhook_signature("secret", "1", "body");
    CHECK(signature.size() == 7 + 64);
    CHECK(signature != webhook_signature("secreT", "1", "body"));
    CHECK(signature != webhook_signature("secret", "2", "body"));
    CHECK(signature != webhook_signature("secret", "1", "bodY"));
}
