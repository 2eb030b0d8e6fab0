#include "alertd/northbound/northbound.hpp"

#include "alertd/ingest/turn.hpp"
#include "alertd/northbound/line.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <future>

namespace anju::alertd::northbound {

namespace {

constexpr Millis kRound{1'000};  ///< how long a line sleeps at most: what is due is not seen otherwise
constexpr std::size_t kTakenInAtOnce = 64;
constexpr std::size_t kSentAtOnce = 16;
constexpr std::size_t kPolledAtOnce = 8;
constexpr int kGiveItRest = 3;
constexpr Millis kLongestRest{60'000};
/// How far the cursor in memory may run ahead of the stored one, so that a quiet platform costs no writes.
constexpr std::uint64_t kUnstored = 10'000;
constexpr std::chrono::milliseconds kLookAround{50};

}  // namespace

Northbound::Line::Line(Platform platform, Sources sources)
    : platform_(std::move(platform)), sources_(std::move(sources)), http_(platform_.options().http, stopping_) {
    counters_.id = platform_.options().id;
}

Northbound::Line::~Line() { stop(); }

void Northbound::Line::start() {
    thread_ = std::thread([this] { run(); });
}

void Northbound::Line::stop() {
    stopping_ = true;
    poke();
    if (thread_.joinable()) thread_.join();
}

void Northbound::Line::poke() {
    const std::lock_guard guard(mutex_);
    poked_ = true;
    wake_.notify_one();
}

PlatformCounters Northbound::Line::counters() const {
    const std::lock_guard guard(mutex_);
    return counters_;
}

void Northbound::Line::rest(Millis longest) {
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, longest, [this] { return poked_ || stopping_; });
    poked_ = false;
}

void Northbound::Line::run() {
    while (!stopping_) {
        bool more = false;
        try {
            auto done = round();
            if (done) {
                more = done.value();
            } else if (!stopping_) {
                spdlog::warn("platform {}: {}", platform_.options().id, done.error().message);
                reader_.reset();  // opened again for the next round
            }
        } catch (const std::exception& exception) {
            spdlog::error("platform {}: {}", platform_.options().id, exception.what());
            reader_.reset();
        }
        if (!more) rest(kRound);
    }
}

Result<bool> Northbound::Line::round() {
    if (!reader_) {
        ANJU_TRY(reader_, sources_.open_reader());
    }
    if (!cursor_) {
        ANJU_TRY(find_cursor(*reader_));
    }
    ANJU_TRY(const bool more_to_take_in, take_in(*reader_));
    ANJU_TRY(const bool more_to_send, send_due(*reader_));
    ANJU_TRY(const bool more_to_poll, poll(*reader_));
    ANJU_TRY(auto backlog, reader_->outward().backlog(platform_.options().id));
    {
        const std::lock_guard guard(mutex_);
        counters_.backlog = backlog;
    }
    return more_to_take_in || more_to_send || more_to_poll;
}

Result<void> Northbound::Line::apply(ingest::Change change) {
    const auto answered = std::make_shared<std::promise<Result<void>>>();
    auto answer = answered->get_future();
    sources_.change(std::move(change), [answered](Result<void> result) { answered->set_value(std::move(result)); });
    while (answer.wait_for(kLookAround) != std::future_status::ready) {
        if (stopping_) return fail(ErrorCode::unavailable, "shutting down");
    }
    return answer.get();
}

/// N2: a new platform begins at the journal's end.
Result<void> Northbound::Line::find_cursor(store::Reader& reader) {
    ANJU_TRY(const auto head, reader.journal_head());
    const auto found = std::make_shared<std::uint64_t>(head);
    ANJU_TRY(apply([found, id = platform_.options().id](ingest::Turn& turn) -> Result<void> {
        auto& outward = turn.writer().outward();
        ANJU_TRY(const auto stored, outward.platform_cursor(id));
        if (!stored) return outward.set_platform_cursor(id, *found);
        *found = *stored;
        return success();
    }));
    cursor_ = stored_cursor_ = *found;
    return success();
}

/// N1: from the journal into rows of their own.
Result<bool> Northbound::Line::take_in(store::Reader& reader) {
    ANJU_TRY(const auto moments, reader.outward().moments_after(*cursor_, kTakenInAtOnce));
    std::vector<store::PlatformEvent> events;
    const UtcTime now = sources_.clock->now().utc;
    for (const auto& moment : moments.found) {
        ANJU_TRY(const auto incident, reader.incident(moment.incident));
        if (!incident || !platform_.wants(incident->incident_class)) continue;
        store::PlatformEvent event;
        event.platform = platform_.options().id;
        event.seq = moment.seq;
        event.incident = moment.incident;
        event.incident_class = incident->incident_class;
        event.created_at = event.next_attempt_at = now;
        events.push_back(std::move(event));
    }
    if (!events.empty() || moments.looked_to - stored_cursor_ > kUnstored) {
        ANJU_TRY(
            apply([events, id = platform_.options().id, to = moments.looked_to](ingest::Turn& turn) -> Result<void> {
                for (const auto& event : events) {
                    ANJU_TRY(turn.writer().outward().add(event));
                }
                return turn.writer().outward().set_platform_cursor(id, to);
            }));
        stored_cursor_ = moments.looked_to;
    }
    const bool more = moments.looked_to > *cursor_ + store::kMostLookedAt - 1 || moments.found.size() == kTakenInAtOnce;
    cursor_ = moments.looked_to;
    return more;
}

Result<bool> Northbound::Line::send_due(store::Reader& reader) {
    const Now now = sources_.clock->now();
    if (now.mono < rest_until_) return false;
    ANJU_TRY(const auto events, reader.outward().due_events(platform_.options().id, now.utc, kSentAtOnce));
    for (const auto& event : events) {
        ANJU_TRY(const auto answer, send(reader, event));
        if (stopping_ || answer.verdict == Verdict::stopping) return false;
        ANJU_TRY(record(event, answer));
        if (answer.verdict == Verdict::nothing_to_tell) continue;  // nobody was asked
        failures_in_a_row_ = answer.verdict == Verdict::later ? failures_in_a_row_ + 1 : 0;
        if (failures_in_a_row_ < kGiveItRest) continue;
        // N4: it is the platform and not the event.
        const auto wait = wait_after(failures_in_a_row_ - kGiveItRest + 1, sources_.random64());
        rest_until_ = sources_.clock->now().mono + std::min(answer.retry_after.value_or(wait), kLongestRest);
        return false;
    }
    return events.size() == kSentAtOnce;
}

Result<Answer> Northbound::Line::send(store::Reader& reader, const store::PlatformEvent& event) {
    auto& outward = reader.outward();
    ANJU_TRY(const auto of, outward.published_case(event.incident));
    ANJU_TRY(const auto tickets, outward.tickets_of(event.incident));
    const auto own = std::ranges::find(tickets, event.platform, &store::PlatformTicket::platform);
    const auto call =
        of ? platform_.call_for(event, *of, own == tickets.end() ? "" : own->ticket, sources_.clock->now().utc)
           : std::nullopt;
    if (!call) return Answer{Verdict::nothing_to_tell, "", "", "", {}};
    return read_answer(http_.post(call->url, call->headers, call->body), platform_.options());
}

Result<void> Northbound::Line::record(store::PlatformEvent event, const Answer& answer) {
    const UtcTime now = sources_.clock->now().utc;
    ++event.attempts;
    const bool told = answer.verdict != Verdict::nothing_to_tell;
    switch (answer.verdict) {
        case Verdict::taken:
        case Verdict::nothing_to_tell: event.state = store::PlatformEventState::taken; break;
        case Verdict::refused: event.state = store::PlatformEventState::refused; break;
        case Verdict::later:
        case Verdict::stopping: event.state = store::PlatformEventState::pending; break;
    }
    event.last_error = event.state == store::PlatformEventState::taken ? "" : answer.why;
    if (event.state == store::PlatformEventState::pending) {
        event.next_attempt_at =
            now + std::max(wait_after(event.attempts, sources_.random64()), answer.retry_after.value_or(Millis{0}));
    } else {
        event.finished_at = now;
    }
    ANJU_TRY(apply([event, answer, told, now](ingest::Turn& turn) -> Result<void> {
        auto& outward = turn.writer().outward();
        ANJU_TRY(outward.update(event));
        if (!answer.ticket.empty() || !answer.status.empty()) {
            ANJU_TRY(const auto stored, outward.ticket(event.platform, event.incident));
            store::PlatformTicket ticket{event.platform, event.incident, "", "", now};
            if (stored) ticket = *stored;
            if (!answer.ticket.empty()) ticket.ticket = answer.ticket;
            if (!answer.status.empty()) ticket.status = answer.status;
            ticket.updated_at = now;
            ANJU_TRY(outward.put(ticket));
        }
        if (event.state == store::PlatformEventState::pending || !told) return success();
        return turn.journal("platform." + std::string(to_string(event.state)),
                            {{"platform", event.platform},
                             {"about", std::to_string(event.seq)},
                             {"attempts", std::to_string(event.attempts)}},
                            event.incident);
    }));
    const std::lock_guard guard(mutex_);
    if (answer.verdict == Verdict::taken) ++counters_.taken;
    if (answer.verdict == Verdict::refused) ++counters_.refused;
    if (answer.verdict == Verdict::later) ++counters_.retried;
    return success();
}

/// Asks after open tickets, a few in each round so that events do not wait for it.
Result<bool> Northbound::Line::poll(store::Reader& reader) {
    const auto& options = platform_.options();
    if (options.poll_url.empty() || sources_.clock->now().mono < next_sweep_) return false;
    ANJU_TRY(const auto tickets, reader.outward().open_tickets(options.id, polled_to_, kPolledAtOnce));
    for (auto ticket : tickets) {
        if (stopping_) return false;
        const auto call = platform_.poll_for(ticket);
        const auto answer = http_.get(call.url, call.headers);
        {
            const std::lock_guard guard(mutex_);
            ++counters_.polled;
        }
        if (answer.status == 0) break;  // it does not answer: events would wait for the others' time-outs
        const auto status = read_status(answer, options);
        polled_to_ = ticket.incident;
        if (status.empty() || status == ticket.status) continue;
        ticket.status = status;
        ticket.updated_at = sources_.clock->now().utc;
        ANJU_TRY(apply([ticket](ingest::Turn& turn) -> Result<void> {
            ANJU_TRY(turn.writer().outward().put(ticket));
            return turn.journal("platform.status", {{"platform", ticket.platform}}, ticket.incident);
        }));
    }
    const bool answered = tickets.empty() || polled_to_ == tickets.back().incident;
    if (answered && tickets.size() == kPolledAtOnce) return true;
    polled_to_.reset();
    next_sweep_ = sources_.clock->now().mono + options.poll_every;
    return false;
}

Northbound::Northbound(std::vector<Platform> platforms, Sources sources) {
    for (auto& platform : platforms) lines_.push_back(std::make_unique<Line>(std::move(platform), sources));
}

Northbound::~Northbound() { stop(); }

void Northbound::start() {
    for (const auto& line : lines_) line->start();
}

void Northbound::stop() {
    for (const auto& line : lines_) line->stop();
}

void Northbound::poke() {
    for (const auto& line : lines_) line->poke();
}

std::vector<PlatformCounters> Northbound::counters() const {
    std::vector<PlatformCounters> counters;
    for (const auto& line : lines_) counters.push_back(line->counters());
    return counters;
}

}  // namespace anju::alertd::northbound
