#include "gateway/outbox/unsaved.hpp"

#include <algorithm>

namespace anju::gateway::outbox {

namespace {

constexpr std::size_t kMaxCommands = 1'000;

}  // namespace

bool Unsaved::make_room_for(const AlertUpdate& update) {
    if (updates_.size() < max_updates_) return true;
    if (is_technical(update)) return false;
    const auto repeat = std::find_if(updates_.begin(), updates_.end(),
                                     [](const auto& entry) { return entry.second.phase == AlertPhase::repeated; });
    if (repeat != updates_.end()) updates_.erase(repeat);
    return true;
}

CommitReport Unsaved::add(const Change& change) {
    CommitReport report;
    for (const auto& update : change.updates) {
        if (!make_room_for(update)) {
            ++report.shed;
            continue;
        }
        updates_.emplace(++last_number_, update);
        report.entries.push_back({epoch_, last_number_, is_urgent(update)});
    }
    for (const auto& record : change.persist) {
        records_.insert_or_assign(key_in(record.home, core::key_of(record.record)), record);
    }
    for (const auto& key : change.erase) records_[key] = std::nullopt;
    for (const auto& command : change.commands_done) {
        if (commands_.size() == kMaxCommands) commands_.erase(commands_.begin());
        commands_.push_back(command);
    }
    return report;
}

Change Unsaved::change() const {
    Change all;
    for (const auto& [number, update] : updates_) all.updates.push_back(update);
    for (const auto& [key, record] : records_) {
        if (record) {
            all.persist.push_back(*record);
        } else {
            all.erase.push_back(key);
        }
    }
    all.commands_done = commands_;
    return all;
}

void Unsaved::clear() {
    updates_.clear();
    records_.clear();
    commands_.clear();
}

std::vector<EntryRef> Unsaved::others(const EntryRange& range, std::size_t most) const {
    std::vector<EntryRef> entries;
    for (auto at = updates_.lower_bound(range.first); at != updates_.end() && at->first <= range.last; ++at) {
        if (entries.size() == most) break;
        if (!is_urgent(at->second)) entries.push_back({epoch_, at->first, false});
    }
    return entries;
}

std::vector<NumberedUpdate> Unsaved::load(const std::vector<std::uint64_t>& numbers) const {
    std::vector<NumberedUpdate> found;
    for (const auto number : numbers) {
        if (const auto at = updates_.find(number); at != updates_.end()) found.push_back({number, at->second});
    }
    return found;
}

std::size_t Unsaved::remove(const std::vector<std::uint64_t>& numbers) {
    std::size_t removed = 0;
    for (const auto number : numbers) removed += updates_.erase(number);
    return removed;
}

bool Unsaved::is_command_done(const Ulid& command) const {
    return std::find(commands_.begin(), commands_.end(), command) != commands_.end();
}

}  // namespace anju::gateway::outbox
