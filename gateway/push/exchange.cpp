#include "gateway/push/exchange.hpp"

#include <spdlog/spdlog.h>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/verb.hpp>

#include <exception>
#include <string>
#include <utility>

namespace anju::gateway::push {

namespace http = boost::beast::http;

namespace {

constexpr int kAfterFailureSeconds = 5;

std::string header_of(const Parser::value_type& message, http::field name) {
    const auto found = message.find(name);
    return found == message.end() ? std::string{} : std::string(found->value());
}

Reply reply_of(const Answer& answer, bool keep) {
    Reply reply(static_cast<http::status>(answer.status), 11);
    reply.set(http::field::content_type, "application/json");
    if (answer.status == 401) reply.set(http::field::www_authenticate, "Bearer realm=\"anju\"");
    if (answer.status == 405) reply.set(http::field::allow, "POST");
    if (answer.retry_after_s) reply.set(http::field::retry_after, std::to_string(*answer.retry_after_s));
    reply.keep_alive(keep);
    reply.body() = answer.body;
    reply.prepare_payload();
    return reply;
}

}  // namespace

void set_limits(Parser& parser, std::size_t max_body_bytes) {
    parser.header_limit(kMaxHeadBytes);
    parser.body_limit(max_body_bytes);
}

std::optional<Reply> refuse_head(const Parser& parser) {
    // Beast 1.81 does not limit the trailers of a chunked body.
    if (parser.get().count(http::field::transfer_encoding) == 0) return std::nullopt;
    return reply_of(refusal(411, "Content-Length is expected, not a chunked body"), false);
}

std::optional<Reply> refuse_unreadable(boost::beast::error_code error) {
    if (error == http::error::body_limit) return reply_of(refusal(413, "a body has at most 64 KiB"), false);
    if (error == http::error::header_limit || error == http::error::buffer_overflow)
        return reply_of(refusal(431, "the head of a request has at most 8 KiB"), false);
    const bool malformed = error.category() == http::make_error_code(http::error::bad_target).category();
    const bool gone = error == http::error::end_of_stream || error == http::error::partial_message;
    if (!malformed || gone) return std::nullopt;
    return reply_of(refusal(400, "this is not HTTP/1.1: " + error.message()), false);
}

Reply reply_to(Parser& parser, Gate& gate) {
    auto message = parser.release();
    const Request request{std::string(message.method_string()), std::string(message.target()),
                          header_of(message, http::field::authorization), std::move(message.body())};
    auto answer = refusal(503, "it could not be handled; send it again");
    answer.retry_after_s = kAfterFailureSeconds;
    try {
        answer = gate.answer(request);
    } catch (const std::exception& error) {
        spdlog::error("http push: {}", error.what());
    }
    // Who does not know the token does not keep a connection.
    auto reply = reply_of(answer, message.keep_alive() && answer.status != 401);
    // Its length is told; the body itself would be taken for the beginning of the next answer.
    if (message.method() == http::verb::head) reply.body().clear();
    return reply;
}

}  // namespace anju::gateway::push
