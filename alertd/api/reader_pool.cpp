#include "alertd/api/reader_pool.hpp"

#include <spdlog/spdlog.h>

namespace anju::alertd::api {

Result<void> ReaderPool::start(std::size_t threads, std::size_t max_waiting, Open open) {
    open_ = std::move(open);
    max_waiting_ = max_waiting;
    std::vector<std::unique_ptr<store::Reader>> readers;
    for (std::size_t i = 0; i < threads; ++i) {
        ANJU_TRY(auto reader, open_());
        readers.push_back(std::move(reader));
    }
    stopping_ = false;
    for (auto& reader : readers) {
        threads_.emplace_back([this, mine = std::move(reader)]() mutable { run(std::move(mine)); });
    }
    return success();
}

bool ReaderPool::submit(Job job) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || waiting_.size() >= max_waiting_) return false;
        waiting_.push_back(std::move(job));
    }
    wake_.notify_one();
    return true;
}

void ReaderPool::stop() {
    std::deque<Job> dropped;
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        dropped.swap(waiting_);
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
}

void ReaderPool::run(std::unique_ptr<store::Reader> reader) {
    for (;;) {
        Job job;
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
            if (stopping_) return;
            job = std::move(waiting_.front());
            waiting_.pop_front();
        }
        if (!reader) {
            auto opened = open_();
            if (opened) {
                reader = std::move(opened).value();
            } else {
                spdlog::error("api: the store cannot be opened for reading: {}", opened.error().message);
            }
        }
        try {
            if (!job(reader.get())) reader.reset();
        } catch (const std::exception& exception) {
            spdlog::error("api: a request failed: {}", exception.what());
            reader.reset();
        }
    }
}

}  // namespace anju::alertd::api
