// ReaderPool: the threads that read the database, so that a slow query never holds up a socket.
// Each thread owns one store::Reader and opens it again after it failed.
#pragma once

#include "alertd/store/store.hpp"
#include "base/result.hpp"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace anju::alertd::api {

class ReaderPool {
public:
    using Open = std::function<Result<std::unique_ptr<store::Reader>>()>;
    /// Gets null when the store cannot be opened now. Answers whether the reader is still fit for use.
    using Job = std::function<bool(store::Reader*)>;

    ~ReaderPool() { stop(); }

    /// Opens one reader per thread first, so that a missing database is an error of start().
    [[nodiscard]] Result<void> start(std::size_t threads, std::size_t max_waiting, Open open);
    /// False when `max_waiting` jobs wait already or the pool has stopped. Any thread; never blocks.
    [[nodiscard]] bool submit(Job job);
    /// Ends after the jobs that run now; those that wait are dropped.
    void stop();

private:
    void run(std::unique_ptr<store::Reader> reader);

    Open open_;
    std::size_t max_waiting_ = 0;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Job> waiting_;
    bool stopping_ = true;
    std::vector<std::thread> threads_;
};

}  // namespace anju::alertd::api
