// A core record as one line of JSON, the form in which the outbox keeps it. Private to gateway/outbox.
//
// Fields carry their names and words their spelling, so that a newer version reads what an older
// one wrote: a missing field keeps its default, an unknown one is passed over. Numbers with a
// fraction are written as text, because they must come back exactly: a meter total that changes in
// its last bit would look like a meter that ran backwards.
#pragma once

#include "base/result.hpp"
#include "gateway/core/records.hpp"

#include <string>
#include <string_view>

namespace anju::gateway::outbox {

[[nodiscard]] std::string to_text(const core::Record& record);
/// Error: corrupt, naming the field.
[[nodiscard]] Result<core::Record> parse_record(std::string_view text);

}  // namespace anju::gateway::outbox
