// Northbound: tells each city platform every milestone of the cases it wants, at least once, in order.
//
// N1 What a platform is to be told comes out of the journal: a cursor says how far, one row for each
//    event says what became of it. Both are written through the engine in one transaction, so a crash
//    neither loses an event nor makes it twice.
// N2 A platform that is new begins with what happens from then on: its district decides by hand what of
//    the past it should have.
// N3 Events of one case go in their order: the next waits until the one before is taken or refused.
//    Cases do not wait for each other, and emergencies go first.
// N4 An event is tried until the platform takes it or says that it never will. After three failures
//    in a row the platform as a whole is left alone, for a growing time of a minute at most.
// N5 An event that was sent and whose outcome could not be stored is sent again, with the same key.
//
// Threads: each platform has its own; poke() and counters() from any, neither blocks.
#pragma once

#include "alertd/ingest/engine.hpp"
#include "alertd/northbound/platform.hpp"
#include "alertd/store/store.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace anju::alertd::northbound {

/// What it needs of the rest of alertd; callable until stop() has returned.
struct Sources {
    std::function<void(ingest::Change, std::function<void(Result<void>)>)> change;
    std::function<Result<std::unique_ptr<store::Reader>>()> open_reader;
    std::shared_ptr<const Clock> clock;
    std::function<std::uint64_t()> random64;
};

struct PlatformCounters {
    std::string id;
    std::uint64_t taken = 0, refused = 0, retried = 0, polled = 0;
    store::PlatformBacklog backlog;  ///< as of the last round
};

class Northbound {
public:
    Northbound(std::vector<Platform> platforms, Sources sources);
    ~Northbound();  ///< stops
    Northbound(const Northbound&) = delete;
    Northbound& operator=(const Northbound&) = delete;

    void start();
    /// Gives up what is being sent and ends the threads. Before the engine stops.
    void stop();
    /// Something was committed.
    void poke();
    [[nodiscard]] std::vector<PlatformCounters> counters() const;

private:
    class Line;
    std::vector<std::unique_ptr<Line>> lines_;
};

}  // namespace anju::alertd::northbound
