// Line: the thread that speaks to one platform. The inside of Northbound.
#pragma once

#include "alertd/northbound/northbound.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace anju::alertd::northbound {

class Northbound::Line {
public:
    Line(Platform platform, Sources sources);
    ~Line();
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    void start();
    void stop();
    void poke();
    [[nodiscard]] PlatformCounters counters() const;

private:
    void run();
    /// One round; true when there is more to do at once.
    [[nodiscard]] Result<bool> round();
    [[nodiscard]] Result<void> find_cursor(store::Reader& reader);
    [[nodiscard]] Result<bool> take_in(store::Reader& reader);
    [[nodiscard]] Result<bool> send_due(store::Reader& reader);
    [[nodiscard]] Result<Answer> send(store::Reader& reader, const store::PlatformEvent& event);
    [[nodiscard]] Result<void> record(store::PlatformEvent event, const Answer& answer);
    [[nodiscard]] Result<bool> poll(store::Reader& reader);
    /// Runs a change on the engine's thread and waits for it, or for the end.
    [[nodiscard]] Result<void> apply(ingest::Change change);
    void rest(Millis longest);

    const Platform platform_;
    const Sources sources_;
    std::atomic<bool> stopping_{false};
    notify::HttpClient http_;
    std::unique_ptr<store::Reader> reader_;
    std::optional<std::uint64_t> cursor_;
    std::uint64_t stored_cursor_ = 0;
    int failures_in_a_row_ = 0;
    MonoTime rest_until_{};
    MonoTime next_sweep_{};
    std::optional<IncidentId> polled_to_;

    mutable std::mutex mutex_;
    std::condition_variable wake_;
    bool poked_ = false;
    PlatformCounters counters_;
    std::thread thread_;
};

}  // namespace anju::alertd::northbound
