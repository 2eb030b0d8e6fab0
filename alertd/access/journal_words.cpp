#include "alertd/access/journal_words.hpp"

#include "base/words.hpp"

#include <algorithm>
#include <array>

namespace anju::alertd::access {

namespace {

constexpr std::array<std::string_view, 7> kWhy{"setup",       "new_person", "new_duty", "left",
                                               "lost_secret", "suspicion",  "other"};
static_assert(kWhy.size() == static_cast<std::size_t>(Why::other) + 1);

template <class Ids>
std::string listed(const Ids& ids) {
    std::string text;
    for (const auto& id : ids) text.append(text.empty() ? "" : ",").append(id.value);
    return text;
}

void add_rights(Facts& facts, core::Role role, const core::Scope& scope, Why why) {
    facts.emplace_back("role", to_string(role));
    if (!scope.streets.empty()) facts.emplace_back("streets", listed(scope.streets));
    if (!scope.committees.empty()) facts.emplace_back("committees", listed(scope.committees));
    facts.emplace_back("why", to_string(why));
}

}  // namespace

std::string_view to_string(Why value) { return word_of(kWhy, value); }
std::optional<Why> parse_why(std::string_view text) { return find_word<Why>(kWhy, text); }

bool is_account_name(std::string_view text) {
    return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
               c == '-';
    });
}

Result<void> check_rights(core::Role role, const core::Scope& scope) {
    constexpr std::size_t kMostAreas = 40;
    if (scope.everything && !(scope.streets.empty() && scope.committees.empty())) {
        return fail(ErrorCode::invalid, "the whole district has no streets or committees beside it");
    }
    if (!scope.everything && scope.streets.empty() && scope.committees.empty()) {
        return fail(ErrorCode::invalid, "somebody who is not for the whole district needs streets or committees");
    }
    if (scope.streets.size() + scope.committees.size() > kMostAreas) {
        return fail(ErrorCode::invalid, "at most 40 streets and committees make a scope");
    }
    if (role == core::Role::administrator && !scope.everything) {
        return fail(ErrorCode::invalid, "an administrator has the whole district");
    }
    if (role == core::Role::street && scope.everything) {
        return fail(ErrorCode::invalid, "the role street needs streets or committees");
    }
    return success();
}

Facts facts_of(const store::Account& account, Why why) {
    Facts facts{{"account", account.name}, {"state", std::string(to_string(account.state))}};
    add_rights(facts, account.role, account.scope, why);
    return facts;
}

Facts facts_of(const store::ApiToken& token, Why why) {
    Facts facts{{"token", token.name}};
    if (token.expires_at) facts.emplace_back("expires_at", to_rfc3339(*token.expires_at));
    add_rights(facts, token.role, token.scope, why);
    return facts;
}

}  // namespace anju::alertd::access
