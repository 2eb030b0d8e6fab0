// Channel: one way to reach a responder. A notification goes out through it at least once.
//
// Ownership and threads: a worker owns its channels and calls them from its thread alone, so an
// implementation keeps its connection between calls and needs no lock.
// Errors: send() never throws; what went wrong is its outcome.
#pragma once

#include "alertd/core/types.hpp"

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace anju::alertd::notify {

/// A case that a message tells of besides its own, because a storm left no room for a message of its own.
struct OtherCase {
    IncidentId incident;
    IncidentClass incident_class = IncidentClass::emergency;
    Condition headline = Condition::fault;
    std::string address;
};

/// What is to be told, to whom, about which case as it is now.
struct Job {
    core::Notification notification;
    core::Incident incident;
    std::vector<OtherCase> others{};  ///< a digest: these as well
    std::size_t others_unnamed = 0;   ///< and so many more, which are only counted
};

enum class Delivery {
    delivered,
    retry,      ///< it may work later
    permanent,  ///< no retry will help
    abandoned,  ///< we are shutting down: nothing is known, so the lease ends and it is sent again
};

struct Outcome {
    Delivery delivery = Delivery::retry;
    std::string detail;                 ///< for the record: the status, or what failed
    std::optional<Millis> retry_after;  ///< the receiver asked for it
    enum class Limited {
        no,         ///< the channel was asked
        held_back,  ///< our own limit: nothing was sent
        told,       ///< a digest had told it
    };
    Limited limited = Limited::no;
};

class Channel {
public:
    virtual ~Channel() = default;
    /// Blocks, within the channel's own time limit.
    [[nodiscard]] virtual Outcome send(const Job& job) = 0;
};

/// The text of a link with which this notification's responder answers without a login (alertd/access/phone_links.hpp).
using PhoneLink = std::function<std::string(const core::Notification&)>;

/// What becomes of a message whose address the channel cannot take; nothing when the address is right.
[[nodiscard]] std::optional<Outcome> wrong_address(const Job& job, core::ChannelKind kind);

/// Makes a worker's own channel of a kind. `stopping` becomes true when a send that is under way
/// should be given up; it outlives the channel.
using ChannelFactory = std::function<std::unique_ptr<Channel>(core::ChannelKind, const std::atomic<bool>& stopping)>;

}  // namespace anju::alertd::notify
