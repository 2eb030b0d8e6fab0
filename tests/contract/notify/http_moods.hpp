// What a provider's mood means for its HTTP server.
#pragma once

#include "tests/contract/notify/http_receiver.hpp"
#include "tests/contract/notify/provider.hpp"

namespace anju::tests {

/// How a request that the provider takes is answered.
[[nodiscard]] inline ReceiverAnswer::Way way_of(Mood mood) {
    switch (mood) {
        case Mood::silent: return ReceiverAnswer::Way::hang;
        case Mood::slow: return ReceiverAnswer::Way::slow;
        case Mood::cut: return ReceiverAnswer::Way::cut;
        default: return ReceiverAnswer::Way::reply;
    }
}

}  // namespace anju::tests
