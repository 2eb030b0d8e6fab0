#include "alertd/api/http.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

namespace anju::alertd::api {

namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

Result<std::string> percent_decoded(std::string_view text, bool plus_is_space) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus_is_space) {
            out += ' ';
        } else if (text[i] != '%') {
            out += text[i];
        } else {
            const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
            if (high < 0 || low < 0) return fail(ErrorCode::invalid, "the target has a '%' without two hex digits");
            out += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    // A NUL would let two programs read two different paths out of one request.
    if (!is_utf8(out) || out.find('\0') != std::string::npos) {
        return fail(ErrorCode::invalid, "the target must be UTF-8 text after percent-decoding");
    }
    return out;
}

const std::string* Request::parameter(std::string_view name) const {
    const auto found = std::ranges::find(query, name, [](const auto& pair) -> std::string_view { return pair.first; });
    return found == query.end() ? nullptr : &found->second;
}

const std::string& Request::path_value(std::string_view name) const {
    static const std::string none;
    const auto found = std::ranges::find(in_path, name, [](const auto& pair) { return std::string_view(pair.first); });
    return found == in_path.end() ? none : found->second;
}

Result<void> parse_target(std::string_view target, Request& request) {
    if (target.empty() || target.front() != '/') {
        return fail(ErrorCode::invalid, "the request target must begin with '/'");
    }
    const std::size_t mark = target.find('?');
    ANJU_TRY(request.path, percent_decoded(target.substr(0, mark), false));
    for (std::string_view path = target.substr(0, mark); !path.empty();) {
        const std::size_t end = std::min(path.find('/', 1), path.size());
        ANJU_TRY(auto segment, percent_decoded(path.substr(1, end - 1), false));
        request.segments.push_back(std::move(segment));
        path.remove_prefix(end);
    }
    std::string_view rest = mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('&'), rest.size());
        const std::string_view part = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (part.empty()) continue;
        const std::size_t equals = std::min(part.find('='), part.size());
        ANJU_TRY(auto name, percent_decoded(part.substr(0, equals), true));
        ANJU_TRY(auto value, percent_decoded(part.substr(std::min(equals + 1, part.size())), true));
        if (request.parameter(name)) {
            return fail(ErrorCode::invalid, fmt::format("query parameter '{}' is given twice", name));
        }
        request.query.emplace_back(std::move(name), std::move(value));
    }
    return success();
}

std::string_view reason_phrase(int status) {
    switch (status) {
        case 101: return "Switching Protocols";
        case 200: return "OK";
        case 201: return "Created";
        case 202: return "Accepted";
        case 204: return "No Content";
        case 304: return "Not Modified";
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 409: return "Conflict";
        case 411: return "Length Required";
        case 412: return "Precondition Failed";
        case 413: return "Content Too Large";
        case 415: return "Unsupported Media Type";
        case 422: return "Unprocessable Content";
        case 426: return "Upgrade Required";
        case 429: return "Too Many Requests";
        case 428: return "Precondition Required";
        case 431: return "Request Header Fields Too Large";
        case 500: return "Internal Server Error";
        case 503: return "Service Unavailable";
        default: return "Unknown";
    }
}

Response problem(int status, std::string_view word, std::string detail) {
    return problem(status, word, std::move(detail), {});
}

Response problem(int status, std::string_view word, std::string detail, std::string_view members) {
    // The detail may quote what the caller sent, and a header's bytes need not be UTF-8.
    const std::string text = boost::json::serialize(boost::json::string(to_valid_utf8(detail, 2048)));
    Response response;
    response.status = status;
    response.content_type = "application/problem+json";
    response.body = fmt::format(R"({{"type":"urn:anju:problem:{}","title":"{}","status":{},"detail":{}{}{}}})", word,
                                reason_phrase(status), status, text, members.empty() ? "" : ",", members);
    return response;
}

Response problem_of(const Error& error) {
    switch (error.code) {
        case ErrorCode::invalid: return problem(400, "invalid", error.message);
        case ErrorCode::not_found: return problem(404, "not_found", error.message);
        case ErrorCode::conflict: return problem(409, "conflict", error.message);
        case ErrorCode::unavailable:
        case ErrorCode::exhausted: {
            Response response = problem(503, "unavailable", error.message);
            response.headers.emplace_back("Retry-After", "1");
            return response;
        }
        case ErrorCode::corrupt:
        case ErrorCode::internal: break;
    }
    return problem(500, "internal", error.message);
}

}  // namespace anju::alertd::api
