#include "alertd/ingest/clerk.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>

namespace anju::alertd::ingest {

using Steady = std::chrono::steady_clock;

namespace {

constexpr Millis kWhileBusy{50};
constexpr Millis kAfterFailure{10'000};

}  // namespace

/// Shared with the engine, which may answer after we have gone.
struct Clerk::Outcome {
    std::mutex mutex;
    std::condition_variable told;
    std::optional<Result<void>> result;
    bool more = false;
    bool given_up = false;
};

Clerk::Clerk(std::vector<Duty> duties, Submit submit, std::function<bool()> busy)
    : duties_(std::move(duties)), submit_(std::move(submit)), busy_(std::move(busy)) {}
Clerk::~Clerk() { stop(); }

void Clerk::start() {
    thread_ = std::thread([this] { run(); });
}

void Clerk::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

bool Clerk::rest(Millis time) {
    std::unique_lock lock(mutex_);
    return !wake_.wait_for(lock, time, [this] { return stopping_; });
}

void Clerk::run() {
    std::vector<Steady::time_point> next(duties_.size(), Steady::now());
    for (;;) {
        if (busy_()) {
            if (!rest(kWhileBusy)) return;
            continue;
        }
        const auto first = std::ranges::min_element(next);
        const auto now = Steady::now();
        if (*first > now) {
            if (!rest(std::chrono::ceil<Millis>(*first - now))) return;
            continue;
        }
        const Duty& duty = duties_[static_cast<std::size_t>(first - next.begin())];
        const auto more = do_piece(duty);
        const auto done = Steady::now();
        const auto took = done - now;
        *first = !more ? done + kAfterFailure : *more ? done + took : done + duty.pause;
        if (!rest(std::chrono::ceil<Millis>(took))) return;
    }
}

std::optional<bool> Clerk::do_piece(const Duty& duty) {
    auto outcome = std::make_shared<Outcome>();
    submit_(
        [outcome, piece = duty.piece](Turn& turn) -> Result<void> {
            {
                const std::lock_guard lock(outcome->mutex);
                if (outcome->given_up) return success();
            }
            ANJU_TRY(auto more, piece(turn));
            outcome->more = more;
            return success();
        },
        [outcome](Result<void> result) {
            const std::lock_guard lock(outcome->mutex);
            outcome->result = std::move(result);
            outcome->told.notify_all();
        });
    std::unique_lock lock(outcome->mutex);
    while (!outcome->told.wait_for(lock, kWhileBusy, [&] { return outcome->result.has_value(); })) {
        const std::lock_guard ours(mutex_);
        if (!stopping_) continue;
        outcome->given_up = true;
        return std::nullopt;
    }
    if (!*outcome->result) {
        spdlog::warn("{}: {}; trying again later", duty.name, outcome->result->error().message);
        return std::nullopt;
    }
    return outcome->more;
}

}  // namespace anju::alertd::ingest
