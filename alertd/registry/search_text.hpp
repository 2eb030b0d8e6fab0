// Search text: what a home is found by, and what somebody who types a few characters may mean.
//
//  S1 A name is found by its start and by the start of any part of it, in characters (小明 finds 张小明), in
//     full pinyin (zhangxiao, xiaoming) and in initials (zxm, xm).
//  S2 A phone is found by any three or more digits that stand together in it, whatever is written between them.
//  S3 An address is found by a piece of it (1001弄12号), and by its numbers alone (1001-12-502).
//  S4 Ids of homes and gateways are found by their start and by the start of any part between - _ . and the like.
//  S5 Upper and lower case, full and half width are the same.
//  S6 Of several words each must be found in the home, in whatever is known of it or of its people.
//
// Pure functions, apart from the Pinyin that is handed in.
#pragma once

#include "alertd/registry/pinyin.hpp"
#include "alertd/store/registry.hpp"
#include "alertd/store/search.hpp"

#include <string>
#include <string_view>

namespace anju::alertd::registry {

[[nodiscard]] store::SearchDocument document_of(const store::HomeCard& card, Pinyin& pinyin);

/// The words of what was typed; none when nothing in it can be searched for.
[[nodiscard]] store::SearchQuery query_of(std::string_view typed);

}  // namespace anju::alertd::registry
