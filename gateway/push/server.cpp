// The sockets of the push server.
#include "gateway/push/exchange.hpp"
#include "gateway/push/push.hpp"

#include <spdlog/spdlog.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include <atomic>
#include <exception>
#include <optional>
#include <thread>
#include <utility>

namespace anju::gateway::push {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = boost::asio::ip::tcp;

namespace {

constexpr std::size_t kMostDiscarded = 256 * 1024;
constexpr std::chrono::seconds kDiscardTime{2};
constexpr std::chrono::milliseconds kAcceptPause{100};

/// What all connections share; one thread, so nothing of it is locked.
struct Hall {
    const PushOptions& options;
    Gate& gate;
    std::size_t connections = 0;
};

/// One connection: a request, its answer, and again.
class Connection final : public std::enable_shared_from_this<Connection> {
public:
    Connection(tcp::socket socket, Hall& hall) : stream_(std::move(socket)), hall_(hall) { ++hall_.connections; }
    ~Connection() { --hall_.connections; }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void read() {
        parser_.emplace();
        set_limits(*parser_, hall_.options.max_body_bytes);
        // Once for all of it: each byte that drips in must not buy more time.
        stream_.expires_after(hall_.options.request_timeout);
        http::async_read_header(stream_, buffer_, *parser_,
                                beast::bind_front_handler(&Connection::on_head, shared_from_this()));
    }

private:
    void on_head(beast::error_code ec, std::size_t) {
        if (ec) return on_unreadable(ec);
        if (auto refused = refuse_head(*parser_)) return send(std::move(*refused));
        http::async_read(stream_, buffer_, *parser_,
                         beast::bind_front_handler(&Connection::on_request, shared_from_this()));
    }

    void on_unreadable(beast::error_code ec) {
        if (auto refused = refuse_unreadable(ec)) return send(std::move(*refused));
        stream_.close();
    }

    void on_request(beast::error_code ec, std::size_t) {
        if (ec) return on_unreadable(ec);
        send(reply_to(*parser_, hall_.gate));
    }

    void send(Reply reply) {
        reply_.emplace(std::move(reply));
        stream_.expires_after(hall_.options.request_timeout);
        http::async_write(stream_, *reply_, beast::bind_front_handler(&Connection::on_written, shared_from_this()));
    }

    void on_written(beast::error_code ec, std::size_t) {
        if (ec) return stream_.close();
        if (reply_->keep_alive()) return read();
        beast::error_code ignored;
        stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
        stream_.expires_after(kDiscardTime);
        discard();
    }

    /// To close while the other side still sends would make TCP throw our answer away.
    void discard() {
        buffer_.clear();
        stream_.async_read_some(buffer_.prepare(4 * 1024),
                                [self = shared_from_this()](beast::error_code ec, std::size_t count) {
                                    self->discarded_ += count;
                                    if (ec || self->discarded_ > kMostDiscarded) return self->stream_.close();
                                    self->discard();
                                });
    }

    beast::tcp_stream stream_;
    Hall& hall_;
    beast::flat_buffer buffer_{2 * kMaxHeadBytes};
    std::optional<Parser> parser_;
    std::optional<Reply> reply_;
    std::size_t discarded_ = 0;
};

}  // namespace

class PushServer::Impl {
public:
    Impl(PushOptions options, Take take, const Clock& clock)
        : options_(std::move(options)), gate_(options_.sources, std::move(take), clock) {}

    Result<void> start() {
        beast::error_code ec;
        const tcp::endpoint endpoint(net::ip::make_address(options_.address, ec), options_.port);
        if (!ec) acceptor_.open(endpoint.protocol(), ec);
        if (!ec) acceptor_.set_option(net::socket_base::reuse_address(true), ec);
        if (!ec) acceptor_.bind(endpoint, ec);
        if (!ec) acceptor_.listen(net::socket_base::max_listen_connections, ec);
        if (ec) {
            return fail(ErrorCode::unavailable, "http push: cannot listen on " + options_.address + " port " +
                                                    std::to_string(options_.port) + ": " + ec.message());
        }
        port_ = acceptor_.local_endpoint(ec).port();
        accept();
        thread_ = std::thread([this] { run(); });
        return success();
    }

    void stop() {
        io_.stop();
        if (thread_.joinable()) thread_.join();
    }

    std::uint16_t port() const { return port_; }

private:
    void run() {
        for (;;) {
            try {
                io_.run();
                return;
            } catch (const std::exception& error) {
                // Out of memory for one connection must not end the others.
                spdlog::error("http push: {}", error.what());
            }
        }
    }

    void accept() {
        acceptor_.async_accept([this](beast::error_code ec, tcp::socket socket) {
            if (ec) {
                // No file descriptors left, most likely: some will be free again.
                pause_.expires_after(kAcceptPause);
                return pause_.async_wait([this](beast::error_code stopped) {
                    if (!stopped) accept();
                });
            }
            beast::error_code ignored;
            socket.set_option(tcp::no_delay(true), ignored);
            if (hall_.connections < options_.max_connections)
                std::make_shared<Connection>(std::move(socket), hall_)->read();
            accept();
        });
    }

    const PushOptions options_;
    Gate gate_;
    Hall hall_{options_, gate_};
    net::io_context io_{1};  ///< behind what its connections use: they end with it
    tcp::acceptor acceptor_{io_};
    net::steady_timer pause_{io_};
    std::uint16_t port_ = 0;
    std::thread thread_;
};

PushServer::PushServer(PushOptions options, Take take, const Clock& clock)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(take), clock)) {}
PushServer::~PushServer() { stop(); }
Result<void> PushServer::start() { return impl_->start(); }
void PushServer::stop() { impl_->stop(); }
std::uint16_t PushServer::port() const { return impl_->port(); }

}  // namespace anju::gateway::push
