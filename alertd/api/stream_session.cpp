#include "alertd/api/http_session.hpp"

#include <spdlog/spdlog.h>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <chrono>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

namespace anju::alertd::api {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using tcp = boost::asio::ip::tcp;

namespace {

constexpr std::size_t kMaxMessageBytes = 16 * 1024;
constexpr std::size_t kMostFramesPerMessage = 64;
constexpr int kSendBufferBytes = 256 * 1024;
constexpr std::chrono::seconds kGoodbyeTime{5};
/// 4000 to 4999 are for applications: the client was too slow and comes back with `after`.
constexpr std::uint16_t kTooSlow = 4001;
/// What it was let in with has ended or changed: it logs in again.
constexpr std::uint16_t kNotAllowed = 4003;

/// One stream socket. deliver(), fell_behind() and end() come from any thread and only fill the
/// queue, under `mutex_`; everything with the socket happens on its strand.
class StreamSession final : public StreamSink, public Leaver, public std::enable_shared_from_this<StreamSession> {
public:
    StreamSession(beast::tcp_stream stream, const StreamRequest& wanted,
                  std::unique_ptr<ConnectionTable::Ticket> ticket, const Transport& transport)
        : socket_(std::move(stream)), wanted_(wanted), ticket_(std::move(ticket)), transport_(transport) {}

    void start(http::request<http::string_body> request) {
        ticket_->held_by(weak_from_this());
        request_ = std::move(request);
        auto timeout = websocket::stream_base::timeout::suggested(beast::role_type::server);
        timeout.handshake_timeout = kGoodbyeTime;
        timeout.idle_timeout = transport_.options.stream_idle_timeout;
        timeout.keep_alive_pings = true;
        socket_.set_option(timeout);
        socket_.set_option(websocket::stream_base::decorator(
            [](websocket::response_type& response) { response.set(http::field::server, "alertd"); }));
        socket_.read_message_max(kMaxMessageBytes);
        socket_.auto_fragment(false);
        socket_.text(true);
        // What the kernel holds for a slow client is not in our queue; keep it within bounds too.
        beast::error_code ignored;
        beast::get_lowest_layer(socket_).socket().set_option(net::socket_base::send_buffer_size(kSendBufferBytes),
                                                             ignored);
        socket_.async_accept(request_, beast::bind_front_handler(&StreamSession::on_accepted, shared_from_this()));
    }

    void deliver(const std::vector<Frame>& frames, bool live) override {
        const std::lock_guard lock(mutex_);
        if (ending_) return;
        // History comes only when we ask for it, so it cannot overflow; what is live can.
        if (live_ && queue_.size() + frames.size() > transport_.options.stream_queue_frames) {
            transport_.metrics.slow_client_dropped();
            return end_with(websocket::close_reason(static_cast<websocket::close_code>(kTooSlow),
                                                    "too slow; come back with after=<last seq>"));
        }
        queue_.insert(queue_.end(), frames.begin(), frames.end());
        live_ = live;
        ask_to_pump();
    }

    void fell_behind() override {
        const std::lock_guard lock(mutex_);
        if (ending_) return;
        live_ = false;
        ask_to_pump();
    }

    void end(const std::string& reason) override {
        const std::lock_guard lock(mutex_);
        if (!ending_) end_with(websocket::close_reason(websocket::close_code::try_again_later, reason));
    }

    void expel(const std::string& reason) override {
        const std::lock_guard lock(mutex_);
        if (!ending_) end_with(websocket::close_reason(static_cast<websocket::close_code>(kNotAllowed), reason));
    }

    void leave() override {
        const std::lock_guard lock(mutex_);
        if (!ending_) end_with(websocket::close_reason(websocket::close_code::going_away, "alertd stops"));
    }

private:
    /// Under the mutex.
    void end_with(websocket::close_reason reason) {
        ending_ = true;
        queue_.clear();
        net::post(socket_.get_executor(), [self = shared_from_this(), reason] {
            if (!self->accepted_) return self->finish();
            // Waits for a write that is under way; the timeout above ends a peer that does not take it.
            self->socket_.async_close(reason, [self](beast::error_code) { self->finish(); });
        });
    }

    /// Under the mutex.
    void ask_to_pump() {
        if (std::exchange(pump_asked_, true)) return;
        net::post(socket_.get_executor(), [self = shared_from_this()] {
            {
                const std::lock_guard lock(self->mutex_);
                self->pump_asked_ = false;
            }
            self->pump();
        });
    }

    void on_accepted(beast::error_code ec) {
        if (ec) return;
        request_ = {};
        accepted_ = true;
        id_ = transport_.hub.attach(weak_from_this(), wanted_.after, wanted_.viewer);
        read();
        transport_.hub.more(id_);
        // What changed while the socket was opened was told to those who listened then.
        if (wanted_.viewer.still_allowed && !wanted_.viewer.still_allowed()) expel("log in again");
    }

    /// Nothing is expected from the client, but control frames are answered only while a read waits.
    void read() {
        socket_.async_read(inward_, [self = shared_from_this()](beast::error_code ec, std::size_t) {
            if (ec) return self->finish();
            self->inward_.clear();
            self->read();
        });
    }

    void pump() {
        if (writing_) return;
        bool drained_history = false;
        {
            const std::lock_guard lock(mutex_);
            if (ending_ || !accepted_) return;
            const std::size_t count = std::min(queue_.size(), wanted_.batch ? kMostFramesPerMessage : 1);
            outward_.assign(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(count));
            queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(count));
            drained_history = count == 0 && !live_;
        }
        if (drained_history) return transport_.hub.more(id_);
        if (outward_.empty()) return;
        writing_ = true;
        std::vector<net::const_buffer> buffers;
        if (wanted_.batch) buffers.emplace_back("[", 1);
        for (std::size_t i = 0; i < outward_.size(); ++i) {
            if (i > 0) buffers.emplace_back(",", 1);
            buffers.emplace_back(outward_[i]->data(), outward_[i]->size());
        }
        if (wanted_.batch) buffers.emplace_back("]", 1);
        socket_.async_write(buffers, [self = shared_from_this()](beast::error_code ec, std::size_t) {
            self->writing_ = false;
            self->outward_.clear();
            if (ec) return self->finish();
            self->pump();
        });
    }

    void finish() {
        {
            const std::lock_guard lock(mutex_);
            ending_ = true;
            queue_.clear();
        }
        if (accepted_) transport_.hub.detach(id_);
        beast::get_lowest_layer(socket_).close();
    }

    websocket::stream<beast::tcp_stream> socket_;
    const StreamRequest wanted_;
    std::unique_ptr<ConnectionTable::Ticket> ticket_;
    const Transport& transport_;
    http::request<http::string_body> request_;
    beast::flat_buffer inward_;
    std::vector<Frame> outward_;  ///< being written
    StreamHub::Id id_ = 0;
    bool accepted_ = false;
    bool writing_ = false;

    std::mutex mutex_;
    std::deque<Frame> queue_;
    bool live_ = false;
    bool ending_ = false;
    bool pump_asked_ = false;
};

}  // namespace

void start_stream_session(beast::tcp_stream stream, http::request<http::string_body> request,
                          const StreamRequest& wanted, std::unique_ptr<ConnectionTable::Ticket> ticket,
                          const Transport& transport) {
    std::make_shared<StreamSession>(std::move(stream), wanted, std::move(ticket), transport)->start(std::move(request));
}

}  // namespace anju::alertd::api
