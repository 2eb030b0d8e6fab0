#include "alertd/roster/tz_zone.hpp"

#include <date/tz.h>

#include <exception>

namespace anju::alertd::roster {

namespace {

using std::chrono::minutes;

class TzZone final : public core::Zone {
public:
    TzZone(std::string name, const date::time_zone* zone) : name_(std::move(name)), zone_(zone) {}

    [[nodiscard]] const std::string& name() const override { return name_; }

    [[nodiscard]] core::LocalTime to_local(UtcTime at) const override {
        const auto utc = std::chrono::floor<std::chrono::seconds>(at.time_since_epoch());
        const auto offset = zone_->get_info(date::sys_seconds{utc}).offset;
        return core::LocalTime{std::chrono::floor<minutes>(utc + offset)};
    }

    [[nodiscard]] UtcTime to_utc(core::LocalTime local) const override {
        const date::local_seconds clock{local.time_since_epoch()};
        const auto info = zone_->get_info(clock);
        if (info.result == date::local_info::nonexistent) return UtcTime{info.first.end.time_since_epoch()};
        return UtcTime{clock.time_since_epoch() - info.first.offset};
    }

private:
    std::string name_;
    const date::time_zone* zone_;  ///< date-tz keeps it for as long as the process lives
};

}  // namespace

Result<std::shared_ptr<const core::Zone>> find_zone(const std::string& name) {
    try {
        static_cast<void>(date::get_tzdb());
    } catch (const std::exception& error) {
        return fail(ErrorCode::unavailable, std::string("no time zone database on this machine: ") + error.what());
    }
    try {
        // Whatever the file says is read here, so that no later question can fail.
        const auto* zone = date::locate_zone(name);
        static_cast<void>(zone->get_info(date::sys_seconds{}));
        return std::shared_ptr<const core::Zone>(std::make_shared<TzZone>(name, zone));
    } catch (const std::exception&) {
        return fail(ErrorCode::not_found,
                    "no time zone is called \"" + name + "\"; one such as Asia/Shanghai is expected");
    }
}

}  // namespace anju::alertd::roster
