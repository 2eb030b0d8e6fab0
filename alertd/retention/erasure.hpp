// Erasure: takes one resident out of everything but the journal. The rules, each with its reason:
//
//  E1 What is erased: the resident and the contacts; of every case of the home its notes, evidence, readings and
//     deliveries, and the words with which somebody explained a silence or a look at the data, or handed over a shift
//     in which a case of the home was open. Reason: nobody can tell whom in the home a reading or a word was about.
//     What the home's devices measured besides (readings/archive.hpp) is forgotten by whoever called, after the commit.
//  E2 Once nobody is registered in the home any more, also its access notes, the names of its devices, and the
//     responders of the home itself (kin). Reason: they were there for somebody who is gone.
//  E3 What stays: that there was a case, of which kind, when it was opened and closed, and how it ended. Reason: it is
//     a record of what the district did, by ids; the journal's chain covers ids only, so it stays whole.
//  E4 It is refused under a legal hold on the home or one of its cases, and while a case of the home is open. Reason:
//     a court, or whoever is on the way there, needs what it says.
//  E5 It stands in the journal: whose (by id), by whom, and how much.
#pragma once

#include "alertd/ingest/turn.hpp"
#include "alertd/store/retention.hpp"
#include "base/result.hpp"

#include <cstddef>
#include <string>

namespace anju::alertd::retention {

struct Erasure {
    HomeId home;
    bool home_is_empty = false;  ///< E2 applied
    std::size_t contacts = 0;
    std::size_t responders = 0;
    store::EraseReport of_cases;
};

/// Inside a part of the engine's transaction. not_found: there is no such resident; conflict: E4, or a responder of
/// the home stands on a roster (the message names it).
[[nodiscard]] Result<Erasure> erase_resident(ingest::Turn& turn, const ResidentId& resident, const std::string& actor);

}  // namespace anju::alertd::retention
