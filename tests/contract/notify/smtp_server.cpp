#include "tests/contract/notify/smtp_server.hpp"

#include <sodium.h>

#include <algorithm>
#include <cctype>

namespace anju::tests {

namespace {

using Connection = LoopbackServer::Connection;

bool read_line(Connection& connection, std::string& buffer, std::string& line) {
    std::size_t end = 0;
    while ((end = buffer.find("\r\n")) == std::string::npos) {
        if (!connection.more(buffer)) return false;
    }
    line = buffer.substr(0, end);
    buffer.erase(0, end + 2);
    return true;
}

std::string word_of(const std::string& line) {
    auto word = line.substr(0, line.find_first_of(" :"));
    std::ranges::transform(word, word.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return word;
}

std::string in_brackets(const std::string& line) {
    const auto open = line.find('<');
    const auto close = line.find('>', open);
    return open == std::string::npos || close == std::string::npos ? "" : line.substr(open + 1, close - open - 1);
}

void read_header(const std::string& line, std::string& last, Mail& mail) {
    if (!line.empty() && (line[0] == ' ' || line[0] == '\t')) {
        mail.headers[last] += line;
        return;
    }
    const auto colon = line.find(": ");
    last = line.substr(0, colon);
    std::ranges::transform(last, last.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    mail.headers[last] += colon == std::string::npos ? "" : line.substr(colon + 2);
}

bool read_message(Connection& connection, std::string& buffer, Mail& mail) {
    std::string line;
    std::string last;
    for (bool in_body = false; read_line(connection, buffer, line);) {
        if (line == ".") return true;
        if (line.starts_with("..")) line.erase(0, 1);
        if (in_body) {
            mail.body += line + "\r\n";
        } else if (line.empty()) {
            in_body = true;
        } else {
            read_header(line, last, mail);
        }
    }
    return false;
}

}  // namespace

std::string decoded_base64(const std::string& text) {
    std::string bytes(text.size(), '\0');
    std::size_t length = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(),
                          "\r\n", &length, nullptr, sodium_base64_VARIANT_ORIGINAL) != 0) {
        return "not base64: " + text;
    }
    bytes.resize(length);
    return bytes;
}

std::string decoded_words(const std::string& header) {
    static const std::string start = "=?UTF-8?B?";
    std::string text;
    for (std::size_t at = 0; at < header.size();) {
        if (header.compare(at, start.size(), start) != 0) {
            text += header[at++];
            continue;
        }
        const auto end = header.find("?=", at);
        text += decoded_base64(header.substr(at + start.size(), end - at - start.size()));
        at = end + 2;
        if (header.compare(at, start.size() + 1, " " + start) == 0) ++at;  // space between two words is none
    }
    return text;
}

SmtpServer::SmtpServer(Reply reply)
    : reply_(std::move(reply)), server_([this](Connection& connection) { serve(connection); }) {}

std::vector<Mail> SmtpServer::mails() const {
    const std::lock_guard guard(mutex_);
    return mails_;
}

std::vector<std::string> SmtpServer::commands() const {
    const std::lock_guard guard(mutex_);
    return commands_;
}

bool SmtpServer::say(Connection& connection, const std::string& command, const std::string& line,
                     const std::string& usual, bool* accepted) {
    const auto reply = reply_ ? reply_(command, line) : SmtpReply{};
    if (accepted != nullptr) *accepted = reply.line.empty();
    const auto text = (reply.line.empty() ? usual : reply.line) + "\r\n";
    switch (reply.way) {
        case SmtpReply::Way::say: return connection.send(text) && !text.starts_with("421");
        case SmtpReply::Way::slowly: return connection.send_slowly(text);
        case SmtpReply::Way::silence: connection.stay_silent(); return false;
        case SmtpReply::Way::cut: static_cast<void>(connection.send(text.substr(0, 2))); return false;
    }
    return false;
}

void SmtpServer::serve(Connection& connection) {
    std::string buffer;
    std::string line;
    Mail mail;
    bool open = say(connection, "", "", "220 mail.test ESMTP");
    while (open && read_line(connection, buffer, line)) {
        const auto command = word_of(line);
        {
            const std::lock_guard guard(mutex_);
            commands_.push_back(line);
        }
        if (command == "EHLO") {
            open = say(connection, command, line, "250-mail.test\r\n250-AUTH PLAIN\r\n250 SIZE 1000000");
        } else if (command == "AUTH") {
            open = say(connection, command, line, line.find(' ', 5) == std::string::npos ? "334 " : "235 welcome");
        } else if (command == "MAIL") {
            mail = Mail{in_brackets(line), {}, {}, {}};
            open = say(connection, command, line, "250 OK");
        } else if (command == "RCPT") {
            mail.receivers.push_back(in_brackets(line));
            open = say(connection, command, line, "250 OK");
        } else if (command == "DATA") {
            bool accepted = false;
            open = say(connection, command, line, "354 go ahead", &accepted);
            if (!open || !accepted) continue;
            open = read_message(connection, buffer, mail);
            if (!open) break;
            if (on_mail) on_mail(mail);
            {
                const std::lock_guard guard(mutex_);
                mails_.push_back(mail);
            }
            open = say(connection, ".", "", "250 taken");
        } else if (command == "QUIT") {
            open = say(connection, command, line, "221 bye") && false;
        } else {
            // RSET, NOOP, and the second line of an AUTH.
            open = say(connection, command, line, command == "RSET" || command == "NOOP" ? "250 OK" : "235 welcome");
        }
    }
}

}  // namespace anju::tests
