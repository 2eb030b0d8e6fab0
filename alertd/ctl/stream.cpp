#include "alertd/ctl/stream.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <boost/json/parse.hpp>

namespace anju::alertd::ctl {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;
using tcp = net::ip::tcp;
using boost::system::error_code;

namespace {

constexpr Millis kLongestSilence{20'000};  // five heartbeats
constexpr std::size_t kMostMessageBytes = std::size_t{256} * 1024 * 1024;

/// "https://host:8443" taken apart; a port that is not given is the scheme's.
struct Server {
    bool tls = false;
    std::string host, port;
};

Result<Server> server_of(const std::string& url) {
    Server server;
    std::string_view rest = url;
    if (rest.starts_with("https://")) {
        server.tls = true;
        rest.remove_prefix(8);
    } else if (rest.starts_with("http://")) {
        rest.remove_prefix(7);
    } else {
        return fail(ErrorCode::invalid,
                    fmt::format("--server: expected http:// or https:// and a host, not '{}'", url));
    }
    rest = rest.substr(0, rest.find('/'));
    const std::size_t colon = rest.rfind(':');
    const bool has_port = colon != std::string_view::npos && rest.find(']', colon) == std::string_view::npos;
    server.host = rest.substr(0, has_port ? colon : rest.size());
    server.port = has_port ? std::string(rest.substr(colon + 1)) : server.tls ? "443" : "80";
    if (server.host.starts_with('[') && server.host.ends_with(']'))
        server.host = server.host.substr(1, server.host.size() - 2);
    if (server.host.empty()) return fail(ErrorCode::invalid, fmt::format("--server: there is no host in '{}'", url));
    return server;
}

}  // namespace

class Stream::Socket {
public:
    virtual ~Socket() = default;
    virtual Result<void> open(const ClientOptions& options, const Server& server, const std::string& target) = 0;
    virtual Result<std::string> read() = 0;
};

namespace {

using Plain = beast::tcp_stream;
using Tls = net::ssl::stream<beast::tcp_stream>;

template <class Layer>
class LayeredSocket final : public Stream::Socket {
public:
    LayeredSocket() {
        if constexpr (std::is_same_v<Layer, Tls>) {
            socket_.emplace(io_, tls_);
        } else {
            socket_.emplace(io_);
        }
    }

    Result<void> open(const ClientOptions& options, const Server& server, const std::string& target) override {
        name_ = options.server;
        error_code ec;
        const auto addresses = tcp::resolver(io_).resolve(server.host, server.port, ec);
        if (ec) return lost(ec);
        auto& connection = beast::get_lowest_layer(*socket_);
        if (!run([&](auto done) { connection.async_connect(addresses, std::move(done)); }, options.connect_timeout, ec))
            return lost(ec);
        if constexpr (std::is_same_v<Layer, Tls>) {
            ANJU_TRY(secure(options, server));
        }
        return shake_hands(options, server, target);
    }

    Result<std::string> read() override {
        beast::flat_buffer buffer;
        error_code ec;
        if (!run([&](auto done) { socket_->async_read(buffer, std::move(done)); }, kLongestSilence, ec))
            return lost(ec);
        return beast::buffers_to_string(buffer.data());
    }

private:
    /// Whether the operation ended well in time; what is not over by then is given up.
    template <class Start>
    bool run(Start&& start, Millis timeout, error_code& ec) {
        std::optional<error_code> ended;
        start([&ended](const error_code& result, auto&&...) { ended = result; });
        io_.restart();
        io_.run_for(timeout);
        if (!ended) {
            beast::get_lowest_layer(*socket_).close();
            io_.restart();
            io_.run();
            ended = beast::error::timeout;
        }
        ec = *ended;
        return !ec;
    }

    Error lost(const error_code& ec) const {
        const auto& reason = socket_->reason();
        const std::string why = ec == websocket::error::closed && !reason.reason.empty()
                                    ? std::string(reason.reason.data(), reason.reason.size())
                                    : ec.message();
        return fail(ErrorCode::unavailable, fmt::format("{}: {}", name_, on_one_line(why)));
    }

    Result<void> secure(const ClientOptions& options, const Server& server) requires std::is_same_v<Layer, Tls> {
        error_code ec;
        auto& tls = socket_->next_layer();
        if (options.ca_file.empty()) {
            tls_.set_default_verify_paths(ec);
        } else {
            tls_.load_verify_file(options.ca_file, ec);
        }
        if (ec) return fail(ErrorCode::invalid, fmt::format("--ca {}: {}", options.ca_file, ec.message()));
        tls.set_verify_mode(net::ssl::verify_peer, ec);
        tls.set_verify_callback(net::ssl::host_name_verification(server.host), ec);
        SSL_set_tlsext_host_name(tls.native_handle(), server.host.c_str());
        const auto shake = [&](auto done) { tls.async_handshake(net::ssl::stream_base::client, std::move(done)); };
        if (!run(shake, options.connect_timeout, ec)) return lost(ec);
        return success();
    }

    Result<void> shake_hands(const ClientOptions& options, const Server& server, const std::string& target) {
        socket_->read_message_max(kMostMessageBytes);
        socket_->set_option(websocket::stream_base::decorator([&options](websocket::request_type& request) {
            request.set(beast::http::field::user_agent, "anjuctl/" ANJU_VERSION);
            if (!options.token.empty()) request.set(beast::http::field::authorization, "Bearer " + options.token);
        }));
        websocket::response_type response;
        error_code ec;
        const std::string host = server.host.find(':') == std::string::npos ? server.host : "[" + server.host + "]";
        const auto shake = [&](auto done) {
            socket_->async_handshake(response, host + ":" + server.port, target, std::move(done));
        };
        if (run(shake, options.connect_timeout, ec)) return success();
        if (ec == websocket::error::upgrade_declined) {
            return refusal_of(response.result_int(), response.body(), "the stream");
        }
        return lost(ec);
    }

    net::io_context io_{1};
    net::ssl::context tls_{net::ssl::context::tls_client};
    std::optional<websocket::stream<Layer>> socket_;
    std::string name_;
};

}  // namespace

Stream::Stream(std::unique_ptr<Socket> socket) : socket_(std::move(socket)) {}
Stream::~Stream() = default;
Stream::Stream(Stream&& other) noexcept = default;
Stream& Stream::operator=(Stream&& other) noexcept = default;

Result<Stream> Stream::open(const ClientOptions& options, std::optional<std::uint64_t> after) {
    ANJU_TRY(auto server, server_of(options.server));
    std::unique_ptr<Socket> socket;
    if (server.tls) {
        socket = std::make_unique<LayeredSocket<Tls>>();
    } else {
        socket = std::make_unique<LayeredSocket<Plain>>();
    }
    ANJU_TRY(socket->open(options, server, after ? fmt::format("/api/v1/stream?after={}", *after) : "/api/v1/stream"));
    return Stream(std::move(socket));
}

Result<boost::json::object> Stream::next() {
    ANJU_TRY(auto message, socket_->read());
    error_code ec;
    auto frame = boost::json::parse(message, ec);
    if (ec || !frame.is_object()) return fail(ErrorCode::invalid, "a message of the stream is no JSON object");
    return std::move(frame.as_object());
}

}  // namespace anju::alertd::ctl
