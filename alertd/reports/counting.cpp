#include "alertd/reports/counting.hpp"

#include "alertd/reports/days.hpp"
#include "alertd/reports/figures.hpp"

#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>

namespace anju::alertd::reports {

namespace {

constexpr std::size_t kPiece = 100;
constexpr std::size_t kRebuildPiece = 5'000;

/// One piece: what the store has is loaded once, changed here, and written at the end.
class Piece {
public:
    Piece(store::FiguresWriter& figures, Millis utc_offset) : figures_(figures), utc_offset_(utc_offset) {}

    Result<void> take(const core::JournalEntry& entry) {
        if (entry.incident) {
            ANJU_TRY(auto* known, case_of(*entry.incident));
            // A case that the store does not have cannot be placed; the journal alone does not say where it was.
            if (known->has_value()) {
                static_cast<void>(hear((*known)->now, entry));
                if (is_alarm(entry) && !(*known)->now.exercise) ++windows_[{window_of(entry.at), (*known)->now.area}];
            }
        }
        if (entry.event.starts_with("alert.")) return take_alert(entry);
        return success();
    }

    Result<void> write() {
        for (const auto& [id, each] : cases_) {
            if (!each || each->before == each->now) continue;
            if (each->before) add(*each->before, -1);
            add(each->now, 1);
            ANJU_TRY(figures_.put(each->now));
        }
        for (const auto& [key, counts] : counts_) {
            if (counts == store::CaseCounts{}) continue;
            ANJU_TRY(figures_.add(key, counts));
        }
        for (const auto& [key, count] : times_) {
            if (count == 0) continue;
            ANJU_TRY(figures_.add(key, count));
        }
        for (const auto& [key, alarms] : windows_) {
            ANJU_TRY(figures_.add(key, alarms));
        }
        for (const auto& [key, day] : sources_) {
            if (!heard_.contains(key)) continue;
            ANJU_TRY(figures_.put(day));
        }
        return success();
    }

private:
    struct Case {
        std::optional<store::CaseFacts> before;  ///< as the store has counted it
        store::CaseFacts now;
    };
    using SourceKey = std::tuple<int, HomeId, DeviceId, Condition>;

    Result<std::optional<Case>*> case_of(const IncidentId& id) {
        const auto found = cases_.find(id);
        if (found != cases_.end()) return &found->second;
        std::optional<Case> loaded;
        ANJU_TRY(auto counted, figures_.counted(id));
        if (counted) {
            loaded = Case{counted, *counted};
        } else {
            ANJU_TRY(auto uncounted, figures_.uncounted(id));
            if (uncounted) loaded = Case{std::nullopt, std::move(*uncounted)};
        }
        return &cases_.emplace(id, std::move(loaded)).first->second;
    }

    Result<void> take_alert(const core::JournalEntry& entry) {
        const auto id = Ulid::parse(fact_of(entry, "alert"));
        if (!id) return success();
        ANJU_TRY(auto source, figures_.source_of(AlertId(id.value())));
        if (!source) return success();
        const int day = day_of(entry.at, utc_offset_);
        const SourceKey key{day, source->home, source->device, source->condition};
        auto found = sources_.find(key);
        if (found == sources_.end()) {
            ANJU_TRY(auto loaded, figures_.source_day(day, *source));
            found = sources_.emplace(key, std::move(loaded)).first;
        }
        if (hear(found->second, entry)) heard_.insert(key);
        return success();
    }

    void add(const store::CaseFacts& facts, int sign) {
        const auto made = contribution_of(facts, utc_offset_);
        // Everything counts in its day and in its month.
        for (auto [key, counts] : made.counts) {
            for (const int period : {key.period, store::month_period(key.period)}) {
                key.period = period;
                if (sign > 0) {
                    counts_[key] += counts;
                } else {
                    counts_[key] -= counts;
                }
            }
        }
        for (auto key : made.times) {
            for (const int period : {key.period, store::month_period(key.period)}) {
                key.period = period;
                times_[key] += sign;
            }
        }
    }

    store::FiguresWriter& figures_;
    const Millis utc_offset_;
    std::unordered_map<IncidentId, std::optional<Case>> cases_;
    std::map<store::CaseKey, store::CaseCounts> counts_;
    std::map<store::TimesKey, std::int64_t> times_;
    std::map<store::WindowKey, std::int64_t> windows_;
    std::map<SourceKey, store::SourceDay> sources_;
    std::set<SourceKey> heard_;  ///< those of `sources_` that changed
};

}  // namespace

Result<std::size_t> count_on(store::Writer& writer, std::size_t most) {
    store::FiguresWriter& figures = writer.figures();
    ANJU_TRY(auto progress, figures.progress());
    ANJU_TRY(auto entries, figures.journal_after(progress.seq, most));
    if (entries.empty()) return std::size_t{0};
    Piece piece(figures, progress.utc_offset);
    for (const auto& entry : entries) {
        ANJU_TRY(piece.take(entry));
    }
    ANJU_TRY(piece.write());
    progress.seq = entries.back().seq;
    progress.at = entries.back().at;
    ANJU_TRY(figures.put(progress));
    return entries.size();
}

Result<bool> count_piece(store::Writer& writer, Millis utc_offset) {
    ANJU_TRY(auto progress, writer.figures().progress());
    if (progress.seq == 0 && progress.utc_offset != utc_offset) {
        progress.utc_offset = utc_offset;
        ANJU_TRY(writer.figures().put(progress));
    }
    ANJU_TRY(auto taken, count_on(writer, kPiece));
    return taken == kPiece;
}

Result<std::uint64_t> rebuild(store::Writer& writer, Millis utc_offset,
                              const std::function<void(std::uint64_t)>& progress) {
    const auto in_transaction = [&](auto&& body) -> decltype(body()) {
        ANJU_TRY(writer.begin());
        auto result = body();
        if (!result) {
            writer.rollback();
            return result;
        }
        ANJU_TRY(writer.commit());
        return result;
    };
    ANJU_TRY(in_transaction([&] { return writer.figures().clear(utc_offset); }));
    std::uint64_t counted = 0;
    for (;;) {
        ANJU_TRY(auto taken, in_transaction([&] { return count_on(writer, kRebuildPiece); }));
        counted += taken;
        if (progress) progress(counted);
        if (taken < kRebuildPiece) return counted;
    }
}

}  // namespace anju::alertd::reports
