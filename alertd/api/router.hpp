// Router: which handler answers a method and path. Filled once at start, then read by any thread.
//
// A handler is one of four: Plain answers at once; Reading runs on a reader thread; Acting answers
// later through `done`; ReadingThenActing does both. Query parameters a route does not name are refused, because a
// misspelt filter that is ignored shows the wrong list to somebody who trusts it.
#pragma once

#include "alertd/api/http.hpp"
#include "alertd/store/store.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace anju::alertd::api {

using Plain = std::function<Response(const Request&)>;
using Reading = std::function<Result<Response>(const Request&, store::Reader&)>;
using Acting = std::function<void(const Request&, Done)>;
/// Reads first, on a reader thread, then answers later through `done`; or gives an error at once.
using ReadingThenActing = std::function<Result<void>(const Request&, store::Reader&, Done)>;

struct Route {
    std::string method;              ///< "GET" answers HEAD too
    std::string path;                ///< "/api/v1/homes/{id}/devices/{device}"; one `{name}` a segment at most
    std::vector<std::string> query;  ///< the parameters it knows
    Permission needs;                ///< `x-needs` in openapi.json
    std::variant<Plain, Reading, Acting, ReadingThenActing> handler;
    /// The media type of a body that is not JSON, such as text/csv.
    std::string takes = "application/json";
    std::size_t max_body = 0;  ///< of a route that takes more than others; 0: ApiOptions::max_body_bytes
};

class Router {
public:
    void add(Route route) { routes_.push_back(std::move(route)); }
    [[nodiscard]] const std::vector<Route>& routes() const { return routes_; }

    /// The route for this request, with `request.id` and `request.in_path` set; or the answer to give instead (404, 405
    /// with Allow, 204 to OPTIONS, 400 for an unknown parameter, 415 for a body of another type).
    [[nodiscard]] std::variant<const Route*, Response> find(Request& request) const;

private:
    std::vector<Route> routes_;
};

}  // namespace anju::alertd::api
