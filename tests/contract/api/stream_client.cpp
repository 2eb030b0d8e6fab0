#include "tests/contract/api/stream_client.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <boost/json/parse.hpp>

namespace anju::tests {

namespace net = boost::asio;
namespace websocket = boost::beast::websocket;
using tcp = net::ip::tcp;

class StreamClient::Impl {
public:
    Impl(std::uint16_t port, const StreamOptions& options) {
        const tcp::endpoint server(net::ip::address_v4::loopback(), port);
        auto& socket = stream_.next_layer();
        socket.open(tcp::v4());
        if (options.receive_buffer > 0)
            socket.set_option(net::socket_base::receive_buffer_size(options.receive_buffer));
        socket.connect(server);
        stream_.read_message_max(64 * 1024 * 1024);
        stream_.set_option(websocket::stream_base::decorator([&options](websocket::request_type& request) {
            for (const auto& [name, value] : options.headers) request.set(name, value);
        }));
        websocket::response_type response;
        boost::system::error_code ec;
        stream_.handshake(response, "127.0.0.1:" + std::to_string(port), "/api/v1/stream" + options.query, ec);
        status_ = static_cast<int>(response.result_int());
        connected_ = !ec;
    }

    std::optional<std::string> next_message() {
        boost::beast::flat_buffer buffer;
        boost::system::error_code ec;
        stream_.read(buffer, ec);
        if (ec) {
            connected_ = false;
            return std::nullopt;
        }
        return boost::beast::buffers_to_string(buffer.data());
    }

    net::io_context io_;
    websocket::stream<tcp::socket> stream_{io_};
    int status_ = 0;
    bool connected_ = false;
};

StreamClient::StreamClient(std::uint16_t port, const StreamOptions& options)
    : impl_(std::make_unique<Impl>(port, options)) {}
StreamClient::~StreamClient() = default;
bool StreamClient::connected() const { return impl_->connected_; }
int StreamClient::handshake_status() const { return impl_->status_; }
std::optional<std::string> StreamClient::next_message() { return impl_->next_message(); }
unsigned StreamClient::close_code() const { return impl_->stream_.reason().code; }

void StreamClient::send(const std::string& text) {
    boost::system::error_code ec;
    impl_->stream_.write(net::buffer(text), ec);
}

std::optional<boost::json::object> StreamClient::next() {
    for (;;) {
        const auto message = impl_->next_message();
        if (!message) return std::nullopt;
        auto frame = boost::json::parse(*message).as_object();
        if (frame.at("type") != "heartbeat") return frame;
    }
}

}  // namespace anju::tests
