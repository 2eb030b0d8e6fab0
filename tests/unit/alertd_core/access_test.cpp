#include "alertd/core/access.hpp"

#include <doctest/doctest.h>

using namespace anju;
using namespace anju::alertd::core;

TEST_CASE("P4, P5: who acts sees whole persons while the case is open, and addresses always") {
    for (const Role role : {Role::operator_, Role::street}) {
        CHECK(sight_of(role, true) == Sight{true, true});
        CHECK(sight_of(role, false) == Sight{false, true});
    }
    for (const bool open : {true, false}) {
        CHECK(sight_of(Role::administrator, open) == Sight{true, true});
        CHECK(sight_of(Role::viewer, open) == Sight{false, false});
        CHECK(sight_of(Role::auditor, open) == Sight{false, false});
    }
}

TEST_CASE("a masked name keeps its first character, whatever its writing") {
    CHECK(masked_name("张三丰") == "张**");
    CHECK(masked_name("张") == "张**");
    CHECK(masked_name("Wang Li") == "W**");
    CHECK(masked_name("\xf0\xa0\xae\xb7野") == "\xf0\xa0\xae\xb7**");
    CHECK(masked_name("").empty());
}

TEST_CASE("a masked number keeps at most its ends") {
    CHECK(masked_phone("13812341234") == "138****1234");
    CHECK(masked_phone("021-62345678") == "021****5678");
    CHECK(masked_phone("62345678") == "****78");
    CHECK(masked_phone("110") == "****");
    CHECK(masked_phone("").empty());
}

TEST_CASE("a masked address keeps the lane, and no house and no door") {
    CHECK(masked_address("长寿路100弄5号301室") == "长寿路100弄*号***室");
    CHECK(masked_address("Lane 12, No. 3, Room 401") == "Lane 12, No. *, Room ***");
    CHECK(masked_address("长寿路100弄５号三〇一室") == "长寿路100弄*号***室");
    CHECK(masked_address("the old school").find('*') == std::string::npos);
    CHECK(masked_address("").empty());
}

TEST_CASE("masked words tell nothing, not even how many they are") {
    CHECK(masked_words("asthma, two strokes, deaf") == "***");
    CHECK(masked_words("").empty());
}
