#include "tests/sim/play.hpp"

#include "link/session.hpp"

#include <thread>
#include <utility>

namespace anju::sim {

using std::chrono::steady_clock;

Bridge::Bridge(std::string host, std::uint16_t port, std::string client_id, std::chrono::milliseconds patience)
    : patience_(patience) {
    link::SessionOptions options;
    options.name = "bridge";
    options.host = std::move(host);
    options.port = port;
    options.client_id = std::move(client_id);
    options.backoff_max = Millis{1'000};
    link::Handlers handlers;
    handlers.on_message = [](const link::Message&) {};
    handlers.on_state = [this](link::LinkState, const std::string&) { changed(); };
    session_ = link::make_paho_session(std::move(options), std::move(handlers));
}

Bridge::~Bridge() { session_->stop(); }

void Bridge::changed() {
    const std::scoped_lock lock(mutex_);
    changed_.notify_all();
}

Result<void> Bridge::connect(std::chrono::milliseconds at_most) {
    session_->start();
    std::unique_lock lock(mutex_);
    if (changed_.wait_for(lock, at_most, [this] { return session_->connected(); })) return success();
    return fail(ErrorCode::unavailable, "the home's broker did not accept the connection");
}

Result<void> Bridge::publish(const Publish& message) {
    const auto give_up = steady_clock::now() + patience_;
    for (;;) {
        link::Message out;
        out.topic = message.topic;
        out.payload = message.payload;
        out.retain = message.retain;
        auto queued = session_->publish(std::move(out), [this](const link::PublishOutcome&) { changed(); });
        if (queued) return success();
        if (steady_clock::now() >= give_up) return queued;
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, std::chrono::milliseconds(20));
    }
}

bool Bridge::drain(std::chrono::milliseconds at_most) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, at_most, [this] { return session_->in_flight() == 0; });
}

Result<void> play(Bridge& bridge, const std::vector<Publish>& messages, double speed, const std::atomic<bool>& stopping,
                  const std::function<void(const Publish&)>& on_publish) {
    using FloatMillis = std::chrono::duration<double, std::milli>;
    const auto start = steady_clock::now();
    for (const auto& message : messages) {
        const auto due = start + std::chrono::duration_cast<steady_clock::duration>(FloatMillis(message.at) / speed);
        while (!stopping && steady_clock::now() < due) {
            // In steps, so that Ctrl-C does not wait for a scene's quiet night.
            std::this_thread::sleep_until(std::min(due, steady_clock::now() + std::chrono::milliseconds(100)));
        }
        if (stopping) break;
        on_publish(message);
        ANJU_TRY(bridge.publish(message));
    }
    return success();
}

}  // namespace anju::sim
