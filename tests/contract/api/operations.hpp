// Operations: every endpoint of openapi.json, as a test walks through them.
//
// x-scope, for a path with an {id}: what the id names ("incident", "home"; "none" when it belongs to
// no street). Where it is left out the path tells it (kNamedByPath in operations.cpp).
#pragma once

#include "alertd/api/principal.hpp"

#include <boost/json/value.hpp>

#include <string>
#include <vector>

namespace anju::tests {

struct Operation {
    std::string method;
    std::string path;
    alertd::api::Permission needs = alertd::api::Permission::open;
    std::string scope;  ///< what its id names; empty: nobody says it
    std::string media;  ///< of the body; empty: none
    boost::json::value schema;
    bool own_proof = false;  ///< open, and whoever calls shows who it is in a way of the route's own
    [[nodiscard]] bool has_id() const { return path.find('{') != std::string::npos; }
};

/// Something that a schema takes: the least of everything that is required.
class Maker {
public:
    /// `document` is openapi.json and must outlive this.
    explicit Maker(const boost::json::value& document) : document_(document) {}
    [[nodiscard]] boost::json::value make(const boost::json::value& schema) const;
    /// The schema that a $ref leads to.
    [[nodiscard]] const boost::json::value& resolved(const boost::json::value& schema) const;

private:
    const boost::json::value& document_;
};

/// All of them; an endpoint whose description does not say what a test must know fails the test.
[[nodiscard]] std::vector<Operation> operations_of(const boost::json::value& document);

}  // namespace anju::tests
