#include "alertd/registry/indexer.hpp"

#include "alertd/registry/job_queue.hpp"
#include "alertd/registry/search_text.hpp"

#include <spdlog/spdlog.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace anju::alertd::registry {

namespace {

constexpr std::size_t kPiece = 500;
/// A change that nobody told of is found after this time all the same.
constexpr std::chrono::seconds kLongestSleep{30};
constexpr std::chrono::seconds kAfterFailure{5};

Result<std::size_t> index_piece(store::RegistryReader& reader, store::SearchWriter& index, Pinyin& pinyin) {
    ANJU_TRY(auto progress, index.progress());
    ANJU_TRY(const auto touched, reader.touched_homes(progress.change, progress.home, kPiece));
    if (touched.empty()) return 0;
    std::vector<store::SearchDocument> documents;
    std::vector<std::string> removed;
    for (const auto& home : touched) {
        ANJU_TRY(const auto card, reader.home_card(home.home));
        if (card) {
            documents.push_back(document_of(*card, pinyin));
        } else {
            removed.push_back(home.home);
        }
    }
    ANJU_TRY(index.follow(documents, removed, {touched.back().change, touched.back().home}));
    return touched.size();
}

}  // namespace

Result<std::uint64_t> index_now(store::RegistryReader& reader, store::SearchWriter& index,
                                const std::function<bool(std::uint64_t homes)>& go_on) {
    ANJU_TRY(auto pinyin, Pinyin::make());
    ANJU_TRY(const auto progress, index.progress());
    ANJU_TRY(const auto last, reader.last_change());
    if (progress.change > last) {
        ANJU_TRY(index.clear());
    }
    std::uint64_t homes = 0;
    for (;;) {
        ANJU_TRY(const auto piece, index_piece(reader, index, pinyin));
        homes += piece;
        if (piece == 0 || (go_on && !go_on(homes))) return homes;
    }
}

class Indexer::Impl {
public:
    explicit Impl(IndexerOptions options) : options_(std::move(options)) {}

    void start() {
        thread_ = std::thread([this] { run(); });
    }

    void stop() {
        {
            const std::lock_guard guard(mutex_);
            stopping_ = true;
            wake_.notify_all();
        }
        if (thread_.joinable()) thread_.join();
    }

    void wake() {
        const std::lock_guard guard(mutex_);
        woken_ = true;
        wake_.notify_all();
    }

    void hold(bool holding) {
        const std::lock_guard guard(mutex_);
        holding_ = holding;
        woken_ = true;
        wake_.notify_all();
    }

    std::atomic<std::uint64_t> written_{0};

private:
    [[nodiscard]] bool may_go_on() {
        const std::lock_guard guard(mutex_);
        return !stopping_ && !holding_;
    }

    /// False at the end.
    bool wait(std::chrono::seconds longest) {
        std::unique_lock lock(mutex_);
        wake_.wait_for(lock, longest, [this] { return stopping_ || (woken_ && !holding_); });
        woken_ = false;
        return !stopping_;
    }

    Result<void> follow() {
        ANJU_TRY(auto reader, options_.open_reader());
        ANJU_TRY(auto index, store::open_sqlite_search_writer(options_.database));
        for (;;) {
            std::uint64_t before = 0;
            ANJU_TRY(index_now(reader->registry(), *index, [&](std::uint64_t homes) {
                written_ += homes - before;
                before = homes;
                return may_go_on();
            }));
            if (!wait(kLongestSleep)) return success();
        }
    }

    Result<void> follow_safely() {
        try {
            return follow();
        } catch (const std::exception& error) {
            return fail(ErrorCode::internal, error.what());
        }
    }

    void run() {
        step_back();
        for (bool running = true; running;) {
            auto followed = follow_safely();
            if (!followed) spdlog::error("the search index is not kept up: {}", followed.error().message);
            running = !followed ? wait(kAfterFailure) : false;
        }
    }

    const IndexerOptions options_;
    std::thread thread_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false, woken_ = false, holding_ = false;
};

Indexer::Indexer(IndexerOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Indexer::~Indexer() { stop(); }
void Indexer::start() { impl_->start(); }
void Indexer::stop() { impl_->stop(); }
void Indexer::wake() { impl_->wake(); }
void Indexer::hold(bool holding) { impl_->hold(holding); }
std::uint64_t Indexer::written() const { return impl_->written_; }

}  // namespace anju::alertd::registry
