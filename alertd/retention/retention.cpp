#include "alertd/retention/retention.hpp"

#include <chrono>

namespace anju::alertd::retention {

using store::Kept;

namespace {

constexpr std::size_t kPiece = 100;
constexpr Millis kDay{86'400'000};

}  // namespace

int RetentionOptions::of(Kept what) const {
    switch (what) {
        case Kept::notes: return notes;
        case Kept::evidence: return evidence;
        case Kept::readings: return readings;
        case Kept::deliveries: return deliveries;
        case Kept::quarantine: return quarantine;
    }
    return 0;
}

void Forgetting::next_stage(UtcTime now) {
    after_ = {};
    if (stage_ == Stage::fresh) {
        stage_ = Stage::left;
        return;
    }
    stage_ = Stage::fresh;
    if (++kind_ < std::size(store::kAllKept)) return;
    kind_ = 0;
    finished_at_ = now;
}

Result<bool> Forgetting::piece(ingest::Turn& turn) {
    const UtcTime now = turn.now().utc;
    if (finished_at_ && now < *finished_at_ + kDay) return false;
    finished_at_.reset();
    const Kept what = store::kAllKept[kind_];
    const int months = options_.of(what);
    if (months == 0) {
        stage_ = Stage::left;
        next_stage(now);
        return !finished_at_;
    }
    const UtcTime before = now - std::chrono::floor<Millis>(std::chrono::months{months});
    store::RetentionWriter& store = turn.writer().retention();
    Ulid after = after_;
    ANJU_TRY(auto report, stage_ == Stage::fresh ? store.forget(what, before, kPiece)
                                                 : store.look_again(what, before, after, kPiece));
    if (report.forgotten > 0) {
        ANJU_TRY(turn.journal("retention.forgotten", {{"what", std::string(to_string(what))},
                                                      {"count", std::to_string(report.forgotten)},
                                                      {"before", to_rfc3339(before)}}));
        forgotten_[kind_] += report.forgotten;
    }
    after_ = after;
    if (report.examined < kPiece) next_stage(now);
    return !finished_at_;
}

}  // namespace anju::alertd::retention
