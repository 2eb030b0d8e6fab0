#include "alertd/ingest/silence_desk.hpp"

namespace anju::alertd::ingest {

namespace {

constexpr std::size_t kSilencesPerTurn = 8;
constexpr std::size_t kCasesPerSilence = 32;

Result<void> finish(Turn& turn, const store::DueSilence& due) {
    auto& silences = turn.writer().silences();
    if (!due.is_over) return silences.begun(due.silence.id);
    ANJU_TRY(silences.settled(due.silence.id));
    if (!due.readable) return turn.journal("silence.unreadable", {{"silence", due.silence.id.to_string()}});
    if (!due.silence.ended_by.empty()) return success();  // whoever ended it stands in the journal
    return turn.journal("silence.expired", {{"silence", due.silence.id.to_string()},
                                            {"reason", std::string(core::to_string(due.silence.reason))}});
}

Result<void> look_at_cases(Turn& turn, const store::DueSilence& due) {
    auto& silences = turn.writer().silences();
    std::vector<IncidentId> cases;
    ANJU_TRY(turn.part([&]() -> Result<void> {
        if (due.is_over) {
            ANJU_TRY(cases, silences.cases_kept_by(due.silence.id, kCasesPerSilence));
        } else {
            ANJU_TRY(cases, silences.next_cases(due.silence, kCasesPerSilence));
        }
        return success();
    }));
    Result<void> all = success();
    for (const auto& id : cases) {
        auto looked = turn.part([&]() -> Result<void> {
            ANJU_TRY(const auto reason, turn.silences_changed(id));
            static_cast<void>(reason);
            return success();
        });
        if (!looked) all = looked;
    }
    if (!all || cases.size() == kCasesPerSilence) return all;
    return turn.part([&] { return finish(turn, due); });
}

}  // namespace

Result<void> keep_silences(Turn& turn) {
    ANJU_TRY(const auto due, turn.writer().silences().due(turn.now().utc, kSilencesPerTurn));
    Result<void> all = success();
    for (const auto& one : due) {
        if (auto looked = look_at_cases(turn, one); !looked) all = looked;
    }
    return all;
}

}  // namespace anju::alertd::ingest
