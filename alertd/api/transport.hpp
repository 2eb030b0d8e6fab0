// The sockets: HTTP/1.1 and WebSocket on Boost.Beast, behind an interface that does not mention it
// (Beast is slow to compile; only http_session.cpp and stream_session.cpp include it).
//
// Limits are kept here: connections in all and per address, size of head and body, time for a
// request, chunked bodies refused, bounded queue per stream socket.
#pragma once

#include "alertd/api/http.hpp"
#include "alertd/api/metrics.hpp"
#include "alertd/api/stream_hub.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace anju::alertd::api {

/// A socket that can be told to leave. Any thread.
class Leaver {
public:
    virtual ~Leaver() = default;
    virtual void leave() = 0;
};

/// Who is connected. Thread-safe; outlives every Ticket.
class ConnectionTable {
public:
    ConnectionTable(std::size_t max_total, std::size_t max_per_address)
        : max_total_(max_total), max_per_address_(max_per_address) {}

    /// One admitted connection; counts until it is destroyed.
    class Ticket {
    public:
        Ticket(ConnectionTable& table, std::uint64_t number, std::string address)
            : table_(table), number_(number), address_(std::move(address)) {}
        Ticket(const Ticket&) = delete;
        Ticket& operator=(const Ticket&) = delete;
        ~Ticket() { table_.release(number_, address_); }
        /// From now on this object is told to leave.
        void held_by(std::weak_ptr<Leaver> holder) { table_.hold(number_, std::move(holder)); }

    private:
        ConnectionTable& table_;
        std::uint64_t number_;
        std::string address_;
    };

    /// Null when a limit is reached or everybody has been told to leave.
    [[nodiscard]] std::unique_ptr<Ticket> admit(const std::string& address, bool one_client = true);
    [[nodiscard]] std::size_t count() const;
    /// Tells everybody to leave and waits for it, at most `longest`.
    void leave_all(Millis longest);

private:
    void release(std::uint64_t number, const std::string& address);
    void hold(std::uint64_t number, std::weak_ptr<Leaver> holder);

    const std::size_t max_total_;
    const std::size_t max_per_address_;
    mutable std::mutex mutex_;
    std::condition_variable empty_;
    std::map<std::uint64_t, std::weak_ptr<Leaver>> connections_;
    std::map<std::string, std::size_t> per_address_;
    std::uint64_t last_number_ = 0;
    bool leaving_ = false;
};

/// What every session needs; owned by the server and outliving them all.
struct Transport {
    const ApiOptions& options;
    ConnectionTable& connections;
    StreamHub& hub;
    Metrics& metrics;
    /// Whether the head of this request may be followed by a body of so many bytes, more than max_body_bytes:
    /// nothing, or the answer to give instead. Called before any of the body is read.
    std::function<std::optional<Response>(Request, std::uint64_t length)> admit_large;
    std::atomic<std::size_t>& large_bodies;  ///< that are being received
    /// Answers a request now or later, from any thread, at most once.
    std::function<void(Request, Done)> handle;
    /// Locked by a late answer before it touches a session, so that the I/O context still stands.
    std::weak_ptr<void> alive;
};

/// Accepts connections until the acceptor closes; out of file descriptors it waits and goes on. To be
/// called on the acceptor's strand.
void accept_connections(boost::asio::io_context& io, boost::asio::ip::tcp::acceptor& acceptor,
                        const Transport& transport);

}  // namespace anju::alertd::api
