#include "tests/contract/ingest/centre.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <future>
#include <set>

namespace anju::tests {

namespace {

core::Responder responder(const std::string& id, core::Level level, const std::string& scope) {
    core::Responder who;
    who.id = ResponderId(id);
    who.name = id;
    who.level = level;
    who.scope = scope;
    return who;
}

}  // namespace

std::string fact(const core::JournalEntry& entry, const std::string& name) {
    for (const auto& [key, value] : entry.detail) {
        if (key == name) return value;
    }
    return "";
}

EngineCentre::EngineCentre(EngineOptions engine_options) : options(std::move(engine_options)) {
    database.path = directory_ / "alertd.db";
    import_registry();
}

EngineCentre::~EngineCentre() { stop(); }

void EngineCentre::import_registry() {
    store::Registry registry;
    registry.streets = {{StreetId("s1"), "First street"}};
    registry.committees = {{CommitteeId("c1"), StreetId("s1"), "First committee"}};
    registry.homes = {{HomeId("h1"), CommitteeId("c1"), GatewayId("gw-1"), "Lane 1, no. 2"}};
    registry.devices = {{DeviceId("d1"), HomeId("h1"), Kind::smoke, "hall"}};
    registry.responders = {responder("committee", core::Level::committee, "c1"),
                           responder("street", core::Level::street, "s1"),
                           responder("district", core::Level::district, "")};
    auto writer = store::open_sqlite_writer(database);
    REQUIRE(writer);
    REQUIRE(writer.value()->begin());
    REQUIRE(writer.value()->import(registry));
    REQUIRE(writer.value()->commit());
}

void EngineCentre::start() {
    auto writer = store::open_sqlite_writer(database);
    REQUIRE(writer);
    engine_ = std::make_unique<Engine>(options, std::make_unique<FaultyWriter>(std::move(writer.value()), faults),
                                       clock, [chance = chance_ * 1'000]() mutable { return ++chance; });
    chance_ += 100;  // another engine makes other ids
    engine_->on_committed([this](const Committed& committed) {
        const std::lock_guard guard(mutex_);
        told_.push_back(committed);
    });
    if (before_start) before_start(*engine_);
    REQUIRE(engine_->start());
}

void EngineCentre::stop() { engine_.reset(); }

store::Reader& EngineCentre::reader() {
    if (!reader_) {
        auto reader = store::open_sqlite_reader(database.path);
        REQUIRE(reader);
        reader_ = std::move(reader.value());
    }
    return *reader_;
}

void EngineCentre::pass(Millis time) {
    clock->advance(time);
    engine_->poke();
}

Outbox EngineCentre::outbox(const std::string& gateway) {
    return {GatewayId(gateway), OutboxEpoch(ids_.next(clock->now().utc)), 0};
}

AlertUpdate EngineCentre::update(Condition condition, const std::string& device) {
    AlertUpdate update;
    update.id = AlertId(ids_.next(clock->now().utc));
    update.revision = 1;
    update.key = {HomeId("h1"), DeviceId(device), condition};
    update.kind = Kind::smoke;
    update.severity = severity_of(condition);
    update.first = update.last = clock->stamp();
    return update;
}

AlertUpdate EngineCentre::next(AlertUpdate update, AlertPhase phase) {
    ++update.revision;
    update.phase = phase;
    if (phase == AlertPhase::repeated) ++update.count;
    return update;
}

std::uint64_t EngineCentre::send(Outbox& outbox, std::vector<AlertUpdate> updates) {
    alertd::ingest::ReceivedBatch batch;
    batch.gateway = outbox.gateway;
    batch.batch.epoch = outbox.epoch;
    for (auto& update : updates) batch.batch.updates.push_back({++outbox.last_number, std::move(update)});
    engine_->submit_alerts(std::move(batch));
    return outbox.last_number;
}

void EngineCentre::send_again(const Outbox& outbox, std::uint64_t number, const AlertUpdate& update) {
    alertd::ingest::ReceivedBatch batch;
    batch.gateway = outbox.gateway;
    batch.batch.epoch = outbox.epoch;
    batch.batch.updates.push_back({number, update});
    engine_->submit_alerts(std::move(batch));
}

void EngineCentre::heartbeat(const Outbox& outbox, std::uint64_t oldest_pending, bool online) {
    codec::Status status;
    status.online = online;
    status.epoch = outbox.epoch;
    status.last_number = outbox.last_number;
    status.oldest_pending = oldest_pending;
    engine_->submit_status(outbox.gateway, status);
}

std::vector<Committed> EngineCentre::told() {
    const std::lock_guard guard(mutex_);
    return told_;
}

std::size_t EngineCentre::receipts_of(const Outbox& outbox, std::uint64_t number) {
    std::size_t count = 0;
    for (const auto& committed : told()) {
        for (const auto& answer : committed.receipts) {
            if (answer.receipt.epoch != outbox.epoch) continue;
            count += static_cast<std::size_t>(std::ranges::count(answer.receipt.numbers, number));
        }
    }
    return count;
}

bool EngineCentre::receipted(const Outbox& outbox, std::uint64_t number, std::size_t times) {
    return wait_until([&] { return receipts_of(outbox, number) >= times; });
}

bool EngineCentre::refused(const Outbox& outbox, std::uint64_t number) {
    return wait_until([&] {
        for (const auto& committed : told()) {
            for (const auto& answer : committed.receipts) {
                const auto named = [&](const codec::BadUpdate& bad) { return bad.number == number; };
                if (answer.receipt.epoch == outbox.epoch && std::ranges::any_of(answer.receipt.refusals, named))
                    return true;
            }
        }
        return false;
    });
}

std::vector<core::Notification> EngineCentre::sent() {
    std::vector<core::Notification> all;
    for (const auto& committed : told()) all.insert(all.end(), committed.to_send.begin(), committed.to_send.end());
    return all;
}

std::string EngineCentre::told_on(int step) {
    std::set<std::string> names;
    for (const auto& one : sent()) {
        if (one.step == step) names.insert(one.responder.value);
    }
    std::string line;
    for (const auto& name : names) line += (line.empty() ? "" : ", ") + name;
    return line;
}

bool EngineCentre::tells(int step, const std::string& whom) {
    return wait_until([&] { return told_on(step) == whom; });
}

std::vector<core::JournalEntry> EngineCentre::journal(const std::string& event) {
    std::vector<core::JournalEntry> found;
    for (const auto& committed : told()) {
        for (const auto& entry : committed.journal) {
            if (entry.event == event) found.push_back(entry);
        }
    }
    return found;
}

std::vector<core::Incident> EngineCentre::open_incidents() {
    store::IncidentFilter filter;
    filter.open = true;
    filter.limit = 500;
    auto incidents = reader().incidents(filter);
    REQUIRE(incidents);
    return incidents.value();
}

std::optional<core::Incident> EngineCentre::incident(Condition headline) {
    for (const auto& incident : open_incidents()) {
        if (incident.headline == headline) return incident;
    }
    return std::nullopt;
}

void EngineCentre::settle() {
    // An act waits in a queue of its own, but a round takes all queues: the second answer comes
    // from a round that began after everything before it had been taken.
    core::OperatorAct nothing;
    nothing.act = core::Act::note;
    for (int i = 0; i < 2; ++i) REQUIRE(act(nothing));
}

namespace {

/// Hands `start` somewhere to put the answer, and waits for it.
template <class T, class Start>
T answer_to(Start&& start) {
    std::promise<T> answered;
    auto answer = answered.get_future();
    start([&](T result) { answered.set_value(std::move(result)); });
    REQUIRE(answer.wait_for(std::chrono::seconds(20)) == std::future_status::ready);
    return answer.get();
}

}  // namespace

Result<ActResult> EngineCentre::act(core::OperatorAct act) {
    return answer_to<Result<ActResult>>([&](auto done) { engine_->act(std::move(act), std::move(done)); });
}

Result<void> EngineCentre::change(alertd::ingest::Change change) {
    return answer_to<Result<void>>([&](auto done) { engine_->change(std::move(change), std::move(done)); });
}

}  // namespace anju::tests
