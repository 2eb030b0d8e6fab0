// Office: a real engine on a real store, whose time only the test turns. What a test does to the store it does as a
// change, in the engine's own transactions.
#pragma once

#include "alertd/ingest/engine.hpp"
#include "alertd/ingest/turn.hpp"
#include "alertd/store/store.hpp"
#include "base/system.hpp"
#include "tests/contract/store/must.hpp"
#include "tests/contract/store/samples.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/alertd_ingest/manual_clock.hpp"

#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <string>

namespace anju::tests {

/// The first id of that moment, told apart by `n`.
[[nodiscard]] inline Ulid id_at(UtcTime time, std::uint8_t n) {
    Ulid id;
    auto millis = static_cast<std::uint64_t>(time.time_since_epoch().count());
    for (std::size_t i = 6; i > 0; --i, millis >>= 8) id.bytes[i - 1] = static_cast<std::uint8_t>(millis & 0xff);
    id.bytes[15] = n;
    return id;
}

class Office {
public:
    Office() { start(); }
    ~Office() { engine_->stop(); }

    Result<void> change(alertd::ingest::Change change) {
        std::promise<Result<void>> told;
        auto result = told.get_future();
        engine_->change(std::move(change), [&told](Result<void> done) { told.set_value(std::move(done)); });
        return result.get();
    }
    /// A change that must not fail.
    void write(const std::function<void(alertd::store::Writer&)>& body) {
        must(change([&body](alertd::ingest::Turn& turn) -> Result<void> {
            body(turn.writer());
            return success();
        }));
    }
    void turn_clock(Millis by) { clock_->advance(by); }
    [[nodiscard]] std::unique_ptr<alertd::store::Reader> reader() const {
        return must(alertd::store::open_sqlite_reader(path_));
    }
    [[nodiscard]] alertd::store::IncidentDetail detail(const IncidentId& id) const {
        return *must(reader()->incident_detail(id));
    }
    /// Entries of this event.
    [[nodiscard]] std::vector<alertd::core::JournalEntry> journal(const std::string& event) const {
        auto entries = must(reader()->journal_after(0, 1000));
        std::erase_if(entries, [&](const auto& entry) { return entry.event != event; });
        return entries;
    }
    /// Whether one of the files of the database holds the bytes, once everything is written back.
    [[nodiscard]] bool file_holds(const std::string& bytes) {
        engine_->stop();
        engine_.reset();
        bool found = false;
        for (const auto& entry : std::filesystem::directory_iterator(directory_.path())) {
            found = found || read_file(entry.path()).find(bytes) != std::string::npos;
        }
        start();
        return found;
    }

private:
    void start() {
        engine_ = std::make_unique<alertd::ingest::Engine>(alertd::ingest::EngineOptions{},
                                                           must(alertd::store::open_sqlite_writer({path_, 100, 0})),
                                                           clock_, system_random64);
        must(engine_->start());
    }

    TempDir directory_{"retention"};
    std::string path_ = (directory_ / "alertd.db").string();
    std::shared_ptr<ManualClock> clock_ = std::make_shared<ManualClock>();
    std::unique_ptr<alertd::ingest::Engine> engine_;
};

}  // namespace anju::tests
