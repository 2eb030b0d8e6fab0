#include "alertd/api/csv_file.hpp"

#include <fmt/format.h>

#include <utility>

namespace anju::alertd::api {

Response csv_file(std::string_view name, std::string bytes, registry::Encoding encoding) {
    Response response;
    response.content_type =
        encoding == registry::Encoding::gb18030 ? "text/csv; charset=gb18030" : "text/csv; charset=utf-8";
    response.headers.emplace_back("Content-Disposition", fmt::format("attachment; filename=\"{}.csv\"", name));
    response.body = std::move(bytes);
    return response;
}

}  // namespace anju::alertd::api
