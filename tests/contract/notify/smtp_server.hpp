// SmtpServer: a small mail server (RFC 5321 with AUTH PLAIN), for one test.
//
// It answers each command as `reply` says, else as a server does; what it accepted can be read.
// Threads: each connection has one; `reply` is called there.
#pragma once

#include "tests/contract/notify/loopback_server.hpp"

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace anju::tests {

struct Mail {
    std::string from;
    std::vector<std::string> receivers;
    std::map<std::string, std::string> headers;  ///< names in lower case, unfolded and as they came
    std::string body;                            ///< as it came, without the dots that were put in
};

struct SmtpReply {
    enum class Way { say, slowly, silence, cut };
    Way way = Way::say;
    std::string line;  ///< without CRLF; empty: what a server says
};

class SmtpServer {
public:
    /// Commands by their first word in capitals; "." is the end of the message, "" the greeting.
    using Reply = std::function<SmtpReply(const std::string& command, const std::string& line)>;

    explicit SmtpServer(Reply reply = {});
    [[nodiscard]] std::uint16_t port() const { return server_.port(); }
    [[nodiscard]] std::vector<Mail> mails() const;
    [[nodiscard]] std::vector<std::string> commands() const;
    /// Called with every mail before its end is answered.
    std::function<void(const Mail&)> on_mail;

private:
    void serve(LoopbackServer::Connection& connection);
    /// False when the connection is to be closed; `accepted`: it was the usual reply.
    [[nodiscard]] bool say(LoopbackServer::Connection& connection, const std::string& command, const std::string& line,
                           const std::string& usual, bool* accepted = nullptr);

    Reply reply_;
    mutable std::mutex mutex_;
    std::vector<Mail> mails_;
    std::vector<std::string> commands_;
    LoopbackServer server_;
};

/// RFC 2047 encoded words as text; what is none stays.
[[nodiscard]] std::string decoded_words(const std::string& header);
[[nodiscard]] std::string decoded_base64(const std::string& text);

}  // namespace anju::tests
