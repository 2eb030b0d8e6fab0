#include "alertd/audit/watchdog.hpp"

#include "alertd/notify/http_client.hpp"

#include <spdlog/spdlog.h>

#include <utility>

namespace anju::alertd::audit {

namespace {

notify::HttpOptions http_options(const WatchdogOptions& options) {
    notify::HttpOptions http;
    http.limits.timeout = options.timeout;
    http.max_answer_bytes = 4'096;
    return http;
}

}  // namespace

class Watchdog::Caller {
public:
    Caller(const WatchdogOptions& options, const std::atomic<bool>& stopping)
        : options_(options), client_(http_options(options), stopping) {}

    notify::HttpAnswer call() {
        if (!options_.post) return client_.get(options_.url);
        return client_.post(options_.url, {"Content-Type: application/json"}, R"({"service":"alertd","well":true})");
    }

private:
    const WatchdogOptions& options_;
    notify::HttpClient client_;
};

Watchdog::Watchdog(WatchdogOptions options, std::vector<Check> checks, std::shared_ptr<const Clock> clock)
    : options_(std::move(options)),
      checks_(std::move(checks)),
      clock_(std::move(clock)),
      caller_(std::make_unique<Caller>(options_, stopping_)) {}

Watchdog::~Watchdog() { stop(); }

void Watchdog::start() {
    thread_ = std::thread([this] { run(); });
}

void Watchdog::stop() {
    {
        const std::lock_guard guard(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Watchdog::run() {
    for (;;) {
        beat();
        std::unique_lock lock(mutex_);
        wake_.wait_for(lock, options_.every, [this] { return stopping_.load(); });
        if (stopping_) return;
    }
}

void Watchdog::beat() {
    for (const auto& check : checks_) {
        const auto passed = check.passes();
        if (passed) continue;
        {
            const std::lock_guard guard(mutex_);
            ++counters_.withheld;
        }
        return note("withheld, because " + check.name + " is not well: " + passed.error().message);
    }
    const auto answer = caller_->call();
    if (answer.end == notify::HttpAnswer::End::stopping) return;
    {
        const std::lock_guard guard(mutex_);
        ++(answer.succeeded() ? counters_.sent : counters_.failed);
        if (answer.succeeded()) counters_.last_success = clock_->now().utc;
    }
    if (answer.succeeded()) return note("");
    note("not heard: " + (answer.status != 0 ? "HTTP " + std::to_string(answer.status) : answer.why));
}

/// The same trouble each minute of a night would bury everything else in the log.
void Watchdog::note(const std::string& trouble) {
    if (trouble == trouble_) return;
    if (trouble.empty()) {
        spdlog::info("the outside monitor hears alertd again");
    } else {
        spdlog::error("the call to the outside monitor was {}", trouble);
    }
    trouble_ = trouble;
}

WatchdogCounters Watchdog::counters() const {
    const std::lock_guard guard(mutex_);
    return counters_;
}

}  // namespace anju::alertd::audit
