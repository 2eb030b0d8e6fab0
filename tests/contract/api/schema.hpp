// Whether a JSON value is exactly what a schema of openapi.json says.
#pragma once

#include <boost/json/value.hpp>

#include <string>
#include <vector>

namespace anju::tests {

/// openapi.json as this server serves it.
class Description {
public:
    explicit Description(boost::json::value document) : document_(std::move(document)) {}

    /// What is wrong, one line each with its place; empty: nothing. Fields the schema does not
    /// name are wrong, and so is a keyword this checker does not know.
    [[nodiscard]] std::vector<std::string> mistakes(const boost::json::value& value, const std::string& schema) const;
    /// The same for the answer of an operation, given its path as described.
    [[nodiscard]] std::vector<std::string> mistakes_of_answer(const std::string& method, const std::string& path,
                                                              long status, const std::string& content_type,
                                                              const std::string& body) const;

private:
    void check(const boost::json::value& value, const boost::json::value& schema, const std::string& place,
               std::vector<std::string>& out) const;
    void check_object(const boost::json::object& value, const boost::json::object& schema, const std::string& place,
                      std::vector<std::string>& out) const;
    [[nodiscard]] const boost::json::value& resolved(const boost::json::value& node) const;

    boost::json::value document_;
};

}  // namespace anju::tests
