// What a StreamHub needs around it: a journal, a reader of it, sockets that note what they are given,
// and a scene whose readers run when the test says so.
#pragma once

#include "alertd/api/stream_hub.hpp"

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace anju::tests {

namespace json = boost::json;
using namespace alertd;
using namespace alertd::api;

class StillClock final : public Clock {
public:
    Now now() const override { return {}; }
    std::uint64_t boot() const override { return 1; }
};

/// The journal that a commit writes to before it is announced.
class Journal {
public:
    core::JournalEntry add(const std::optional<IncidentId>& incident = std::nullopt,
                           const std::string& event = "incident.noted") {
        const std::lock_guard lock(mutex_);
        core::JournalEntry entry;
        entry.seq = entries_.size() + 1;
        entry.event = event;
        entry.incident = incident;
        entries_.push_back(entry);
        return entry;
    }
    std::vector<core::JournalEntry> after(std::uint64_t seq, std::size_t limit) const {
        const std::lock_guard lock(mutex_);
        const auto first = std::min<std::size_t>(seq, entries_.size());
        const auto last = std::min(entries_.size(), first + limit);
        return {entries_.begin() + static_cast<std::ptrdiff_t>(first),
                entries_.begin() + static_cast<std::ptrdiff_t>(last)};
    }
    std::uint64_t head() const {
        const std::lock_guard lock(mutex_);
        return entries_.size();
    }

private:
    mutable std::mutex mutex_;
    std::vector<core::JournalEntry> entries_;
};

/// Only what the hub asks for.
class JournalReader final : public store::Reader {
public:
    explicit JournalReader(const Journal& journal) : journal_(journal) {}
    bool broken = false;

    Result<std::vector<core::JournalEntry>> journal_after(std::uint64_t seq, std::size_t limit) override {
        if (broken) return fail(ErrorCode::unavailable, "the disk is gone");
        return journal_.after(seq, limit);
    }
    Result<store::JournalPiece> search_journal(const store::JournalSearch&) override {
        return fail(ErrorCode::internal, "the hub searches nothing");
    }
    Result<std::uint64_t> journal_head() override { return journal_.head(); }
    Result<Snapshot> snapshot(std::size_t limit, const core::Scope& scope) override {
        Snapshot snapshot;
        snapshot.seq = journal_.head();
        snapshot.open.resize(std::min<std::size_t>(limit, 3));
        std::erase_if(snapshot.open, [&](const core::Incident& each) { return !scope.covers(each.place); });
        return snapshot;
    }
    Result<std::optional<core::Incident>> incident(const IncidentId& id) override {
        const auto found = incidents_.find(id);
        return found == incidents_.end() ? std::nullopt : std::optional(found->second);
    }
    /// From now on the store has it.
    void have(const core::Incident& incident) { incidents_[incident.id] = incident; }
    Result<std::vector<core::Incident>> incidents(const store::IncidentFilter&) override {
        return std::vector<core::Incident>();
    }
    Result<std::optional<store::IncidentDetail>> incident_detail(const IncidentId&) override {
        return std::optional<store::IncidentDetail>();
    }
    Result<std::vector<store::GatewayState>> gateways(const std::optional<GatewayId>&, std::size_t,
                                                      const core::Scope&) override {
        return std::vector<store::GatewayState>();
    }
    Result<std::vector<store::StreetSummary>> streets(const core::Scope&) override {
        return std::vector<store::StreetSummary>();
    }
    Result<std::vector<core::Responder>> responders(const std::optional<ResponderId>&, std::size_t,
                                                    const core::Scope&) override {
        return std::vector<core::Responder>();
    }
    Result<std::vector<store::Quarantined>> quarantined(std::size_t) override {
        return std::vector<store::Quarantined>();
    }
    Result<store::Counts> counts(const core::Scope&) override { return store::Counts(); }
    store::AccessReader& access() override { return nothing_to_ask<store::AccessReader>(); }
    store::RegistryReader& registry() override { return nothing_to_ask<store::RegistryReader>(); }
    store::OutwardReader& outward() override { return nothing_to_ask<store::OutwardReader>(); }
    store::SilenceReader& silences() override { return nothing_to_ask<store::SilenceReader>(); }
    store::CommandReader& commands() override { return nothing_to_ask<store::CommandReader>(); }
    store::AuditReader& audit() override { return nothing_to_ask<store::AuditReader>(); }
    store::PhoneLinkReader& phone_links() override { return nothing_to_ask<store::PhoneLinkReader>(); }
    store::PolicyReader& policies() override { return nothing_to_ask<store::PolicyReader>(); }
    store::RosterReader& rosters() override { return nothing_to_ask<store::RosterReader>(); }
    store::FiguresReader& figures() override { return nothing_to_ask<store::FiguresReader>(); }
    store::RetentionReader& retention() override { return nothing_to_ask<store::RetentionReader>(); }
    store::StormReader& storms() override { return nothing_to_ask<store::StormReader>(); }
    store::AftercareReader& aftercare() override { return nothing_to_ask<store::AftercareReader>(); }
    store::HandoverReader& handovers() override { return nothing_to_ask<store::HandoverReader>(); }
    Result<store::VerifyReport> verify_journal(const std::function<void(std::uint64_t)>&) override {
        return store::VerifyReport();
    }
    Result<store::VerifyPiece> verify_journal_from(const store::VerifyMark&) override { return store::VerifyPiece(); }

private:
    template <class Subject>
    [[noreturn]] static Subject& nothing_to_ask() {
        FAIL("the hub has no business here");
        std::abort();
    }
    const Journal& journal_;
    std::map<IncidentId, core::Incident> incidents_;
};

/// Notes what it was given, as "snapshot 5 (100, more)", "snapshot 5", "6", "heartbeat 6".
class Notebook final : public StreamSink {
public:
    void deliver(const std::vector<Frame>& frames, bool live) override {
        const std::lock_guard lock(mutex_);
        for (const Frame& frame : frames) {
            const auto object = json::parse(*frame).as_object();
            const std::string seq = std::to_string(object.at("seq").to_number<std::uint64_t>());
            const std::string type(object.at("type").as_string());
            lines_.push_back(type == "delta" ? seq : type + " " + seq);
            if (type == "snapshot" && object.at("more").as_bool()) {
                lines_.back() += " (" + std::to_string(object.at("incidents").as_array().size()) + ", more)";
            }
        }
        live_ = live;
    }
    void fell_behind() override {
        const std::lock_guard lock(mutex_);
        live_ = false;
        ++falls_;
    }
    void end(const std::string& reason) override {
        const std::lock_guard lock(mutex_);
        ended_ = reason;
    }

    void expel(const std::string& reason) override {
        const std::lock_guard lock(mutex_);
        expelled_ = reason;
    }

    std::string expelled() const { return locked(expelled_); }
    std::vector<std::string> lines() const { return locked(lines_); }
    std::string last() const {
        const std::lock_guard lock(mutex_);
        return lines_.empty() ? "" : lines_.back();
    }
    bool live() const { return locked(live_); }
    int falls() const { return locked(falls_); }
    std::string ended() const { return locked(ended_); }

private:
    template <class T>
    T locked(const T& value) const {
        const std::lock_guard lock(mutex_);
        return value;
    }
    mutable std::mutex mutex_;
    std::vector<std::string> lines_;
    bool live_ = false;
    int falls_ = 0;
    std::string ended_;
    std::string expelled_;
};

inline std::vector<std::string> numbers(std::uint64_t first, std::uint64_t last) {
    std::vector<std::string> out;
    for (std::uint64_t seq = first; seq <= last; ++seq) out.push_back(std::to_string(seq));
    return out;
}

/// A hub whose readers run when the test says so.
struct Scene {
    explicit Scene(HubOptions options = {})
        : hub(options, std::make_shared<StillClock>(), [this](StreamHub::Id id) {
              asked.push_back(id);
              return !refuse_readers;
          }) {}

    void commit(int count, bool tell = true) {
        ingest::Committed committed;
        for (int i = 0; i < count; ++i) committed.journal.push_back(journal.add());
        if (tell && hub.announce(committed)) must_drain = true;
    }
    /// One entry of a case; `told`: the commit changed the case.
    void commit_case(const core::Incident& incident, bool told) {
        reader.have(incident);
        ingest::Committed committed;
        committed.journal.push_back(journal.add(incident.id));
        if (told) committed.incidents.push_back(incident);
        if (hub.announce(committed)) must_drain = true;
        drain();
    }
    void commit_event(const std::string& event) {
        ingest::Committed committed;
        committed.journal.push_back(journal.add(std::nullopt, event));
        if (hub.announce(committed)) must_drain = true;
        drain();
    }
    void drain() {
        if (std::exchange(must_drain, false)) hub.drain();
    }
    void commit_and_drain(int count) {
        commit(count);
        drain();
    }
    void feed_one() {
        REQUIRE_FALSE(asked.empty());
        const auto id = asked.front();
        asked.pop_front();
        reader_fit = hub.feed(id, &reader);
    }
    /// What a socket does that is always drained at once.
    void follow(StreamHub::Id id, const Notebook& sink) {
        for (int i = 0; i < 1000 && !sink.live() && sink.ended().empty(); ++i) {
            hub.more(id);
            feed_one();
        }
        CHECK(sink.live());
    }

    Journal journal;
    JournalReader reader{journal};
    std::deque<StreamHub::Id> asked;
    bool refuse_readers = false;
    bool must_drain = false;
    bool reader_fit = true;
    StreamHub hub;
};

}  // namespace anju::tests
