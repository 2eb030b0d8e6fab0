#include "alertd/readings/keeper.hpp"

#include "alertd/ingest/log_gate.hpp"
#include "alertd/readings/sorting.hpp"
#include "base/step_back.hpp"

#include <spdlog/spdlog.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <filesystem>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

namespace anju::alertd::readings {

namespace {

constexpr std::int64_t kHoursOfDay = 24;
constexpr std::size_t kPiece = 2'000;  // rows that are forgotten in one transaction
constexpr std::size_t kHolds = 500;
constexpr std::chrono::seconds kAfterFailure{5};
constexpr std::chrono::seconds kLongestOpening{10};

struct Received {
    GatewayId gateway;
    HomeId claim;
    store::KeptReading reading;
};

struct Forget {
    HomeId home;
    std::function<void(Result<std::size_t>)> done;
};

/// K3; nothing: it serves no such home.
Result<std::optional<HomeId>> home_of(store::Reader& reader, const GatewayId& gateway, const HomeId& claim) {
    if (!claim.empty()) {
        ANJU_TRY(const auto claimed, reader.commands().home(claim));
        if (claimed && claimed->gateway == gateway) return std::optional(claim);
    }
    store::RowFilter filter;
    filter.where = {"gateway", gateway.value};
    filter.limit = 2;
    ANJU_TRY(const auto homes, reader.registry().rows(store::TableId::homes, filter));
    if (homes.size() != 1) return std::optional<HomeId>();
    return std::optional(HomeId(homes.front().cells[store::column_at(store::table_of(store::TableId::homes), "id")]));
}

/// K4: of whom nothing may go.
Result<std::vector<HomeId>> held_homes(store::Reader& reader) {
    std::vector<HomeId> homes;
    std::optional<std::uint64_t> before;
    for (;;) {
        ANJU_TRY(const auto holds, reader.retention().holds(false, before, kHolds));
        for (const auto& hold : holds) {
            if (!hold.home.empty()) homes.push_back(hold.home);
            if (!hold.incident) continue;
            ANJU_TRY(const auto incident, reader.incident(*hold.incident));
            if (incident) homes.push_back(incident->place.home);
        }
        if (holds.size() < kHolds) return homes;
        before = holds.back().number;
    }
}

}  // namespace

class Keeper::Impl {
public:
    explicit Impl(KeeperOptions options) : options_(std::move(options)) {}

    void start() {
        if (options_.keep_days == 0) {
            if (store::remove_sqlite_readings(options_.database))
                spdlog::info("no readings are kept; the old ones are gone");
            return;
        }
        const std::lock_guard guard(mutex_);
        running_ = true;
        thread_ = std::thread([this] { run(); });
    }

    void stop() {
        {
            const std::lock_guard guard(mutex_);
            stopping_ = true;
            wake_.notify_all();
            opening_tried_.notify_all();
        }
        if (thread_.joinable()) thread_.join();
        refuse_the_rest();
    }

    void submit(const GatewayId& gateway, std::vector<codec::Reading> readings) {
        if (options_.keep_days == 0) return;
        const UtcTime now = options_.clock->now().utc;
        std::vector<Received> sorted;
        sorted.reserve(readings.size());
        for (const auto& reading : readings) {
            if (auto kept = sort(reading, now)) {
                sorted.push_back({gateway, reading.home, std::move(*kept)});
            } else {
                ++refused_;
            }
        }
        const std::lock_guard guard(mutex_);
        for (auto& one : sorted) {
            if (waiting_.size() >= options_.max_waiting || stopping_) {
                ++dropped_;
                continue;
            }
            waiting_.push_back(std::move(one));
        }
        if (!waiting_.empty()) wake_.notify_all();
    }

    void forget(const HomeId& home, std::function<void(Result<std::size_t>)> done) {
        {
            const std::lock_guard guard(mutex_);
            if (running_ && !stopping_) {
                to_forget_.push_back({home, std::move(done)});
                wake_.notify_all();
                return;
            }
        }
        // Nothing is kept; or alertd ends, and whoever asked hears that it was not done.
        if (options_.keep_days == 0) return done(std::size_t{0});
        done(fail(ErrorCode::unavailable, "the readings are not open"));
    }

    void settle() {
        std::unique_lock lock(mutex_);
        settled_.wait(lock, [this] { return (waiting_.empty() && to_forget_.empty() && !busy_) || stopping_; });
    }

    /// Whoever asks in the moment in which alertd starts waits for the file instead of hearing that there is none.
    void await_opening() {
        std::unique_lock lock(mutex_);
        opening_tried_.wait_for(lock, kLongestOpening, [this] { return tried_ || !running_ || stopping_; });
    }

    KeeperCounters counters() const {
        KeeperCounters counters{kept_, refused_, foreign_, dropped_, 0};
        const std::lock_guard guard(mutex_);
        counters.waiting = waiting_.size();
        return counters;
    }

    [[nodiscard]] const KeeperOptions& options() const { return options_; }

private:
    /// What there is to do, in the order in which it came; nothing at the end, once everything is done.
    std::optional<std::pair<std::vector<Received>, std::vector<Forget>>> next() {
        std::unique_lock lock(mutex_);
        const auto asked = [this] { return stopping_ || !to_forget_.empty(); };
        // Once an hour without anything, so that days end.
        wake_.wait_for(lock, std::chrono::hours(1), [&] { return asked() || !waiting_.empty(); });
        if (!asked() && !waiting_.empty()) wake_.wait_for(lock, options_.gather, asked);
        if (stopping_ && waiting_.empty() && to_forget_.empty()) return std::nullopt;
        std::pair<std::vector<Received>, std::vector<Forget>> work;
        work.first.assign(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(waiting_.end()));
        waiting_.clear();
        work.second.swap(to_forget_);
        busy_ = true;
        return work;
    }

    void rest() {
        const std::lock_guard guard(mutex_);
        busy_ = false;
        settled_.notify_all();
    }

    Result<void> open() {
        if (!reader_) {
            ANJU_TRY(reader_, options_.open_reader());
        }
        if (writer_) return success();
        auto opened = store::open_sqlite_readings_writer(options_.database);
        if (!opened && opened.error().code != ErrorCode::unavailable && opened.error().code != ErrorCode::exhausted) {
            spdlog::error("the readings are begun anew: {}", opened.error().message);
            store::remove_sqlite_readings(options_.database);
            opened = store::open_sqlite_readings_writer(options_.database);
        }
        ANJU_TRY(writer_, std::move(opened));
        return success();
    }

    /// K6. A disk that does not say counts as roomy: the write will tell.
    [[nodiscard]] bool has_room() const {
        std::error_code error;
        const auto folder = std::filesystem::absolute(options_.database, error).parent_path();
        const auto space = std::filesystem::space(folder, error);
        return error || space.available >= options_.least_free;
    }

    Result<void> keep(const std::vector<Received>& received) {
        if (!has_room()) {
            dropped_ += received.size();
            complain("the disk is nearly full");
            return success();
        }
        std::map<std::pair<GatewayId, HomeId>, std::optional<HomeId>> homes;
        std::vector<store::KeptReading> readings;
        readings.reserve(received.size());
        std::uint64_t foreign = 0;
        for (const auto& one : received) {
            const auto key = std::pair(one.gateway, one.claim);
            auto known = homes.find(key);
            if (known == homes.end()) {
                ANJU_TRY(const auto home, home_of(*reader_, one.gateway, one.claim));
                known = homes.emplace(key, home).first;
            }
            if (!known->second) {
                ++foreign;
                continue;
            }
            readings.push_back(one.reading);
            readings.back().home = *known->second;
        }
        std::size_t kept = 0;
        if (!readings.empty()) {
            ANJU_TRY(kept, writer_->put(readings));
        }
        foreign_ += foreign;
        kept_ += kept;
        refused_ += readings.size() - kept;
        return success();
    }

    /// One piece; the next one when it comes to it again.
    Result<void> prune() {
        const std::int64_t now = hour_of(options_.clock->now().utc);
        if (now / kHoursOfDay == pruned_on_) return success();
        ANJU_TRY(const auto held, held_homes(*reader_));
        for (;;) {
            ANJU_TRY(const auto gone, writer_->prune(now - kHoursOfDay * options_.keep_days, held, kPiece));
            if (gone < kPiece) break;
            // What waits has its turn; the rest is for later.
            const std::lock_guard guard(mutex_);
            if (stopping_ || !waiting_.empty() || !to_forget_.empty()) return success();
        }
        pruned_on_ = now / kHoursOfDay;
        return success();
    }

    Result<void> work_on(std::vector<Received>& received, std::vector<Forget>& forgets) {
        try {
            const auto opened = open();
            if (!tried_) tell_that_opening_was_tried();
            if (!opened) return opened;
            if (!received.empty()) {
                ANJU_TRY(keep(received));
                received.clear();
            }
            while (!forgets.empty()) {
                ANJU_TRY(const auto gone, writer_->forget(forgets.back().home));
                auto done = std::move(forgets.back().done);
                forgets.pop_back();
                done(gone);
            }
            return prune();
        } catch (const std::exception& error) {
            return fail(ErrorCode::internal, error.what());
        }
    }

    void complain(const std::string& why) {
        if (const auto held_back = log_.pass(options_.clock->now().mono)) {
            spdlog::error("readings are not kept: {} ({} more were not logged)", why, *held_back);
        }
    }

    void after_failure(const Error& error, std::vector<Received>& received, std::vector<Forget>& forgets) {
        complain(error.message);
        reader_.reset();
        writer_.reset();
        if (error.code == ErrorCode::corrupt) {
            spdlog::error("the readings are begun anew");
            store::remove_sqlite_readings(options_.database);
        }
        dropped_ += received.size();
        std::unique_lock lock(mutex_);
        to_forget_.insert(to_forget_.end(), std::make_move_iterator(forgets.begin()),
                          std::make_move_iterator(forgets.end()));
        busy_ = false;
        settled_.notify_all();
        wake_.wait_for(lock, kAfterFailure, [this] { return stopping_; });
    }

    void tell_that_opening_was_tried() {
        const std::lock_guard guard(mutex_);
        tried_ = true;
        opening_tried_.notify_all();
    }

    void run() {
        step_back();
        std::vector<Received> none;
        std::vector<Forget> nobody;
        // A reader of the API finds a file, and what is too old goes.
        if (auto begun = work_on(none, nobody); !begun) after_failure(begun.error(), none, nobody);
        while (auto work = next()) {
            auto done = work_on(work->first, work->second);
            if (done) {
                rest();
                continue;
            }
            after_failure(done.error(), work->first, work->second);
            const std::lock_guard guard(mutex_);
            if (stopping_) break;
        }
        writer_.reset();
        reader_.reset();
    }

    void refuse_the_rest() {
        std::vector<Forget> left;
        {
            const std::lock_guard guard(mutex_);
            left.swap(to_forget_);
            waiting_.clear();
            settled_.notify_all();
        }
        for (auto& one : left) one.done(fail(ErrorCode::unavailable, "alertd ends"));
    }

    const KeeperOptions options_;
    std::thread thread_;
    mutable std::mutex mutex_;
    std::condition_variable wake_, settled_, opening_tried_;
    std::deque<Received> waiting_;
    std::vector<Forget> to_forget_;
    bool running_ = false, stopping_ = false, busy_ = false;
    bool tried_ = false;  // only the thread writes it, with the lock
    std::atomic<std::uint64_t> kept_{0}, refused_{0}, foreign_{0}, dropped_{0};

    // The thread's own.
    std::unique_ptr<store::Reader> reader_;
    std::unique_ptr<store::ReadingsWriter> writer_;
    std::int64_t pruned_on_ = -1;
    ingest::LogGate log_{Millis{60'000}};
};

Keeper::Keeper(KeeperOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Keeper::~Keeper() { stop(); }
void Keeper::start() { impl_->start(); }
void Keeper::stop() { impl_->stop(); }
void Keeper::submit(const GatewayId& gateway, std::vector<codec::Reading> readings) {
    impl_->submit(gateway, std::move(readings));
}
void Keeper::settle() { impl_->settle(); }
KeeperCounters Keeper::counters() const { return impl_->counters(); }
int Keeper::keep_days() const { return impl_->options().keep_days; }
void Keeper::forget(const HomeId& home, std::function<void(Result<std::size_t>)> done) {
    impl_->forget(home, std::move(done));
}

Result<std::vector<store::ReadingSeries>> Keeper::of(const HomeId& home, std::int64_t first, std::size_t hours) {
    if (keep_days() == 0) return std::vector<store::ReadingSeries>();
    impl_->await_opening();
    // A connection for each question: few are asked, and no lock is needed.
    ANJU_TRY(auto reader, store::open_sqlite_readings_reader(impl_->options().database));
    return reader->of(home, first, hours);
}

}  // namespace anju::alertd::readings
