// anju-registry-bench: how fast the registry of a whole district is filled, indexed, searched and exported.
//
// Then the same district is imported from CSV files into an empty store while an engine takes alarms: how long
// it takes, and how long an alarm waits meanwhile.
//
//   anju-registry-bench [homes [directory]]     JSON lines; with a directory the database is kept there
//   anju-registry-bench csv <homes> <directory> only writes the district as CSV files
#include "alertd/ingest/engine.hpp"
#include "alertd/registry/import_jobs.hpp"
#include "alertd/registry/indexer.hpp"
#include "alertd/registry/registry.hpp"
#include "alertd/registry/search_text.hpp"
#include "base/system.hpp"
#include "tests/bench/district.hpp"
#include "tests/bench/measure.hpp"
#include "tests/support/temp_dir.hpp"

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <future>
#include <iterator>
#include <map>
#include <mutex>
#include <string>
#include <thread>

using namespace anju;
using namespace anju::tests;
using namespace anju::alertd;

namespace {

constexpr std::size_t kDistrictHomes = 237'400;

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

template <class T>
T must(Result<T> result) {
    if (!result) {
        std::fprintf(stderr, "%s\n", result.error().message.c_str());
        std::exit(1);
    }
    if constexpr (!std::is_void_v<T>) return std::move(result).value();
}

struct Asked {
    const char* kind;
    std::function<std::string(std::size_t home)> text;
};

std::string pinyin_of(registry::Pinyin& pinyin, const std::string& name, bool initials) {
    std::string text;
    const auto readings = pinyin.readings(name);
    for (const auto& syllable : readings.front()) text += initials ? syllable.substr(0, 1) : syllable;
    return text;
}

/// Everything that somebody types, each for homes all over the district, and what is common on purpose.
std::vector<Asked> questions(const District& district, registry::Pinyin& pinyin) {
    const auto name = [&](std::size_t home) { return district.resident_name(home); };
    return {
        {"name", name},
        {"surname", [](std::size_t home) { return std::string(home % 2 == 0 ? "王" : "单"); }},
        {"pinyin", [&](std::size_t home) { return pinyin_of(pinyin, name(home), false); }},
        {"pinyin_start",
         [&](std::size_t home) { return pinyin_of(pinyin, name(home), false).substr(0, 1 + home % 7); }},
        {"initials", [&](std::size_t home) { return pinyin_of(pinyin, name(home), true); }},
        {"phone", [&](std::size_t home) { return district.resident_phone(home); }},
        {"phone_last_4", [&](std::size_t home) { return district.resident_phone(home).substr(7); }},
        {"phone_3_digits", [&](std::size_t home) { return district.resident_phone(home).substr(home % 9, 3); }},
        {"address", [&](std::size_t home) { return district.address(home); }},
        {"address_piece",
         [&](std::size_t home) {
             const auto text = district.address(home);
             return text.substr(text.find("路") + std::string("路").size());
         }},
        {"room", [](std::size_t home) { return std::to_string(home % 10 + 1) + "01室"; }},
        {"common_piece", [](std::size_t home) { return std::string(home % 2 == 0 ? "号" : "弄 号 室"); }},
        {"gateway", [](std::size_t home) { return District::gateway_id(home); }},
        {"home", [](std::size_t home) { return District::home_id(home); }},
        {"name_and_room", [&](std::size_t home) { return pinyin_of(pinyin, name(home), true) + " 502"; }},
        {"nothing", [](std::size_t home) { return "xqzw " + std::to_string(home); }},
    };
}

void measure_search(store::RegistryReader& reader, const District& district, bool scoped) {
    auto pinyin = must(registry::Pinyin::make());
    std::vector<double> all;
    for (const auto& asked : questions(district, pinyin)) {
        std::vector<double> times;
        for (std::size_t i = 0; i < 100; ++i) {
            auto query = registry::query_of(asked.text((i * 7'919) % district.homes()));
            if (scoped) query.committees = {{"c-000007"}};
            const auto start = std::chrono::steady_clock::now();
            const auto found = must(reader.search(query));
            for (const auto& home : found.homes) must(reader.home_card(home));
            times.push_back(seconds_since(start) * 1000);
        }
        all.insert(all.end(), times.begin(), times.end());
        print(std::string("registry.search.") + asked.kind + (scoped ? ".scoped" : "") + ".p99",
              percentile(times, 0.99), "ms", 50);
    }
    print(std::string("registry.search") + (scoped ? ".scoped" : "") + ".p99", percentile(all, 0.99), "ms", 50);
}

/// Sends an alarm every 20 ms, and times each until its receipt follows the commit.
class Alarms {
public:
    Alarms(ingest::Engine& engine, std::shared_ptr<const Clock> clock) : engine_(engine), clock_(std::move(clock)) {
        engine_.on_committed([this](const ingest::Committed& committed) {
            const auto now = std::chrono::steady_clock::now();
            const std::lock_guard guard(mutex_);
            for (const auto& answer : committed.receipts) {
                for (const auto number : answer.receipt.numbers) took_.push_back(millis(sent_.at(number), now));
            }
        });
    }
    void start() {
        thread_ = std::thread([this] {
            while (!stopping_) {
                send();
                std::this_thread::sleep_for(std::chrono::milliseconds(20));
            }
        });
    }
    std::vector<double> stop() {
        stopping_ = true;
        thread_.join();
        const std::lock_guard guard(mutex_);
        return took_;
    }

private:
    void send() {
        const Now now = clock_->now();
        NumberedUpdate numbered;
        numbered.number = ++last_;
        numbered.update.id = AlertId(ids_.next(now.utc));
        numbered.update.revision = 1;
        numbered.update.key = {HomeId{"alarm-" + std::to_string(last_)}, DeviceId{"hall"}, Condition::smoke};
        numbered.update.kind = Kind::smoke;
        numbered.update.severity = Severity::critical;
        numbered.update.first = numbered.update.last = stamp_of(now, 1);
        ingest::ReceivedBatch batch;
        batch.gateway = GatewayId{"gw-alarms"};
        batch.batch.epoch = epoch_;
        batch.batch.sent = stamp_of(now, 1);
        batch.batch.updates.push_back(std::move(numbered));
        {
            const std::lock_guard guard(mutex_);
            sent_[last_] = std::chrono::steady_clock::now();
        }
        engine_.submit_alerts(std::move(batch));
    }

    ingest::Engine& engine_;
    std::shared_ptr<const Clock> clock_;
    UlidFactory ids_{system_random64};
    OutboxEpoch epoch_{ids_.next(clock_->now().utc)};
    std::uint64_t last_ = 0;
    std::atomic<bool> stopping_{false};
    std::mutex mutex_;
    std::map<std::uint64_t, sim::SteadyTime> sent_;
    std::vector<double> took_;
    std::thread thread_;
};

template <class T>
T wait(const std::function<void(std::function<void(Result<T>)>)>& call) {
    std::promise<Result<T>> promise;
    call([&promise](Result<T> result) { promise.set_value(std::move(result)); });
    return must(promise.get_future().get());
}

void measure_import(const District& district, const std::filesystem::path& directory) {
    const std::string path = (directory / "import.db").string();
    const auto clock = std::make_shared<SystemClock>();
    ingest::Engine engine({}, must(store::open_sqlite_writer({path})), clock, system_random64);
    Alarms alarms(engine, clock);
    must(engine.start());
    registry::ImportJobsOptions options;
    options.directory = directory / "imports";
    options.open_reader = [path] { return store::open_sqlite_reader(path); };
    options.change = [&engine](ingest::Change change, std::function<void(Result<void>)> done) {
        engine.change(std::move(change), std::move(done));
    };
    options.clock = clock;
    options.random64 = system_random64;
    registry::ImportJobs jobs(options);
    must(jobs.start());
    must(write_csv(district, directory / "csv"));
    const auto draft = wait<store::ImportRecord>(
        [&](auto done) { jobs.create("user:bench", "bench", registry::Encoding::detect, std::move(done)); });
    for (const auto& table : store::registry_tables()) {
        std::ifstream file(directory / "csv" / (std::string(table.name) + ".csv"), std::ios::binary);
        if (!file) continue;
        const std::string text(std::istreambuf_iterator<char>(file), {});
        wait<store::ImportRecord>([&](auto done) { jobs.add_file(draft.id, table.id, text, std::move(done)); });
    }
    alarms.start();
    const auto start = std::chrono::steady_clock::now();
    wait<store::ImportRecord>([&](auto done) { jobs.commit(draft.id, false, "user:bench", std::move(done)); });
    auto reader = must(store::open_sqlite_reader(path));
    std::optional<double> checked;
    for (;;) {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        const auto record = must(reader->registry().import_record(draft.id));
        if (!checked && record->state == store::ImportState::applying) checked = seconds_since(start);
        if (record->state == store::ImportState::finished) break;
        if (record->state == store::ImportState::refused || record->state == store::ImportState::failed) {
            std::fprintf(stderr, "%s\n", record->errors.c_str());
            std::exit(1);
        }
    }
    print("registry.import.check", checked.value_or(0), "s", 60);
    print("registry.import", seconds_since(start), "s", 300);
    const auto took = alarms.stop();
    print("registry.import.alarm.p50", percentile(took, 0.5), "ms", 20);
    print("registry.import.alarm.p99", percentile(took, 0.99), "ms", 50);
    print("registry.import.alarm.max", percentile(took, 1.0), "ms", 100);
    jobs.stop();
    engine.stop();
}

void run(std::size_t homes, const std::filesystem::path& directory) {
    const District district(homes);
    const std::string path = (directory / "alertd.db").string();
    auto writer = must(store::open_sqlite_writer({path}));
    auto reader = must(store::open_sqlite_reader(path));
    auto start = std::chrono::steady_clock::now();
    if (must(reader->registry().ids(store::TableId::homes)).empty()) {
        must(fill(*writer, district, nullptr));
        print("registry.fill", seconds_since(start), "s", 300);
    }
    auto index = must(store::open_sqlite_search_writer(path));
    start = std::chrono::steady_clock::now();
    if (must(registry::index_now(reader->registry(), *index, nullptr)) > 0) {
        print("registry.index", seconds_since(start), "s", 300);
    }
    std::error_code ignored;
    print("registry.database", static_cast<double>(std::filesystem::file_size(path, ignored)) / 1048576, "MiB", 1000);
    print("registry.index_size", static_cast<double>(std::filesystem::file_size(path + ".search", ignored)) / 1048576,
          "MiB", 1000);
    measure_search(reader->registry(), district, false);
    measure_search(reader->registry(), district, true);
    start = std::chrono::steady_clock::now();
    must(registry::export_directory(reader->registry(), directory / "export", registry::Encoding::gb18030, nullptr));
    print("registry.export", seconds_since(start), "s", 120);
    measure_import(district, directory);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 4 && std::string(argv[1]) == "csv") {
        must(write_csv(District(std::strtoul(argv[2], nullptr, 10)), argv[3]));
        return 0;
    }
    const std::size_t homes = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : kDistrictHomes;
    if (argc > 2) {
        std::filesystem::create_directories(argv[2]);
        run(homes, argv[2]);
    } else {
        const TempDir directory("registry-bench");
        run(homes, directory.path());
    }
    return 0;
}
