// JobQueue: one thread that runs what it is given, in that order. Thread-safe.
#pragma once

#include "base/step_back.hpp"

#include <spdlog/spdlog.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

namespace anju::alertd::registry {

class JobQueue {
public:
    ~JobQueue() { stop(); }

    void start() {
        thread_ = std::thread([this] { run(); });
    }
    /// False after stop(): the job is not taken.
    [[nodiscard]] bool add(std::function<void()> job) {
        const std::lock_guard guard(mutex_);
        if (stopping_) return false;
        jobs_.push_back(std::move(job));
        wake_.notify_all();
        return true;
    }
    /// After the job that runs now; those that wait are dropped.
    void stop() {
        {
            const std::lock_guard guard(mutex_);
            stopping_ = true;
            wake_.notify_all();
        }
        if (thread_.joinable()) thread_.join();
    }
    [[nodiscard]] bool stopping() const {
        const std::lock_guard guard(mutex_);
        return stopping_;
    }
    /// For a job that has to wait before it tries again; false at the end.
    [[nodiscard]] bool rest(std::chrono::milliseconds how_long) {
        std::unique_lock lock(mutex_);
        return !wake_.wait_for(lock, how_long, [this] { return stopping_; });
    }

private:
    void run() {
        step_back();
        for (;;) {
            std::function<void()> job;
            {
                std::unique_lock lock(mutex_);
                wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
                if (stopping_) return;
                job = std::move(jobs_.front());
                jobs_.pop_front();
            }
            try {
                job();
            } catch (const std::exception& error) {
                spdlog::error("a job of the registry failed: {}", error.what());
            }
        }
    }

    std::thread thread_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> jobs_;
    bool stopping_ = false;
};

}  // namespace anju::alertd::registry
