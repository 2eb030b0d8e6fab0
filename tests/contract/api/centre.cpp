#include "tests/contract/api/centre.hpp"

#include "tests/support/wait.hpp"

#include <doctest/doctest.h>

#include <fmt/format.h>
#include <algorithm>

#include <future>

namespace anju::tests {

using namespace alertd;

namespace {

HomeId home_id(int number) { return HomeId(number == kElsewhere ? "other-home" : fmt::format("h{}", number)); }

void must(const Result<void>& result) { REQUIRE_MESSAGE(result.has_value(), (result ? "" : result.error().message)); }

}  // namespace

api::ApiOptions test_options() {
    api::ApiOptions options;
    options.port = 0;
    options.io_threads = 2;
    options.password_cost = alertd::access::PasswordCost::least();
    return options;
}

ApiCentre::ApiCentre(api::ApiOptions options, std::vector<api::Probe> probes, api::Outward outward)
    : epoch_(ids_.next(clock_->now().utc)),
      options_(std::move(options)),
      probes_(std::move(probes)),
      outward_(std::move(outward)) {
    options_.port = 0;
    const std::string database = (directory_ / "alertd.db").string();
    auto writer = store::open_sqlite_writer({database, 100, 0});
    REQUIRE_MESSAGE(writer.has_value(), (writer ? "" : writer.error().message));
    fill_registry(*writer.value());
    engine_ =
        std::make_unique<ingest::Engine>(ingest::EngineOptions{}, std::move(writer).value(), clock_, system_random64);
    const auto plain = services();
    indexer_ = std::make_unique<registry::Indexer>(registry::IndexerOptions{database, plain.open_reader});
    registry::ImportJobsOptions imports;
    imports.directory = directory_ / "imports";
    imports.open_reader = plain.open_reader;
    imports.change = plain.change;
    imports.clock = clock_;
    imports.random64 = system_random64;
    imports_ = std::make_shared<registry::ImportJobs>(std::move(imports));
    readings::KeeperOptions readings;
    readings.database = database;
    readings.gather = Millis{0};
    readings.open_reader = plain.open_reader;
    readings.clock = clock_;
    readings_ = std::make_shared<readings::Keeper>(std::move(readings));
    server_ = std::make_unique<api::ApiServer>(options_, services());
    engine_->on_committed(server_->commit_hook());
    engine_->on_committed([this](const ingest::Committed&) { indexer_->wake(); });
    must(engine_->start());
    indexer_->start();
    must(imports_->start());
    readings_->start();
    must(server_->start());
}

api::Services ApiCentre::services() const {
    api::Services services = api::services_of(*engine_);
    services.open_reader = [database = (directory_ / "alertd.db").string()] {
        return store::open_sqlite_reader(database);
    };
    services.clock = clock_;
    services.probes = probes_;
    services.outward = outward_;
    services.phone_links = std::make_shared<alertd::access::PhoneLinks>(link_key());
    services.imports = imports_;
    services.readings = readings_;
    return services;
}

void ApiCentre::restart_server() {
    server_->stop();
    server_ = std::make_unique<api::ApiServer>(options_, services());
    must(server_->start());
}

ApiCentre::~ApiCentre() {
    server_->stop();
    readings_->stop();
    imports_->stop();
    indexer_->stop();
    engine_->stop();
}

void ApiCentre::fill_registry(store::Writer& writer) {
    store::Registry registry;
    registry.streets = {{StreetId("s1"), "Example Street"}};
    registry.committees = {{CommitteeId("c1"), StreetId("s1"), "First committee"}};
    for (int i = 1; i <= 3; ++i) {
        const std::string number = std::to_string(i);
        registry.homes.push_back(
            {HomeId("h" + number), CommitteeId("c1"), GatewayId("g" + number), "Lane 1, No. " + number});
        registry.devices.push_back({DeviceId("d1"), HomeId("h" + number), Kind::smoke, "hall"});
    }
    registry.streets.push_back({StreetId("other-street"), "Other Street"});
    registry.committees.push_back({CommitteeId("other-committee"), StreetId("other-street"), "Other committee"});
    registry.homes.push_back(
        {home_id(kElsewhere), CommitteeId("other-committee"), GatewayId("other-gateway"), "Lane 9, No. 9, Room 901"});
    registry.residents = {
        {ResidentId("r1"), HomeId("h1"), "王奶奶", "13800000000", 1938, true, "asthma"},
        {ResidentId("other-resident"), home_id(kElsewhere), "李爷爷", "13900000000", 1940, true, "other-words"}};
    registry.responders = {
        {ResponderId("duty"), "Duty officer", core::Level::district, "", core::ChannelKind::log, "", "110"},
        {ResponderId("worker"), "Committee worker", core::Level::committee, "c1", core::ChannelKind::log, "",
         "13812345678"},
        {ResponderId("helper"), "Helper", core::Level::committee, "c1", core::ChannelKind::log, "", "13800000001"},
        {ResponderId("other-worker"), "other-name", core::Level::committee, "other-committee", core::ChannelKind::log,
         "", ""}};
    must(writer.begin());
    const auto counts = writer.import(registry);
    REQUIRE_MESSAGE(counts.has_value(), (counts ? "" : counts.error().message));
    must(writer.commit());
}

void ApiCentre::report(int home, const std::string& device) {
    const Now now = clock_->now();
    NumberedUpdate numbered;
    numbered.number = ++number_;
    AlertUpdate& update = numbered.update;
    update.id = AlertId(ids_.next(now.utc));
    update.revision = 1;
    update.key = {home_id(home), DeviceId(device), Condition::smoke};
    update.kind = Kind::smoke;
    update.severity = Severity::critical;
    update.first = update.last = stamp_of(now, 1);
    update.values = {{"smoke", 1, ""}};
    update.evidence = R"({"smoke":true})";
    ingest::ReceivedBatch received;
    received.gateway = GatewayId(home == kElsewhere ? "other-gateway" : fmt::format("g{}", home));
    received.batch.epoch = epoch_;
    received.batch.updates.push_back(std::move(numbered));
    received.batch.sent = stamp_of(now, 1);
    engine_->submit_alerts(std::move(received));
}

std::string ApiCentre::raise(int home) {
    const auto open = [&]() -> std::string {
        store::IncidentFilter filter;
        filter.open = true;
        filter.home = home_id(home);
        auto found = reader()->incidents(filter);
        if (!found) return "";
        const auto real = std::ranges::find(found.value(), core::Exercise::none, &core::Incident::exercise);
        return real == found.value().end() ? "" : real->id.to_string();
    };
    report(home, "kitchen");
    REQUIRE(wait_until([&] { return !open().empty(); }));
    return open();
}

void ApiCentre::act(const std::string& incident, core::Act act, const std::string& actor, const std::string& note) {
    core::OperatorAct wanted;
    wanted.incident = IncidentId(Ulid::parse(incident).value());
    wanted.act = act;
    wanted.actor = "user:" + actor;
    wanted.note = note;
    std::promise<bool> done;
    auto accepted = done.get_future();
    engine_->act(wanted, [&done](Result<ingest::ActResult> result) {
        done.set_value(result && result.value().reason == core::Reason::accepted);
    });
    CHECK(accepted.get());
}

std::unique_ptr<store::Reader> ApiCentre::reader() const {
    auto reader = store::open_sqlite_reader((directory_ / "alertd.db").string());
    REQUIRE_MESSAGE(reader.has_value(), (reader ? "" : reader.error().message));
    return std::move(reader).value();
}

}  // namespace anju::tests
