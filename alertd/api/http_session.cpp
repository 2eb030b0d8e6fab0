#include "alertd/api/http_session.hpp"

#include <spdlog/spdlog.h>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <optional>
#include <utility>

namespace anju::alertd::api {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = boost::asio::ip::tcp;

namespace {

constexpr std::uint32_t kMaxHeadBytes = 16 * 1024;
constexpr std::size_t kMostDiscarded = 256 * 1024;
constexpr std::chrono::seconds kDiscardTime{2};
constexpr std::chrono::milliseconds kAcceptPause{100};

std::optional<std::string> header(const http::request<http::string_body>& message, beast::string_view name) {
    const auto found = message.find(name);
    return found == message.end() ? std::nullopt : std::optional<std::string>(std::string(found->value()));
}

/// One HTTP connection: read a request, have it answered, write, and again. All on its strand.
class HttpSession final : public Leaver, public std::enable_shared_from_this<HttpSession> {
public:
    HttpSession(tcp::socket socket, std::string peer, std::unique_ptr<ConnectionTable::Ticket> ticket,
                const Transport& transport)
        : stream_(std::move(socket)),
          peer_(std::move(peer)),
          answer_timer_(stream_.get_executor()),
          ticket_(std::move(ticket)),
          transport_(transport) {}

    void start() {
        ticket_->held_by(weak_from_this());
        net::dispatch(stream_.get_executor(), [self = shared_from_this()] { self->read_head(); });
    }

    void leave() override {
        net::post(stream_.get_executor(), [self = shared_from_this()] {
            self->answer_timer_.cancel();
            self->stream_.close();
        });
    }

private:
    void read_head() {
        parser_.emplace();
        parser_->header_limit(kMaxHeadBytes);
        // The parser only knows the largest limit of all; on_head() holds each request to its own.
        parser_->body_limit(std::max(transport_.options.max_body_bytes, transport_.options.max_file_bytes));
        large_ = {};
        // Once for the whole request: a sender that drips bytes does not get more time with each.
        stream_.expires_after(transport_.options.request_timeout);
        http::async_read_header(stream_, buffer_, *parser_,
                                beast::bind_front_handler(&HttpSession::on_head, shared_from_this()));
    }

    void on_head(beast::error_code ec, std::size_t) {
        if (ec) return on_bad_read(ec);
        const auto& message = parser_->get();
        // Beast 1.81 does not hold a chunked body's trailers to the header limit.
        if (message.find(http::field::transfer_encoding) != message.end()) {
            return answer_and_close(
                problem(411, "length_required", "send Content-Length; chunked requests are refused"));
        }
        if (message.version() != 10 && message.version() != 11) {
            return answer_and_close(problem(400, "invalid", "HTTP/1.1 is spoken here"));
        }
        if (message.count(http::field::host) > 1 ||
            (message.version() == 11 && message.count(http::field::host) == 0)) {
            return answer_and_close(problem(400, "invalid", "exactly one Host header is expected"));
        }
        const std::uint64_t length = parser_->content_length().value_or(0);
        if (length > transport_.options.max_body_bytes) {
            if (auto refusal = refuse_large(length)) return answer_and_close(std::move(*refusal));
            stream_.expires_after(transport_.options.large_body_timeout);
        }
        http::async_read(stream_, buffer_, *parser_,
                         beast::bind_front_handler(&HttpSession::on_request, shared_from_this()));
    }

    /// Nothing when this caller may send so much here now.
    std::optional<Response> refuse_large(std::uint64_t length) {
        auto request = request_of();
        if (!request) return problem_of(request.error());
        if (auto refusal = transport_.admit_large(std::move(request).value(), length)) return refusal;
        large_ = LargeBody(transport_.large_bodies);
        if (transport_.large_bodies <= transport_.options.max_large_bodies) return std::nullopt;
        return problem(503, "busy", "other files are being received; try again in a moment");
    }

    Result<Request> request_of() {
        const auto& message = parser_->get();
        Request request;
        request.method = std::string(message.method_string());
        ANJU_TRY(parse_target(std::string_view(message.target().data(), message.target().size()), request));
        request.host = header(message, "Host").value_or("");
        request.origin = header(message, "Origin");
        request.authorization = header(message, "Authorization").value_or("");
        request.cookie = header(message, "Cookie");
        request.csrf = header(message, "X-Anju-Csrf");
        request.fetch_site = header(message, "Sec-Fetch-Site");
        // A proxy that adds a line of its own adds it behind whatever the client wrote.
        const auto forwarded = message.equal_range("X-Forwarded-For");
        for (auto line = forwarded.first; line != forwarded.second; ++line) {
            request.forwarded_for = std::string(line->value());
        }
        request.peer = peer_;
        request.content_type = header(message, "Content-Type").value_or("");
        request.if_match = header(message, "If-Match");
        request.if_none_match = header(message, "If-None-Match");
        request.platform_token = header(message, "X-Anju-Platform-Token");
        request.operator_name = header(message, "X-Anju-Operator");
        request.reason = header(message, "X-Anju-Reason");
        request.upgrade = beast::websocket::is_upgrade(message);
        return request;
    }

    void on_bad_read(beast::error_code ec) {
        if (ec == http::error::body_limit) {
            return answer_and_close(
                problem(413, "too_large",
                        "a body may have at most " + std::to_string(transport_.options.max_body_bytes) + " bytes"));
        }
        if (ec == http::error::header_limit || ec == http::error::buffer_overflow) {
            return answer_and_close(problem(431, "head_too_large", "the head of a request may have at most 16 KiB"));
        }
        const bool malformed = ec.category() == http::make_error_code(http::error::bad_target).category();
        if (malformed && ec != http::error::end_of_stream && ec != http::error::partial_message) {
            return answer_and_close(problem(400, "invalid", "this is not HTTP/1.1: " + ec.message()));
        }
        // The peer has gone or took too long.
        stream_.close();
    }

    void on_request(beast::error_code ec, std::size_t) {
        if (ec) return on_bad_read(ec);
        const auto& message = parser_->get();
        keep_alive_ = message.keep_alive();
        head_only_ = message.method() == http::verb::head;
        auto read = request_of();
        if (!read) return answer(problem_of(read.error()));
        Request request = std::move(read).value();
        request.body = std::move(parser_->get().body());
        large_ = {};
        have_answered(std::move(request));
    }

    void have_answered(Request request) {
        const std::uint64_t number = ++request_number_;
        answered_ = false;
        // The timer also keeps this session alive while nobody reads or writes.
        answer_timer_.expires_after(transport_.options.answer_timeout);
        answer_timer_.async_wait([self = shared_from_this(), number](beast::error_code ec) {
            if (ec) return;
            self->answer_once(
                number,
                problem(503, "no_answer", "no answer in time; an act may still take effect: look before repeating it"));
        });
        Done done = [weak = weak_from_this(), alive = transport_.alive, number](Response response) {
            // In this order, so that the session is let go before the I/O context can end.
            const auto server = alive.lock();
            if (!server) return;
            const auto self = weak.lock();
            if (!self) return;
            net::post(self->stream_.get_executor(), [self, number, response = std::move(response)]() mutable {
                self->answer_once(number, std::move(response));
            });
        };
        transport_.handle(std::move(request), std::move(done));
    }

    void answer_once(std::uint64_t number, Response response) {
        if (number != request_number_ || std::exchange(answered_, true)) return;
        answer_timer_.cancel();
        if (!stream_.socket().is_open()) return;
        if (response.stream) {
            transport_.metrics.answered(response.status);
            stream_.expires_never();
            return start_stream_session(std::move(stream_), parser_->release(), *response.stream, std::move(ticket_),
                                        transport_);
        }
        answer(std::move(response));
    }

    void answer_and_close(Response response) {
        keep_alive_ = false;
        answer(std::move(response));
    }

    void answer(Response response) {
        transport_.metrics.answered(response.status);
        reply_.emplace();
        reply_->version(11);
        reply_->result(static_cast<unsigned>(response.status));
        reply_->reason(std::string(reason_phrase(response.status)));
        reply_->set(http::field::server, "alertd");
        reply_->set("X-Content-Type-Options", "nosniff");
        reply_->set("Referrer-Policy", "no-referrer");
        // Answers hold personal data, so nothing on the way may keep them; assets say otherwise.
        reply_->set(http::field::cache_control, "no-store");
        if (!response.content_type.empty()) reply_->set(http::field::content_type, response.content_type);
        for (const auto& [name, value] : response.headers) reply_->set(name, value);
        reply_->keep_alive(keep_alive_);
        const bool without_body = response.status == 204 || response.status == 304;
        if (!without_body) reply_->content_length(response.body.size());
        // A whole table goes over a slow line in its own time.
        const bool large = response.body.size() > transport_.options.max_body_bytes;
        if (!head_only_) reply_->body() = std::move(response.body);
        stream_.expires_after(large ? transport_.options.large_body_timeout : transport_.options.request_timeout);
        http::async_write(stream_, *reply_, beast::bind_front_handler(&HttpSession::on_written, shared_from_this()));
    }

    void on_written(beast::error_code ec, std::size_t) {
        if (ec) return stream_.close();
        if (keep_alive_) return read_head();
        beast::error_code ignored;
        stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
        stream_.expires_after(kDiscardTime);
        discard();
    }

    /// Closing while the peer still sends makes TCP throw our answer away; so what comes is read, within limits.
    void discard() {
        buffer_.clear();
        stream_.async_read_some(buffer_.prepare(16 * 1024),
                                [self = shared_from_this()](beast::error_code ec, std::size_t count) {
                                    self->discarded_ += count;
                                    if (ec || self->discarded_ > kMostDiscarded) return self->stream_.close();
                                    self->discard();
                                });
    }

    /// Counts one large body for as long as it is received.
    class LargeBody {
    public:
        LargeBody() = default;
        explicit LargeBody(std::atomic<std::size_t>& count) : count_(&count) { ++*count_; }
        LargeBody(LargeBody&& other) noexcept : count_(std::exchange(other.count_, nullptr)) {}
        LargeBody& operator=(LargeBody&& other) noexcept {
            if (count_ != nullptr) --*count_;
            count_ = std::exchange(other.count_, nullptr);
            return *this;
        }
        ~LargeBody() {
            if (count_ != nullptr) --*count_;
        }

    private:
        std::atomic<std::size_t>* count_ = nullptr;
    };

    beast::tcp_stream stream_;
    const std::string peer_;
    LargeBody large_;
    net::steady_timer answer_timer_;
    beast::flat_buffer buffer_{2 * kMaxHeadBytes};
    std::optional<http::request_parser<http::string_body>> parser_;
    std::optional<http::response<http::string_body>> reply_;
    std::unique_ptr<ConnectionTable::Ticket> ticket_;
    const Transport& transport_;
    std::uint64_t request_number_ = 0;
    std::size_t discarded_ = 0;
    bool answered_ = true;
    bool keep_alive_ = false;
    bool head_only_ = false;
};

}  // namespace

void accept_connections(net::io_context& io, tcp::acceptor& acceptor, const Transport& transport) {
    acceptor.async_accept(net::make_strand(io), [&io, &acceptor, &transport](beast::error_code ec, tcp::socket socket) {
        if (ec == net::error::operation_aborted || !acceptor.is_open()) return;
        if (ec) {
            spdlog::error("api: a connection could not be accepted: {}", ec.message());
            auto pause = std::make_shared<net::steady_timer>(acceptor.get_executor(), kAcceptPause);
            pause->async_wait([pause, &io, &acceptor, &transport](beast::error_code stopped) {
                if (!stopped && acceptor.is_open()) accept_connections(io, acceptor, transport);
            });
            return;
        }
        beast::error_code ignored;
        const auto peer = socket.remote_endpoint(ignored);
        socket.set_option(tcp::no_delay(true), ignored);
        const auto address = peer.address().to_string();
        if (auto ticket = transport.connections.admit(address, address != transport.options.trusted_proxy)) {
            std::make_shared<HttpSession>(std::move(socket), address, std::move(ticket), transport)->start();
        } else {
            transport.metrics.connection_refused();
        }
        accept_connections(io, acceptor, transport);
    });
}

}  // namespace anju::alertd::api
