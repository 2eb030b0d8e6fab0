// The tables [policy.*] of alertd.toml: how cases climb, and the variants by hour, kind and severity.
#pragma once

#include "alertd/core/policy.hpp"
#include "settings/settings.hpp"

namespace anju::alertd::app {

/// Reads the usual policy of a class and its variants (`[[policy.<class>.when]]`) into `book`, whose policy is the
/// default of what the file leaves out.
void read_policies(settings::Table table, IncidentClass incident_class, core::PolicyBook& book);

}  // namespace anju::alertd::app
