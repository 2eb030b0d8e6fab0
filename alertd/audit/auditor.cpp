#include "alertd/audit/auditor.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace anju::alertd::audit {

namespace {

constexpr int kMissedLooks = 3;

}  // namespace

Auditor::Auditor(AuditorOptions options, OpenReader open_reader, Report report, std::shared_ptr<const Clock> clock)
    : options_(options), open_reader_(std::move(open_reader)), report_(std::move(report)), clock_(std::move(clock)) {}

Auditor::~Auditor() { stop(); }

void Auditor::start() {
    thread_ = std::thread([this] { run(); });
}

void Auditor::stop() {
    {
        const std::lock_guard guard(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

Result<store::AuditFindings> Auditor::look() {
    if (!reader_) {
        ANJU_TRY(reader_, open_reader_());
    }
    // Deadlines are written in the engine's time, which does not go back with the system's clock.
    const auto newest = reader_->audit().newest_time();
    const UtcTime now = std::max(clock_->now().utc, newest ? newest.value().value_or(UtcTime{}) : UtcTime{});
    auto found = reader_->audit().look(now - options_.grace);
    if (!found) {
        reader_.reset();  // opened again for the next look
        return found;
    }
    store::AuditFindings before;
    {
        const std::lock_guard guard(mutex_);
        before = std::exchange(findings_, found.value());
        looked_ = clock_->now().mono;
    }
    if (found.value() != before && found.value().all() > 0) {
        const auto& what = found.value();
        spdlog::error(
            "the audit found steps missing {}, steps late {}, leases expired {}, notifications never tried {}, "
            "silences "
            "unsettled {}, commands unsettled {}",
            what.steps_missing, what.steps_late, what.leases_expired, what.never_tried, what.silences_unsettled,
            what.commands_unsettled);
    }
    if (found.value().all() > 0 || before.all() > 0) report_(found.value());
    return found;
}

void Auditor::run() {
    bool first = true;
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            wake_.wait_for(lock, options_.every, [this] { return stopping_; });
            if (stopping_) return;
        }
        const auto found = look();
        if (!found) spdlog::error("the audit could not look: {}", found.error().message);
        // What an alertd before this one raised and this one does not find is over.
        if (found && std::exchange(first, false) && found.value().all() == 0) report_(found.value());
    }
}

store::AuditFindings Auditor::findings() const {
    const std::lock_guard guard(mutex_);
    return findings_;
}

std::optional<Millis> Auditor::since_last_look() const {
    const std::lock_guard guard(mutex_);
    if (!looked_) return std::nullopt;
    return std::max(clock_->now().mono - *looked_, Millis{0});
}

Result<void> Auditor::is_looking() const {
    const auto since = since_last_look();
    if (!since) return fail(ErrorCode::unavailable, "the auditor has not looked yet");
    if (*since <= kMissedLooks * options_.every) return success();
    return fail(ErrorCode::unavailable, "the auditor last looked " + std::to_string(since->count() / 1'000) + " s ago");
}

}  // namespace anju::alertd::audit
