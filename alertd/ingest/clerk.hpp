// Clerk: work that has time: counting, tidying up. One thread that hands the engine one small piece after another.
//
// It rests while the engine has something to do, and after each piece at least as long as the piece took, so that it
// never takes more than half of what is left. A piece that fails is tried again after a pause.
//
// Threads: start() and stop() from one; pieces run on the engine's. Ownership: what the pieces use must outlive stop().
#pragma once

#include "alertd/ingest/engine.hpp"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace anju::alertd::ingest {

struct Duty {
    std::string name;  ///< for the log
    /// A few milliseconds of work inside a part of the engine's transaction. True: there is more to do.
    std::function<Result<bool>(Turn&)> piece;
    Millis pause{2'000};  ///< until it is looked at again, once there is nothing more to do
};

class Clerk {
public:
    using Submit = std::function<void(Change, std::function<void(Result<void>)>)>;

    /// `submit` as Engine::change; `busy` says whether something more important waits.
    Clerk(std::vector<Duty> duties, Submit submit, std::function<bool()> busy);
    ~Clerk();  ///< stops
    Clerk(const Clerk&) = delete;
    Clerk& operator=(const Clerk&) = delete;

    void start();
    /// Does not wait for a piece that is under way.
    void stop();

private:
    struct Outcome;
    void run();
    /// Whether there is more to do; nothing when it failed or we stop.
    [[nodiscard]] std::optional<bool> do_piece(const Duty& duty);
    /// False when we stop.
    bool rest(Millis time);

    const std::vector<Duty> duties_;
    const Submit submit_;
    const std::function<bool()> busy_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace anju::alertd::ingest
