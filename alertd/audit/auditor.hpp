// Auditor: looks, with a reader and queries of its own, for what alertd should have done and has not.
//
// It looks each `every`; what is later than `grace` is a finding. Findings and their end are handed to `report`, which
// must not wait. A look that fails is told apart from one that finds nothing: last_look() stays behind.
//
// Threads: one of its own; the getters are called from any.
#pragma once

#include "alertd/store/store.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace anju::alertd::audit {

struct AuditorOptions {
    Millis every{15'000};
    Millis grace{30'000};  ///< twice what the engine takes to mend a step by itself
};

class Auditor {
public:
    using OpenReader = std::function<Result<std::unique_ptr<store::Reader>>()>;
    using Report = std::function<void(const store::AuditFindings&)>;

    Auditor(AuditorOptions options, OpenReader open_reader, Report report, std::shared_ptr<const Clock> clock);
    ~Auditor();  ///< stops
    Auditor(const Auditor&) = delete;
    Auditor& operator=(const Auditor&) = delete;

    void start();
    void stop();

    /// One look, on the caller's thread; only while the own thread does not run.
    [[nodiscard]] Result<store::AuditFindings> look();

    /// Of the last look that went through.
    [[nodiscard]] store::AuditFindings findings() const;
    /// How long ago the last look that went through ended; nothing: there was none since the start.
    [[nodiscard]] std::optional<Millis> since_last_look() const;
    /// An error when no look went through for three times `every`.
    [[nodiscard]] Result<void> is_looking() const;

private:
    void run();

    const AuditorOptions options_;
    const OpenReader open_reader_;
    const Report report_;
    const std::shared_ptr<const Clock> clock_;
    std::unique_ptr<store::Reader> reader_;  ///< of whoever looks
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    store::AuditFindings findings_;
    std::optional<MonoTime> looked_;
    std::thread thread_;
};

}  // namespace anju::alertd::audit
