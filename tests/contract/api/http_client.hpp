// HttpClient: libcurl, a client that is not ours, so that a mistake in HTTP is not made on both sides.
#pragma once

#include <boost/json/value.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace anju::tests {

struct HttpAnswer {
    long status = 0;
    std::map<std::string, std::string> headers;  ///< names in lower case
    std::string body;
    std::string error;  ///< curl's words when there was no answer
    [[nodiscard]] boost::json::value json() const;
    [[nodiscard]] std::string header(const std::string& name) const;
};

class HttpClient {
public:
    explicit HttpClient(std::uint16_t port) : port_(port) {}

    using Headers = std::vector<std::string>;
    [[nodiscard]] HttpAnswer get(const std::string& path, const Headers& headers = {}) const;
    [[nodiscard]] HttpAnswer post(const std::string& path, const std::string& body, const Headers& headers = {}) const;
    /// Any method; "HEAD" reads no body. A body is sent when it is not empty.
    [[nodiscard]] HttpAnswer ask(const std::string& method, const std::string& path, const std::string& body,
                                 const Headers& headers) const;

private:
    std::uint16_t port_;
};

}  // namespace anju::tests
