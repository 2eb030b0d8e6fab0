#include "alertd/access/password_pool.hpp"

#include <doctest/doctest.h>

#include <future>
#include <thread>

using namespace anju;
using namespace anju::alertd::access;

namespace {

struct Asked {
    bool taken = false;
    PasswordPool::Verdict verdict;
    std::thread::id thread;
};

Asked ask(PasswordPool& pool, std::optional<std::string> hash, const std::string& password) {
    Asked asked;
    std::promise<void> done;
    auto answered = done.get_future();
    asked.taken = pool.check(std::move(hash), password, [&](PasswordPool::Verdict verdict) {
        asked.verdict = std::move(verdict);
        asked.thread = std::this_thread::get_id();
        done.set_value();
    });
    if (asked.taken) answered.get();
    return asked;
}

std::string hash_of(const std::string& password) { return hash_password(password, PasswordCost::least()).value(); }

}  // namespace

TEST_CASE("W1: a new password has 12 to 128 characters, five of them different, and is not the name") {
    CHECK(check_new_password("wang", "correct horse").has_value());
    CHECK(check_new_password("wang", "长寿路一百弄五号三零一室").has_value());
    CHECK(check_new_password("wang", std::string(64, 'a') + std::string("bcde") + std::string(60, 'f')).has_value());
    for (const std::string& wrong :
         {std::string("elevenchars"), std::string(129, 'x') + "abcdef", std::string("长寿路一百弄五号三零一"),
          std::string("abababababab"), std::string("aaaaaaaaaaaaaaaaaaaa"), std::string("not \xff utf-8 at all")}) {
        INFO(wrong);
        const auto refused = check_new_password("wang", wrong);
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().code == ErrorCode::invalid);
    }
    CHECK_FALSE(check_new_password("wang.of.the.desk", "wang.of.the.desk").has_value());
}

TEST_CASE("W2: a password is kept as argon2id and only the same password fits") {
    const auto hash = hash_of("correct horse battery");
    CHECK(hash.starts_with("$argon2id$"));
    CHECK(hash != hash_of("correct horse battery"));
    CHECK(password_fits(hash, "correct horse battery"));
    CHECK_FALSE(password_fits(hash, "correct horse batterz"));
    CHECK_FALSE(password_fits("", "correct horse battery"));
    CHECK_FALSE(password_fits("nonsense", ""));
}

TEST_CASE("W2: a hash that costs less than it should now is made anew at the next login") {
    const auto cheap = hash_of("correct horse battery");
    auto dearer = PasswordCost::least();
    dearer.operations += 1;
    PasswordPool pool(dearer);
    REQUIRE(pool.start());
    const auto asked = ask(pool, cheap, "correct horse battery");
    CHECK(asked.verdict.fits);
    REQUIRE(asked.verdict.new_hash);
    CHECK_FALSE(needs_new_hash(*asked.verdict.new_hash, dearer));
    CHECK(password_fits(*asked.verdict.new_hash, "correct horse battery"));
    CHECK_FALSE(ask(pool, asked.verdict.new_hash, "correct horse battery").verdict.new_hash);
}

TEST_CASE("W3: a name that nobody has is answered by the pool too, with no") {
    PasswordPool pool(PasswordCost::least());
    REQUIRE(pool.start());
    const auto asked = ask(pool, std::nullopt, "correct horse battery");
    CHECK(asked.taken);
    CHECK_FALSE(asked.verdict.fits);
    CHECK(asked.thread != std::this_thread::get_id());
}

TEST_CASE("a pool takes as many as may wait, refuses the rest, and none after its end") {
    PasswordPool pool(PasswordCost::least(), 1, 2);
    CHECK_FALSE(pool.make("correct horse battery", [](const Result<std::string>&) {}));
    REQUIRE(pool.start());
    std::promise<void> hold;
    std::promise<void> begun;
    auto held = hold.get_future().share();
    REQUIRE(pool.make("correct horse battery", [&begun, held](const Result<std::string>&) {
        begun.set_value();
        held.get();
    }));
    begun.get_future().get();
    int ran = 0;
    CHECK(pool.make("correct horse battery", [&ran](const Result<std::string>&) { ++ran; }));
    CHECK(pool.make("correct horse battery", [&ran](const Result<std::string>&) { ++ran; }));
    CHECK_FALSE(pool.make("correct horse battery", [&ran](const Result<std::string>&) { ++ran; }));
    hold.set_value();
    pool.stop();
    CHECK(ran <= 2);
    CHECK_FALSE(pool.check(std::nullopt, "correct horse battery", [](const PasswordPool::Verdict&) {}));
}
