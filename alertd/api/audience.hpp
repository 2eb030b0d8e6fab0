// Who may see an entry of the journal. A pure decision, made for each frame of the stream and each
// row of the list:
//
//  V1 An entry of a case is for whoever's scope covers the place of the case.
//  V2 An entry of no case (a gateway, the registry) is for the whole district only: it may be about any street.
//  V3 Entries about accounts, sessions and tokens are for who may read the journal as such.
#pragma once

#include "alertd/api/principal.hpp"
#include "alertd/core/types.hpp"
#include "alertd/store/store.hpp"

#include <optional>

namespace anju::alertd::api {

/// The areas of a case.
struct Areas {
    std::optional<CommitteeId> committee;
    std::optional<StreetId> street;
};
[[nodiscard]] Areas areas_of(const core::Place& place);

struct Audience {
    enum class Of { areas, district, accounts, unknown };
    Of of = Of::district;
    Areas areas;
};
/// `areas` none: of the entry's case, if it has one, nobody knows the place now.
[[nodiscard]] Audience audience_of(const core::JournalEntry& entry, const std::optional<Areas>& areas);

/// Nothing when it cannot be told because the place is not known.
[[nodiscard]] std::optional<bool> may_see(const Viewer& viewer, const Audience& audience);
/// The same; `reader` is asked for the place. A case that is not in the store is for nobody with a scope.
[[nodiscard]] Result<bool> may_see(const Viewer& viewer, const core::JournalEntry& entry, store::Reader& reader);

}  // namespace anju::alertd::api
