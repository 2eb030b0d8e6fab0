// Policies as JSON, both ways, by the words of the configuration file. Errors are `invalid` and name the place:
// "when[1].steps[0]: field 'after': expected ...".
#pragma once

#include "alertd/core/policy.hpp"
#include "alertd/store/policies.hpp"
#include "base/result.hpp"

#include <boost/json/object.hpp>

namespace anju::alertd::api {

[[nodiscard]] boost::json::object json_of(const core::Policy& policy);
[[nodiscard]] boost::json::object json_of(const store::KeptPolicies& kept);

/// As a client writes them; what json_of() made may be written back. What is left out is as alertd brings it along,
/// and in a variant as in the usual policy of the same body. What comes back has no mistakes (core::mistakes_in).
[[nodiscard]] Result<core::ClassPolicies> policies_of(const boost::json::object& body, IncidentClass incident_class);

}  // namespace anju::alertd::api
