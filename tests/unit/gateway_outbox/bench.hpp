// A workbench for outbox tests: a directory, a time, and updates to store.
#pragma once

#include "gateway/outbox/outbox.hpp"
#include "tests/support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <random>
#include <string>
#include <vector>

namespace anju::gateway::outbox {

inline const Now kNow{MonoTime{Millis{5'000}}, UtcTime{Millis{1'772'330'400'000}}, true};

inline AlertUpdate make_update(std::uint8_t id, Condition condition = Condition::smoke, std::uint32_t revision = 1) {
    AlertUpdate update;
    update.id.value.bytes.fill(0x22);
    update.id.value.bytes.back() = id;
    update.revision = revision;
    update.key = {HomeId{"home"}, DeviceId{"device"}, condition};
    update.severity = severity_of(condition);
    update.kind = Kind::smoke;
    update.evidence = R"({"smoke":true})";
    return update;
}

inline core::Record make_record(const std::string& device, double percent = 50) {
    core::DeviceRecord record;
    record.device = DeviceId{device};
    record.kind = Kind::smoke;
    record.battery_percent = percent;
    return record;
}

class Bench {
public:
    OutboxOptions options() const {
        OutboxOptions options;
        options.file = directory_ / "outbox.sqlite";
        options.random64 = [engine = std::make_shared<std::mt19937_64>(std::random_device{}())] { return (*engine)(); };
        return options;
    }
    std::unique_ptr<Outbox> open() { return open(options()); }
    std::unique_ptr<Outbox> open(const OutboxOptions& options) {
        auto opened = Outbox::open(options, kNow);
        REQUIRE_MESSAGE(opened.has_value(), (opened.has_error() ? opened.error().message : ""));
        return std::move(opened).value();
    }
    const std::filesystem::path& directory() const { return directory_.path(); }

private:
    anju::tests::TempDir directory_{"outbox"};
};

inline std::vector<std::uint64_t> numbers_of(const std::vector<EntryRef>& entries) {
    std::vector<std::uint64_t> numbers;
    for (const auto& entry : entries) numbers.push_back(entry.number);
    return numbers;
}

inline Change updates(std::vector<AlertUpdate> list) {
    Change change;
    change.updates = std::move(list);
    return change;
}

}  // namespace anju::gateway::outbox
