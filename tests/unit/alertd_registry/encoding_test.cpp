#include "alertd/registry/encoding.hpp"

#include "alertd/registry/pinyin.hpp"

#include <doctest/doctest.h>

using namespace anju;
using namespace anju::alertd::registry;

TEST_CASE("GB18030 text is read as the characters it stands for") {
    CHECK(decode("\xc9\xcf\xba\xa3", Encoding::gb18030).value() == "上海");
    CHECK(decode("\xc9\xcf\xba\xa3", Encoding::detect).value() == "上海");
    CHECK(encode("上海", Encoding::gb18030).value() == "\xc9\xcf\xba\xa3");
    CHECK(decode("plain", Encoding::gb18030).value() == "plain");
}

TEST_CASE("UTF-8 is read with and without its mark, and is never taken for GB18030") {
    CHECK(decode("\xef\xbb\xbf上海", Encoding::utf8).value() == "上海");
    CHECK(decode("上海", Encoding::detect).value() == "上海");
    CHECK(encode("上海", Encoding::utf8_bom).value() == "\xef\xbb\xbf上海");
    CHECK(encode("上海", Encoding::utf8).value() == "上海");
}

TEST_CASE("bytes that are not GB18030 are told with their line and column") {
    const auto wrong = decode("id,name\ns-1,\xc9\xcf\xff\n", Encoding::gb18030);
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().code == ErrorCode::invalid);
    CHECK(wrong.error().message == "2:6: expected GB18030 text");
}

TEST_CASE("every character of Unicode comes back from GB18030 exactly") {
    std::string all;
    for (char32_t c = 1; c <= 0x10ffff; ++c) {
        if (c < 0xd800 || c > 0xdfff) all += to_utf8(c);
    }
    const auto bytes = encode(all, Encoding::gb18030);
    REQUIRE(bytes);
    // The text starts with U+0001, so that the mark in its middle is a character like any other.
    CHECK(decode(bytes.value(), Encoding::gb18030).value() == all);
}

TEST_CASE("encodings are named as people name them") {
    CHECK(parse_encoding("UTF-8") == Encoding::utf8);
    CHECK(parse_encoding("gbk") == Encoding::gb18030);
    CHECK(parse_encoding("GB18030") == Encoding::gb18030);
    CHECK_FALSE(parse_encoding("latin1"));
    for (const auto encoding : {Encoding::detect, Encoding::utf8, Encoding::utf8_bom, Encoding::gb18030}) {
        CHECK(parse_encoding(to_string(encoding)) == encoding);
    }
}

namespace {

std::string pinyin(const char* name) {
    auto pinyin = Pinyin::make();
    REQUIRE(pinyin);
    std::string text;
    for (const auto& reading : pinyin.value().readings(name)) {
        if (!text.empty()) text += " | ";
        for (const auto& syllable : reading) text += syllable + " ";
    }
    return text;
}

}  // namespace

TEST_CASE("names are read in pinyin without tones") {
    CHECK(pinyin("张三") == "zhang san ");
    CHECK(pinyin("欧阳修") == "ou yang xiu ");
    CHECK(pinyin("Mary").empty());
    CHECK(pinyin("张3").empty());
}

TEST_CASE("a surname that is read in a way of its own has both readings, its own first") {
    CHECK(pinyin("单雄信") == "shan xiong xin  | dan xiong xin ");
    CHECK(pinyin("仇英") == "qiu ying  | chou ying ");
    CHECK(pinyin("解缙") == "xie jin  | jie jin ");
    CHECK(pinyin("曾国藩") == "zeng guo fan  | ceng guo fan ");
    CHECK(pinyin("翟让") == "zhai rang  | di rang ");
    CHECK(pinyin("查良镛") == "zha liang yong  | cha liang yong ");
    CHECK(pinyin("区小明") == "ou xiao ming  | qu xiao ming ");
    CHECK(pinyin("朴正") == "piao zheng  | pu zheng ");
    CHECK(pinyin("尉迟恭") == "yu chi gong  | wei chi gong ");
    CHECK(pinyin("卜算子").starts_with("bu suan zi "));
    // Elsewhere in the name the character is read as usual.
    CHECK(pinyin("王单") == "wang dan ");
}

TEST_CASE("ü may be typed v or u") { CHECK(pinyin("吕布") == "lv bu  | lu bu "); }
