// How the journal speaks of accounts and tokens: pseudonyms, never words of people.
#pragma once

#include "alertd/access/accounts.hpp"

#include <string>
#include <utility>
#include <vector>

namespace anju::alertd::access {

[[nodiscard]] inline std::string user(const std::string& name) { return "user:" + name; }

using Facts = std::vector<std::pair<std::string, std::string>>;
[[nodiscard]] Facts facts_of(const store::Account& account, Why why);
[[nodiscard]] Facts facts_of(const store::ApiToken& token, Why why);

}  // namespace anju::alertd::access
