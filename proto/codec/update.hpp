// AlertUpdate <-> its wire form. Private to proto/codec.
//
// Words that this version does not know. A gateway newer than alertd may say a new word, and what
// it says must still be stored, routed and paged:
//   kind       -> Kind::unknown
//   severity   -> critical: rather one page too many
//   phase      -> raised for revision 1, else repeated: a case stays open rather than vanish
//   type       -> what the phase implies: alarm, clear or cancel
//   condition  -> by severity and kind: critical becomes the emergency of that kind (smoke, co, gas,
//                 fall, and a call for help for any other kind); major becomes the welfare or early
//                 warning of that kind; minor becomes a fault
// The word itself is kept as a value named `unknown_condition` (or `unknown_kind` ...) whose unit is
// the word, so that an operator still reads what the gateway said.
#pragma once

#include "base/alert.hpp"
#include "base/result.hpp"
#include "codec/fields.hpp"

namespace anju::codec {

inline constexpr std::size_t kMaxValues = 64;

void write_update(pb::AlertUpdate& to, const AlertUpdate& update);
/// Everything but the outbox number. Error: invalid, naming the field.
[[nodiscard]] Result<AlertUpdate> read_update(const pb::AlertUpdate& from);

}  // namespace anju::codec
