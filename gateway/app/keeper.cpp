#include "gateway/app/keeper.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <iterator>
#include <system_error>
#include <utility>

namespace anju::gateway::app {

namespace {

using namespace std::chrono_literals;

constexpr Millis kRetry = 5s;
constexpr int kQuarantinePerMinute = 10;
constexpr Millis kMostHeldBack = 1h;
constexpr std::size_t kDevicesToldByHub = 200;
constexpr std::size_t kListedAtOnce = 4'096;  // of a backlog that is not urgent

/// The disk: a fault while it refuses writes.
const DeviceId& storage_device() {
    static const DeviceId device{"gateway/storage"};
    return device;
}

/// The file on it: a fault when something in it was damaged. Not the same device, because one that
/// somebody has closed already must not hide the other.
const DeviceId& outbox_device() {
    static const DeviceId device{"gateway/outbox"};
    return device;
}

OutboxEpoch memory_epoch(const std::function<std::uint64_t()>& random64, const Now& now) {
    return OutboxEpoch{UlidFactory(random64).next(now.utc)};
}

void log_updates(const std::vector<AlertUpdate>& updates) {
    for (const auto& update : updates) {
        spdlog::info("alert {} revision {}: {} {} {}{} count {}", update.id.to_string(), update.revision,
                     to_string(update.severity), to_string(update.key.condition), to_string(update.phase),
                     update.test ? " (test)" : "", update.count);
    }
}

/// Why the rules told or kept silent. The device stays out of the log: its name may be a person's.
void log_decisions(const std::vector<core::Decision>& decisions) {
    if (!spdlog::should_log(spdlog::level::debug)) return;
    for (const auto& decision : decisions) {
        spdlog::debug("decision: {} {}", decision.condition ? to_string(*decision.condition) : "-",
                      core::to_string(decision.reason));
    }
}

outbox::Change change_of(const HomeId& home, const core::Effects& effects) {
    outbox::Change change;
    change.updates = effects.updates;
    for (const auto& record : effects.persist) change.persist.emplace_back(record, home);
    for (const auto& key : effects.erase) change.erase.push_back(outbox::key_in(home, key));
    return change;
}

/// Whether a power cut may lose it: it says how something was last seen, and will be seen again. What
/// counts towards an alarm (a vital sign out of its limits) or holds one back (a test mode) may not.
bool may_wait(const outbox::KeptRecord& kept) {
    const auto& record = kept.record;
    return std::holds_alternative<core::DeviceRecord>(record) || std::holds_alternative<core::WaterRecord>(record) ||
           std::holds_alternative<core::RhythmRecord>(record) || std::holds_alternative<core::HomeRecord>(record);
}

}  // namespace

Keeper::Keeper(KeeperOptions options, const Clock& clock, std::unique_ptr<outbox::Outbox> outbox)
    : options_(std::move(options)),
      clock_(clock),
      outbox_(std::move(outbox)),
      homes_(options_.rules, options_.random64, clock.boot()),
      unsaved_(memory_epoch(options_.random64, clock.now())),
      epoch_(outbox_->epoch()) {}

Result<std::unique_ptr<Keeper>> Keeper::open(KeeperOptions options, const Clock& clock, Aftermath& aftermath) {
    std::error_code error;
    const auto directory = options.outbox.file.parent_path();
    std::filesystem::create_directories(directory, error);
    if (error)
        return fail(ErrorCode::unavailable, "cannot make the directory " + directory.string() + ": " + error.message());
    ANJU_TRY(auto outbox, outbox::Outbox::open(options.outbox, clock.now()));
    std::unique_ptr<Keeper> keeper(new Keeper(std::move(options), clock, std::move(outbox)));
    ANJU_TRY(keeper->restore_state(aftermath));
    return keeper;
}

Result<void> Keeper::restore_state(Aftermath& aftermath) {
    const std::lock_guard lock(mutex_);
    const auto now = clock_.now();
    std::size_t unreadable = 0;
    ANJU_TRY(const auto records, outbox_->load_records(unreadable));
    ANJU_TRY(auto waiting, outbox_->pending(kListedAtOnce));
    aftermath.entries = std::move(waiting.entries);
    aftermath.rest = waiting.rest;
    homes_.restore(records, now);
    if (const auto depth = outbox_->depth()) last_depth_ = depth.value();
    spdlog::info("outbox: epoch {}, {} waiting, {} records{}", epoch_.to_string(), last_depth_.pending, records.size(),
                 outbox_->opened().fresh ? ", new file" : "");
    step(core::DevicesEnrolled{options_.devices}, now, aftermath);
    if (const auto& aside = outbox_->opened().corrupt_file) {
        tell_damage("the outbox file was corrupt and lies at " + aside->string(), now, aftermath);
    } else if (unreadable > 0) {
        tell_damage(std::to_string(unreadable) + " records could not be read", now, aftermath);
    }
    commit(now, aftermath);
    return success();
}

Aftermath Keeper::apply(const std::vector<core::Input>& inputs) {
    const std::lock_guard lock(mutex_);
    Aftermath aftermath;
    const auto now = clock_.now();
    for (const auto& input : inputs) step(input, now, aftermath);
    commit(now, aftermath);
    return aftermath;
}

Aftermath Keeper::tick() {
    const std::lock_guard lock(mutex_);
    Aftermath aftermath;
    const auto now = clock_.now();
    homes_.run_due(now, sink(now, aftermath));
    if (adopting_version_ != 0) go_on_adopting(now);
    commit(now, aftermath);
    offer_salvaged(aftermath);
    if (now.mono >= retry_at_) retry_removals();
    if (damaged_entries_ > 0) {
        const auto lost = std::exchange(damaged_entries_, 0);
        tell_damage(std::to_string(lost) + " waiting alerts could not be read", now, aftermath);
        commit(now, aftermath);
    }
    if (const auto tidied = outbox_->tidy(); tidied.has_error())
        spdlog::warn("outbox: {}", tidied.error().message);  // what stayed in the log is durable there
    return aftermath;
}

std::optional<MonoTime> Keeper::next_due() const {
    const std::lock_guard lock(mutex_);
    auto due = homes_.next_due();
    if (store_by_ && (!due || *store_by_ < *due)) due = store_by_;
    const bool waiting = storage_failing_ || !unremoved_.empty() || !outbox_->is_open();
    if (waiting && (!due || retry_at_ < *due)) due = retry_at_;
    return due;
}

void Keeper::flush() {
    const std::lock_guard lock(mutex_);
    const auto now = clock_.now();
    if (store_by_) store_by_ = now.mono;
    Aftermath untold;  // what it may hold stays in the outbox for the next start
    commit(now, untold);
}

// ---- Deciding and storing

void Keeper::step(const core::Input& input, const Now& now, Aftermath& aftermath) {
    ++counters_.inputs;
    homes_.apply(input, now, sink(now, aftermath));
}

Homes::Sink Keeper::sink(const Now& now, Aftermath& aftermath) {
    return [this, &now, &aftermath](const HomeId& home, core::Effects effects) {
        take(home, std::move(effects), now, aftermath);
    };
}

void Keeper::take(const HomeId& home, core::Effects effects, const Now& now, Aftermath& aftermath) {
    log_decisions(effects.decisions);
    log_updates(effects.updates);
    counters_.updates += effects.updates.size();
    const auto change = change_of(home, effects);
    const auto report = unsaved_.add(change);
    hold_back(change, now);
    in_memory_.insert(in_memory_.end(), report.entries.begin(), report.entries.end());
    counters_.shed += report.shed;
    std::move(effects.announce.begin(), effects.announce.end(), std::back_inserter(aftermath.announce));
    std::move(effects.readings.begin(), effects.readings.end(), std::back_inserter(aftermath.readings));
}

void Keeper::commit(const Now& now, Aftermath& aftermath) {
    if (storage_failing_ && now.mono < retry_at_) return send_from_memory(aftermath);
    if (const auto open = outbox_->ensure_open(now); open.has_error()) return on_refused(open.error(), now, aftermath);
    if (outbox_->epoch() != epoch_) adopt_new_epoch(now, aftermath);
    if (unsaved_.empty() && !storage_failing_) return;
    if (!storage_failing_ && store_by_ && now.mono < *store_by_) return;
    auto stored = outbox_->commit(unsaved_.change(), now);
    if (stored.has_error()) return on_refused(stored.error(), now, aftermath);
    on_stored(stored.value(), now, aftermath);
}

void Keeper::hold_back(const outbox::Change& change, const Now& now) {
    const bool urgent = !change.updates.empty() || !change.erase.empty() || !change.commands_done.empty() ||
                        !std::ranges::all_of(change.persist, may_wait);
    if (urgent) store_by_ = now.mono;
    if (!store_by_ && !change.persist.empty()) store_by_ = now.mono + kMostHeldBack;
}

void Keeper::on_stored(const outbox::CommitReport& report, const Now& now, Aftermath& aftermath) {
    unsaved_.clear();
    in_memory_.clear();
    store_by_.reset();
    aftermath.entries.insert(aftermath.entries.end(), report.entries.begin(), report.entries.end());
    counters_.shed += report.shed;
    if (report.shed > 0) spdlog::error("outbox: {} technical updates found no room and were dropped", report.shed);
    if (!storage_failing_) return;
    storage_failing_ = false;
    spdlog::warn("outbox: the disk takes writes again");
    tell_fault(storage_device(), SignalType::fault_clear, "the disk takes writes again", now, aftermath);
    commit(now, aftermath);
}

void Keeper::on_refused(const Error& error, const Now& now, Aftermath& aftermath) {
    ++counters_.failed_commits;
    retry_at_ = now.mono + kRetry;
    if (!storage_failing_) spdlog::critical("outbox: cannot store, alerts are sent from memory: {}", error.message);
    storage_failing_ = true;
    // At each retry: what stays broken after somebody closed the case is told again when the rules say so.
    tell_fault(storage_device(), SignalType::fault, error.message, now, aftermath);
    send_from_memory(aftermath);
}

void Keeper::send_from_memory(Aftermath& aftermath) {
    aftermath.stored = false;
    aftermath.entries.insert(aftermath.entries.end(), in_memory_.begin(), in_memory_.end());
    in_memory_.clear();
}

void Keeper::adopt_new_epoch(const Now& now, Aftermath& aftermath) {
    epoch_ = outbox_->epoch();
    unremoved_.clear();
    outbox::Change everything;
    everything.persist = homes_.all_records();
    unsaved_.add(everything);
    store_by_ = now.mono;
    salvaged_not_offered_ = true;
    offer_salvaged(aftermath);
    tell_damage("the outbox file was corrupt and has been replaced", now, aftermath);
}

void Keeper::offer_salvaged(Aftermath& aftermath) {
    if (!salvaged_not_offered_) return;
    const auto waiting = outbox_->pending(kListedAtOnce);
    if (waiting.has_error()) return;
    salvaged_not_offered_ = false;
    const auto& entries = waiting.value().entries;
    aftermath.entries.insert(aftermath.entries.end(), entries.begin(), entries.end());
    aftermath.rest = waiting.value().rest;
}

void Keeper::tell_damage(const std::string& why, const Now& now, Aftermath& aftermath) {
    spdlog::error("{}: {}", outbox_device().value, why);
    tell_fault(outbox_device(), SignalType::fault, why, now, aftermath);
}

void Keeper::tell_fault(const DeviceId& device, SignalType type, const std::string& why, const Now& now,
                        Aftermath& aftermath) {
    Signal signal;
    signal.device = device;
    signal.kind = Kind::gateway;
    signal.type = type;
    step(core::SignalSeen{signal, why}, now, aftermath);
}

// ---- What the uplink asks and tells

Result<std::vector<NumberedUpdate>> Keeper::load(const OutboxEpoch& epoch, const std::vector<std::uint64_t>& numbers) {
    const std::lock_guard lock(mutex_);
    return load_locked(epoch, numbers);
}

Result<std::vector<NumberedUpdate>> Keeper::load_locked(const OutboxEpoch& epoch,
                                                        const std::vector<std::uint64_t>& numbers) {
    if (epoch == unsaved_.epoch()) return unsaved_.load(numbers);
    if (epoch != epoch_) return std::vector<NumberedUpdate>{};
    std::size_t damaged = 0;
    auto updates = outbox_->load(numbers, damaged);
    damaged_entries_ += damaged;
    return updates;
}

Result<std::vector<outbox::EntryRef>> Keeper::others(const outbox::EntryRange& range, std::size_t most) {
    const std::lock_guard lock(mutex_);
    if (range.epoch == unsaved_.epoch()) return unsaved_.others(range, most);
    return outbox_->others(range, most);
}

void Keeper::settle(const codec::Receipt& receipt) {
    const std::lock_guard lock(mutex_);
    auto numbers = receipt.numbers;
    for (const auto& refusal : receipt.refusals) numbers.push_back(refusal.number);
    if (!receipt.refusals.empty()) keep_refused(receipt, clock_.now());
    if (receipt.epoch == unsaved_.epoch()) {
        counters_.receipted += unsaved_.remove(numbers);
        return;
    }
    if (receipt.epoch != epoch_) return;
    const auto removed = outbox_->remove(epoch_, numbers);
    if (removed) {
        counters_.receipted += removed.value();
        return;
    }
    spdlog::error("outbox: {} receipted entries cannot be removed yet: {}", numbers.size(), removed.error().message);
    unremoved_.insert(numbers.begin(), numbers.end());
    retry_at_ = clock_.now().mono + kRetry;
}

void Keeper::keep_refused(const codec::Receipt& receipt, const Now& now) {
    for (const auto& refusal : receipt.refusals) {
        ++counters_.refused;
        spdlog::critical("alertd refused outbox entry {} for good: {}", refusal.number, refusal.reason);
        const auto update = load_locked(receipt.epoch, {refusal.number});
        if (update.has_error() || update.value().empty()) continue;
        const auto kept = outbox_->quarantine({now.utc, "outbox/" + std::to_string(refusal.number), refusal.reason,
                                               codec::encode_update(update.value().front().update)});
        if (kept.has_error()) spdlog::error("quarantine: {}", kept.error().message);
    }
}

void Keeper::retry_removals() {
    if (unremoved_.empty()) return;
    const auto removed = outbox_->remove(epoch_, {unremoved_.begin(), unremoved_.end()});
    if (removed.has_error()) {
        retry_at_ = clock_.now().mono + kRetry;
        return;
    }
    counters_.receipted += removed.value();
    unremoved_.clear();
}

bool Keeper::is_command_done(const Ulid& command) {
    const std::lock_guard lock(mutex_);
    if (unsaved_.is_command_done(command)) return true;
    const auto done = outbox_->is_command_done(command);
    return done && done.value();
}

Aftermath Keeper::finish_command(const Ulid& command, const std::optional<core::Input>& input, const HomeId& home) {
    const std::lock_guard lock(mutex_);
    Aftermath aftermath;
    const auto now = clock_.now();
    const bool of_a_home = options_.hub && !home.empty();
    if (input && !of_a_home) step(*input, now, aftermath);
    if (input && of_a_home && !homes_.apply_in(home, *input, now, sink(now, aftermath))) {
        spdlog::warn("command {} is for a home that this hub does not serve", command.to_string());
    }
    outbox::Change done;
    done.commands_done = {command};
    unsaved_.add(done);
    hold_back(done, now);
    commit(now, aftermath);
    return aftermath;
}

void Keeper::take_table(const codec::SetHomeTable& part) {
    const std::lock_guard lock(mutex_);
    if (!options_.hub) return spdlog::warn("a table of homes came, but this gateway is no hub");
    const auto table = table_in_parts_.take(part);
    if (!table) return;
    homes_.adopt(*table);
    adopting_version_ = part.version;
}

void Keeper::go_on_adopting(const Now& now) {
    store_by_ = now.mono;  // until alertd sends the table again, a restart goes by what is stored
    if (homes_.is_adopting()) return;
    table_version_ = std::exchange(adopting_version_, 0);
    spdlog::info("table of homes {:016x}: {} devices in {} homes", table_version_, homes_.devices_placed(),
                 homes_.count() - 1);
}

bool Keeper::is_in(const DeviceId& device, const HomeId& home) const {
    const std::lock_guard lock(mutex_);
    return homes_.is_in(device, home);
}

// ---- Quarantine and health

namespace {

codec::DeviceHealth health_of(const core::State& state, const core::Device& device, const Now& now) {
    const DeviceId& id = device.record.device;
    codec::DeviceHealth health;
    health.device = id;
    health.kind = device.record.kind;
    if (device.heard) health.heard_ago = std::max(Millis{0}, now.mono - *device.heard);
    health.online = core::is_online(state, id);
    health.battery_percent = device.battery_percent ? device.battery_percent : device.record.battery_percent;
    health.battery_low = core::is_battery_low(device);
    health.in_test = core::is_in_test(state, id);
    return health;
}

}  // namespace

bool Keeper::may_write_quarantine(const Now& now) {
    if (quarantine_minute_ == MonoTime::min() || now.mono - quarantine_minute_ >= 1min) {
        quarantine_minute_ = now.mono;
        quarantined_this_minute_ = 0;
    }
    return quarantined_this_minute_++ < kQuarantinePerMinute;
}

void Keeper::quarantine(const std::string& source, const std::string& payload, const std::string& reason) {
    const std::lock_guard lock(mutex_);
    ++counters_.unusable;
    const auto now = clock_.now();
    if (!may_write_quarantine(now)) return;
    spdlog::warn("unusable message of {} bytes ({} so far): {}", payload.size(), counters_.unusable, reason);
    const auto kept = outbox_->quarantine({now.utc, source, reason, payload});
    if (kept.has_error()) spdlog::error("quarantine: {}", kept.error().message);
}

codec::Status Keeper::status() {
    const std::lock_guard lock(mutex_);
    codec::Status status;
    const auto now = clock_.now();
    status.version = options_.version;
    status.sent = stamp_of(now, clock_.boot());
    status.home_claim = options_.home;
    status.street_claim = options_.street;
    if (const auto depth = outbox_->depth()) last_depth_ = depth.value();
    status.epoch = last_depth_.epoch;
    status.last_number = last_depth_.last_number;
    status.oldest_pending = last_depth_.oldest_pending;
    status.pending = last_depth_.pending + unsaved_.pending();
    status.quarantined = last_depth_.quarantined;
    // Only what is on the disk counts as carried out: until then the centre shall say it again.
    if (auto done = outbox_->commands_done(codec::kMaxCommandsDone)) status.commands_done = std::move(done).value();
    std::error_code error;
    const auto space = std::filesystem::space(options_.outbox.file.parent_path(), error);
    status.disk_free_bytes = error ? 0 : space.available;
    homes_.each([&](const core::State& state) {
        for (const auto& [id, device] : state.devices) status.devices.push_back(health_of(state, device, now));
    });
    if (!options_.hub) return status;
    status.hub = codec::HubHealth{table_version_, homes_.count() - 1, homes_.devices_placed()};
    // A hub's devices are too many to tell each time; those that somebody has to look after come first.
    std::ranges::stable_partition(status.devices, [](const codec::DeviceHealth& health) {
        return !health.online || health.battery_low || health.in_test;
    });
    if (status.devices.size() > kDevicesToldByHub) status.devices.resize(kDevicesToldByHub);
    return status;
}

KeeperCounters Keeper::counters() const {
    const std::lock_guard lock(mutex_);
    return counters_;
}

}  // namespace anju::gateway::app
