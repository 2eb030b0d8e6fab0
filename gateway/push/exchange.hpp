// Exchange: one request and its reply, as far as they are HTTP and no socket: the limits of the
// parser, what is refused before the gate sees it, the gate's answer as a reply.
//
// Private to gateway/push. Free functions without state; the caller owns parser and reply.
// Threads: as Gate, the caller serialises. Errors: none leave; whatever goes wrong is an answer.
#pragma once

#include "gateway/push/gate.hpp"

#include <boost/beast/core/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>

namespace anju::gateway::push {

using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
using Reply = boost::beast::http::response<boost::beast::http::string_body>;

inline constexpr std::uint32_t kMaxHeadBytes = 8 * 1024;

void set_limits(Parser& parser, std::size_t max_body_bytes);
/// The reply to a request whose body need not be read; nothing: it is to be read.
[[nodiscard]] std::optional<Reply> refuse_head(const Parser& parser);
/// The reply to what could not be read; nothing: the sender is gone.
[[nodiscard]] std::optional<Reply> refuse_unreadable(boost::beast::error_code error);
/// Hands a complete request to the gate. The reply's keep_alive() tells whether another may follow.
[[nodiscard]] Reply reply_to(Parser& parser, Gate& gate);

}  // namespace anju::gateway::push
