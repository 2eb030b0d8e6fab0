#include "tests/sim/peers.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/json.hpp>

#include <thread>
#include <utility>

namespace anju::sim {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
namespace json = boost::json;
using tcp = asio::ip::tcp;

namespace {

Error unavailable(const std::string& what, const beast::error_code& error) {
    return fail(ErrorCode::unavailable, what + ": " + error.message());
}

/// One connection of the receiver: reads a request, answers, reads the next.
class Caller : public std::enable_shared_from_this<Caller> {
public:
    Caller(tcp::socket socket, const WebhookReceiver::Handler& handler)
        : stream_(std::move(socket)), handler_(handler) {
        beast::error_code ignored;
        stream_.socket().set_option(tcp::no_delay(true), ignored);
    }

    void read() {
        request_ = {};
        http::async_read(stream_, buffer_, request_, [self = shared_from_this()](beast::error_code error, std::size_t) {
            if (!error) self->answer();
        });
    }

private:
    void answer() {
        WebhookCall call{std::chrono::steady_clock::now(), std::string(request_["Idempotency-Key"]), {}};
        beast::error_code error;
        auto body = json::parse(request_.body(), error);
        const bool good = !error && body.is_object();
        if (good) {
            call.body = std::move(body.as_object());
            handler_(call);
        }
        response_ = {good ? http::status::ok : http::status::bad_request, request_.version()};
        response_.keep_alive(request_.keep_alive());
        response_.prepare_payload();
        http::async_write(stream_, response_, [self = shared_from_this()](beast::error_code failed, std::size_t) {
            if (!failed && self->response_.keep_alive()) self->read();
        });
    }

    beast::tcp_stream stream_;
    beast::flat_buffer buffer_;
    http::request<http::string_body> request_;
    http::response<http::empty_body> response_;
    const WebhookReceiver::Handler& handler_;
};

}  // namespace

class WebhookReceiver::Impl {
public:
    explicit Impl(Handler handler) : handler_(std::move(handler)) {}
    ~Impl() {
        context_.stop();
        if (thread_.joinable()) thread_.join();
    }

    Result<void> start(std::uint16_t port) {
        const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), port);
        beast::error_code error;
        acceptor_.open(endpoint.protocol(), error);
        if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
        if (!error) acceptor_.bind(endpoint, error);
        if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
        if (error) return unavailable("the webhook receiver cannot listen on port " + std::to_string(port), error);
        accept();
        thread_ = std::thread([this] { context_.run(); });
        return success();
    }

    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

private:
    void accept() {
        acceptor_.async_accept([this](beast::error_code error, tcp::socket socket) {
            if (!error) std::make_shared<Caller>(std::move(socket), handler_)->read();
            accept();
        });
    }

    Handler handler_;
    asio::io_context context_{1};
    tcp::acceptor acceptor_{context_};
    std::thread thread_;
};

WebhookReceiver::WebhookReceiver(Handler handler) : impl_(std::make_unique<Impl>(std::move(handler))) {}
WebhookReceiver::~WebhookReceiver() = default;
Result<void> WebhookReceiver::start(std::uint16_t port) { return impl_->start(port); }
std::uint16_t WebhookReceiver::port() const { return impl_->port(); }

class StreamWatcher::Impl {
public:
    Impl(std::string host, std::uint16_t port, Handler handler, std::string token)
        : host_(std::move(host)), port_(port), handler_(std::move(handler)), token_(std::move(token)) {}
    ~Impl() {
        asio::post(context_, [this] { beast::get_lowest_layer(socket_).socket().close(); });
        if (thread_.joinable()) thread_.join();
    }

    Result<void> start() {
        beast::error_code error;
        const auto address = asio::ip::make_address(host_, error);
        if (!error) beast::get_lowest_layer(socket_).socket().connect(tcp::endpoint(address, port_), error);
        if (!error) beast::get_lowest_layer(socket_).socket().set_option(tcp::no_delay(true), error);
        if (!token_.empty()) {
            socket_.set_option(websocket::stream_base::decorator([this](websocket::request_type& request) {
                request.set(http::field::authorization, "Bearer " + token_);
            }));
        }
        if (!error) socket_.handshake(host_ + ":" + std::to_string(port_), "/api/v1/stream", error);
        if (error) return unavailable("the live stream of " + host_ + ":" + std::to_string(port_), error);
        socket_.read(buffer_, error);
        if (error) return unavailable("the stream's snapshot", error);
        handle_frame();
        read();
        thread_ = std::thread([this] { context_.run(); });
        return success();
    }

private:
    void read() {
        socket_.async_read(buffer_, [this](beast::error_code error, std::size_t) {
            if (error) return;
            handle_frame();
            read();
        });
    }

    void handle_frame() {
        const auto at = std::chrono::steady_clock::now();
        beast::error_code error;
        const auto frame = json::parse(beast::buffers_to_string(buffer_.data()), error);
        buffer_.consume(buffer_.size());
        if (!error && frame.is_object()) handler_(at, frame.as_object());
    }

    std::string host_;
    std::uint16_t port_;
    Handler handler_;
    std::string token_;
    asio::io_context context_{1};
    beast::websocket::stream<beast::tcp_stream> socket_{context_};
    beast::flat_buffer buffer_;
    std::thread thread_;
};

StreamWatcher::StreamWatcher(std::string host, std::uint16_t port, Handler handler, std::string token)
    : impl_(std::make_unique<Impl>(std::move(host), port, std::move(handler), std::move(token))) {}
StreamWatcher::~StreamWatcher() = default;
Result<void> StreamWatcher::start() { return impl_->start(); }

class ApiClient::Impl {
public:
    Impl(std::string host, std::uint16_t port, std::string token)
        : host_(std::move(host)), port_(port), token_(std::move(token)) {}

    Result<Answer> ask(http::verb verb, const std::string& path, std::string body) {
        // A kept connection may have been closed by the server meanwhile: one fresh try is fair.
        auto answer = ask_once(verb, path, body);
        if (!answer) {
            stream_.close();
            answer = ask_once(verb, path, body);
        }
        return answer;
    }

private:
    Result<Answer> ask_once(http::verb verb, const std::string& path, const std::string& body) {
        beast::error_code error;
        if (!stream_.socket().is_open()) {
            const auto address = asio::ip::make_address(host_, error);
            if (!error) stream_.socket().connect(tcp::endpoint(address, port_), error);
            if (!error) stream_.socket().set_option(tcp::no_delay(true), error);
        }
        http::request<http::string_body> request{verb, path, 11};
        request.set(http::field::host, host_ + ":" + std::to_string(port_));
        if (verb == http::verb::post) request.set(http::field::content_type, "application/json");
        if (!token_.empty()) request.set(http::field::authorization, "Bearer " + token_);
        request.body() = body;
        request.prepare_payload();
        if (!error) http::write(stream_, request, error);
        beast::flat_buffer buffer;
        http::response<http::string_body> response;
        if (!error) http::read(stream_, buffer, response, error);
        if (error) return unavailable(path, error);
        Answer answer{static_cast<int>(response.result_int()), nullptr};
        if (!response.body().empty()) answer.body = json::parse(response.body(), error);
        if (error) return unavailable(path + " did not answer with JSON", error);
        return answer;
    }

    std::string host_;
    std::uint16_t port_;
    std::string token_;
    asio::io_context context_{1};
    beast::tcp_stream stream_{context_};
};

ApiClient::ApiClient(std::string host, std::uint16_t port, std::string token)
    : impl_(std::make_unique<Impl>(std::move(host), port, std::move(token))) {}
ApiClient::~ApiClient() = default;
Result<ApiClient::Answer> ApiClient::get(const std::string& path) { return impl_->ask(http::verb::get, path, {}); }
Result<ApiClient::Answer> ApiClient::post(const std::string& path, const json::object& body) {
    return impl_->ask(http::verb::post, path, json::serialize(body));
}

}  // namespace anju::sim
