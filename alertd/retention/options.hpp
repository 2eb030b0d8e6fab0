// How long what is personal in a closed case is kept (retention.hpp).
#pragma once

#include "alertd/store/retention.hpp"

namespace anju::alertd::retention {

/// In months; 0: for ever.
struct RetentionOptions {
    int notes = 24;
    int evidence = 6;
    int readings = 12;
    int deliveries = 12;
    int quarantine = 3;
    [[nodiscard]] int of(store::Kept what) const;
};

}  // namespace anju::alertd::retention
