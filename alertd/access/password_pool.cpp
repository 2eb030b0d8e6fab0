#include "alertd/access/password_pool.hpp"

#include "alertd/access/secrets.hpp"
#include "base/step_back.hpp"

#include <sodium.h>
#include <spdlog/spdlog.h>

#include <utility>

namespace anju::alertd::access {

PasswordPool::PasswordPool(PasswordCost cost, std::size_t threads, std::size_t max_waiting)
    : cost_(cost), thread_count_(threads), max_waiting_(max_waiting) {}

Result<void> PasswordPool::start() {
    if (sodium_init() < 0) return fail(ErrorCode::internal, "libsodium cannot be initialised");
    ANJU_TRY(nobodys_hash_, hash_password(new_secret(), cost_));
    {
        const std::lock_guard lock(mutex_);
        stopping_ = false;
    }
    for (std::size_t i = 0; i < thread_count_; ++i) threads_.emplace_back([this] { run(); });
    return success();
}

void PasswordPool::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        waiting_.clear();
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
}

bool PasswordPool::check(std::optional<std::string> hash, std::string password, std::function<void(Verdict)> done) {
    return submit([this, hash = std::move(hash), password = std::move(password), done = std::move(done)]() mutable {
        Verdict verdict;
        const bool fits = password_fits(hash ? *hash : nobodys_hash_, password);
        verdict.fits = fits && hash.has_value();
        if (verdict.fits && needs_new_hash(*hash, cost_)) {
            // Without memory for it the old one is still good.
            if (auto made = hash_password(password, cost_)) verdict.new_hash = std::move(made).value();
        }
        sodium_memzero(password.data(), password.size());
        done(std::move(verdict));
    });
}

bool PasswordPool::make(std::string password, std::function<void(Result<std::string>)> done) {
    return submit([this, password = std::move(password), done = std::move(done)]() mutable {
        auto made = hash_password(password, cost_);
        sodium_memzero(password.data(), password.size());
        done(std::move(made));
    });
}

bool PasswordPool::submit(std::function<void()> job) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || waiting_.size() >= max_waiting_) return false;
        waiting_.push_back(std::move(job));
    }
    wake_.notify_one();
    return true;
}

void PasswordPool::run() {
    step_back();  // strangers can make it work
    for (;;) {
        std::function<void()> job;
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
            if (stopping_) return;
            job = std::move(waiting_.front());
            waiting_.pop_front();
        }
        try {
            job();
        } catch (const std::exception& error) {
            spdlog::error("what follows a password's check failed: {}", error.what());
        }
    }
}

}  // namespace anju::alertd::access
