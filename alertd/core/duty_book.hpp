// DutyBook: every roster, laid out ahead, so that "is he on duty now?" costs no calculation on the way of an alert.
//
// Ownership: owns the rosters; the zone is shared. Threads: one, the engine's.
// A moment outside of what is laid out is answered as well, only slower.
#pragma once

#include "alertd/core/roster.hpp"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace anju::alertd::core {

/// What the rosters of his scope say of a responder at a moment.
enum class Duty {
    no_roster,  ///< none names him
    on_duty,
    off_duty,
};

class DutyBook {
public:
    explicit DutyBook(std::shared_ptr<const Zone> zone) : zone_(std::move(zone)) {}

    /// Adds it, or takes the place of the one with this id, laid out around `now`.
    void put(Roster roster, UtcTime now);
    void erase(const RosterId& id);
    /// Lays out again what will be used up soon: a few of them at a time, so that it never takes long. False when
    /// nothing was left to do.
    bool look_ahead(UtcTime now);

    [[nodiscard]] Duty duty_of(const Responder& responder, UtcTime at) const;
    [[nodiscard]] const Zone& zone() const { return *zone_; }
    [[nodiscard]] std::size_t size() const { return laid_out_.size(); }

private:
    struct LaidOut {
        Roster roster;
        Interval window;
        std::vector<Stretch> on_duty;
        std::vector<Stretch> named;
    };
    using Scope = std::pair<Level, std::string>;

    void lay_out(LaidOut& entry, UtcTime now) const;
    [[nodiscard]] Duty duty_in(const LaidOut& entry, const ResponderId& person, UtcTime at) const;

    std::shared_ptr<const Zone> zone_;
    std::map<RosterId, LaidOut> laid_out_;
    std::map<Scope, std::vector<RosterId>> by_scope_;
};

}  // namespace anju::alertd::core
