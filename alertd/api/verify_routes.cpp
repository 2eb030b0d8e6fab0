// The journal's chain, verified piece by piece: whoever asks keeps the mark, so it can also be one from last year.
#include "alertd/api/handlers.hpp"

#include <fmt/format.h>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <charconv>

namespace anju::alertd::api {

namespace json = boost::json;

namespace {

Result<Response> verify(const Request& request, store::Reader& reader) {
    store::VerifyMark mark;
    if (const std::string* text = request.parameter("after")) {
        const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), mark.seq);
        if (error != std::errc() || end != text->data() + text->size()) {
            return fail(ErrorCode::invalid,
                        fmt::format("query parameter 'after': expected a journal number, not '{}'", *text));
        }
    }
    if (const std::string* hash = request.parameter("hash")) mark.hash = *hash;
    ANJU_TRY(auto piece, reader.verify_journal_from(mark));
    Response response;
    response.body = json::serialize(
        json::object{{"seq", piece.reached.seq},
                     {"hash", piece.reached.hash.empty() ? json::value(nullptr) : json::value(piece.reached.hash)},
                     {"at_end", piece.at_end},
                     {"broken_at", piece.broken_at ? json::value(*piece.broken_at) : json::value(nullptr)},
                     {"what", piece.broken_at ? json::value(piece.what) : json::value(nullptr)}});
    return response;
}

}  // namespace

void add_verify_routes(Router& router) {
    router.add({"GET", "/api/v1/journal/verification", {"after", "hash"}, Permission::read_journal, Reading(verify)});
}

}  // namespace anju::alertd::api
