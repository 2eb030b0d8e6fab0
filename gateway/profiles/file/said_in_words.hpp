// A signal on one line, the same for examples, traces and repeats: "hall: smoke alarm".
#pragma once

#include "base/signal.hpp"

#include <string>

namespace anju::gateway::profiles::file {

[[nodiscard]] std::string in_words(const Signal& signal);

}  // namespace anju::gateway::profiles::file
