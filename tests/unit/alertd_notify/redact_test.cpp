#include "alertd/notify/redact.hpp"

#include <doctest/doctest.h>

using anju::alertd::notify::redacted;

TEST_CASE("what says what went wrong stays, what says to whom goes") {
    CHECK(redacted("HTTP 503") == "HTTP 503");
    CHECK(redacted("SMTP 550: RCPT failed: 550 <wang.li@example.org> unknown") ==
          "SMTP 550: RCPT failed: 550 <[address]> unknown");
    CHECK(redacted("Aliyun isv.MOBILE_NUMBER_ILLEGAL 13800000000 is wrong") ==
          "Aliyun isv.MOBILE_NUMBER_ILLEGAL [number] is wrong");
    CHECK(redacted("tel:+86-138-0000-0000!") == "tel:+[number]!");
    CHECK(redacted("WeCom 40001 invalid credential, hint: [1772330400]") ==
          "WeCom 40001 invalid credential, hint: [[number]]");
    CHECK(redacted("Could not resolve host: hooks.example.org") == "Could not resolve host: hooks.example.org");
    CHECK(redacted("no answer from https://user:pw@hooks.example.org:8443/T0123/key?token=abc#x in time") ==
          "no answer from https://hooks.example.org:8443 in time");
    CHECK(redacted("/cgi-bin/webhook/send?key=693a-key") == "/cgi-bin/webhook/send");
    CHECK(redacted("access_token 8kZ3xQ9-LmN0pQrStUvWxYz_12 is stale") == "access_token [key] is stale");
    CHECK(redacted("held back by the rate limit") == "held back by the rate limit");
    CHECK(redacted("") == "");
    CHECK(redacted("  ,  ") == "  ,  ");
}

TEST_CASE("any bytes are redacted without harm") {
    std::string bytes;
    for (int i = 0; i < 2'000; ++i) bytes += static_cast<char>(i * 31 % 256);
    CHECK(redacted(bytes).size() <= bytes.size() * 2);
    CHECK(redacted(std::string(10'000, '9')) == "[key]");
}
