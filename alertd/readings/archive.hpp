// Archive: the readings of a home as others ask for them. Any thread.
#pragma once

#include "alertd/store/readings.hpp"

#include <functional>

namespace anju::alertd::readings {

class Archive {
public:
    virtual ~Archive() = default;
    /// How many days are kept; 0: none ever are.
    [[nodiscard]] virtual int keep_days() const = 0;
    /// As store::ReadingsReader::of(); what was received in the last second or two may be missing. Waits for the disk,
    /// and while alertd starts for the file; `unavailable` when there is none.
    [[nodiscard]] virtual Result<std::vector<store::ReadingSeries>> of(const HomeId& home, std::int64_t first,
                                                                       std::size_t hours) = 0;
    /// Forgets everything of the home, also what was received before this and waits. `done` is called on another thread
    /// with how many curves there were; it is tried again until it is done or alertd ends (unavailable).
    virtual void forget(const HomeId& home, std::function<void(Result<std::size_t>)> done) = 0;
};

}  // namespace anju::alertd::readings
