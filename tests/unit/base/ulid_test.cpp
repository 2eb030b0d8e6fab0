#include "base/ulid.hpp"

#include <doctest/doctest.h>

#include <random>
#include <set>

using namespace anju;

namespace {

UtcTime at(std::int64_t millis) { return UtcTime{Millis{millis}}; }

UlidFactory seeded(std::uint64_t seed) {
    return UlidFactory([engine = std::mt19937_64(seed)]() mutable { return engine(); });
}

}  // namespace

TEST_CASE("a ULID reads the same after a trip through its text") {
    auto factory = seeded(1);
    for (int i = 0; i < 2'000; ++i) {
        const auto id = factory.next(at(1'700'000'000'000 + i * 7));
        const auto text = id.to_string();
        REQUIRE(text.size() == 26);
        const auto back = Ulid::parse(text);
        REQUIRE(back.has_value());
        CHECK(back.value() == id);
    }
}

TEST_CASE("a ULID begins with its time in the published encoding") {
    // The time part of the specification's own example, 01ARZ3NDEK, is 1469922850259.
    auto factory = seeded(2);
    const auto id = factory.next(at(1'469'922'850'259));
    CHECK(id.to_string().substr(0, 10) == "01ARZ3NDEK");
    CHECK(id.time() == at(1'469'922'850'259));
}

TEST_CASE("ULIDs of one factory rise within a millisecond and when the clock steps back") {
    auto factory = seeded(3);
    auto last = factory.next(at(5'000));
    for (const std::int64_t millis : {5'000, 5'000, 4'000, 1, 0, -7, 5'000, 5'001, 5'000}) {
        const auto next = factory.next(at(millis));
        CHECK(last < next);
        CHECK(last.to_string() < next.to_string());
        last = next;
    }
}

TEST_CASE("an increment carries through bytes that are full") {
    UlidFactory factory([] { return ~std::uint64_t{0}; });
    const auto first = factory.next(at(9));
    const auto second = factory.next(at(9));
    CHECK(first < second);
    CHECK(second.time() == at(10));
}

TEST_CASE("a ULID's text accepts small letters and the look-alikes of 0 and 1") {
    const auto id = Ulid::parse("01arz3ndektsv4rrffq69g5fav");
    REQUIRE(id.has_value());
    CHECK(id.value().to_string() == "01ARZ3NDEKTSV4RRFFQ69G5FAV");
    CHECK(Ulid::parse("OLARZ3NDEKTSV4RRFFQ69G5FAV").value() == Ulid::parse("01ARZ3NDEKTSV4RRFFQ69G5FAV").value());
}

TEST_CASE("what is no ULID is refused") {
    for (const char* text :
         {"", "0", "01ARZ3NDEKTSV4RRFFQ69G5FA", "01ARZ3NDEKTSV4RRFFQ69G5FAVX", "81ARZ3NDEKTSV4RRFFQ69G5FAV",
          "01ARZ3NDEKTSV4RRFFQ69G5FAU", "01ARZ3NDEKTSV4RRFFQ69G5FA ", "01ARZ3NDEK\xC3\xA9SV4RRFFQ69G5FA"}) {
        CAPTURE(text);
        CHECK(Ulid::parse(text).has_error());
    }
    CHECK(Ulid::from_bytes("fifteen bytes..").has_error());
    CHECK(Ulid::from_bytes("seventeen bytes..").has_error());
}

TEST_CASE("the largest ULID survives its text") {
    Ulid largest;
    largest.bytes.fill(0xFF);
    CHECK(largest.to_string() == "7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
    CHECK(Ulid::parse(largest.to_string()).value() == largest);
    CHECK(Ulid{}.is_nil());
    CHECK_FALSE(largest.is_nil());
}
