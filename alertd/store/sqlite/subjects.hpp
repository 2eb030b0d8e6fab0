// The subjects of the store that have an interface of their own, on one connection. Each borrows what it is given.
#pragma once

#include "alertd/store/handovers.hpp"
#include "alertd/store/phone_links.hpp"
#include "alertd/store/policies.hpp"
#include "alertd/store/rosters.hpp"
#include "alertd/store/sqlite/connection.hpp"

#include <memory>

namespace anju::alertd::store::sqlite {

class WriteGate;

[[nodiscard]] std::unique_ptr<PhoneLinkWriter> make_phone_link_writer(WriteGate& writer);
[[nodiscard]] std::unique_ptr<PhoneLinkReader> make_phone_link_reader(Connection& connection);
[[nodiscard]] std::unique_ptr<HandoverWriter> make_handover_writer(WriteGate& writer);
[[nodiscard]] std::unique_ptr<HandoverReader> make_handover_reader(Connection& connection);
[[nodiscard]] std::unique_ptr<PolicyWriter> make_policy_writer(WriteGate& writer);
[[nodiscard]] std::unique_ptr<PolicyReader> make_policy_reader(Connection& connection);
[[nodiscard]] std::unique_ptr<RosterWriter> make_roster_writer(WriteGate& writer);
[[nodiscard]] std::unique_ptr<RosterReader> make_roster_reader(Connection& connection);

}  // namespace anju::alertd::store::sqlite
