// Engine: applies a set of profiles to messages.
//
// Purpose: the first part of a message that says something is not all of it: every profile whose
// topic fits is asked, and what they say about one device is weighed together, so that of several
// keys about one thing the highest wins and a test flag turns the alarm beside it into a test.
// Ownership: the profiles are shared and immutable, the memory is the engine's own (bounded, memory.hpp).
// Threads: not thread-safe. Errors: none; a bad payload is Outcome::bad with a reason.
#pragma once

#include "gateway/profiles/file/memory.hpp"
#include "gateway/profiles/file/profile.hpp"
#include "gateway/profiles/trace.hpp"
#include "gateway/profiles/translator.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace anju::gateway::profiles::file {

using ProfileList = std::vector<std::shared_ptr<const Profile>>;

class Engine {
public:
    explicit Engine(ProfileList profiles);

    /// Nothing when no profile reads this topic. `trace` may be null.
    [[nodiscard]] std::optional<Translation> translate(const RawMessage& message,
                                                       const std::vector<EnrolledDevice>& enrolled, Trace* trace);
    [[nodiscard]] const std::vector<std::string>& subscriptions() const { return filters_; }

private:
    struct Form {
        const Profile* profile = nullptr;
        const MessageForm* message = nullptr;
        std::vector<Form> inner;  ///< what other profiles add within it
    };
    friend class Reading;
    [[nodiscard]] std::vector<std::string> narrowest_filters() const;

    ProfileList profiles_;
    std::vector<Form> forms_;
    std::vector<std::string> filters_;
    Memory memory_;
};

/// The profiles of `profiles` whose envelope is not there: "file:line:column: message.within: expected ...".
[[nodiscard]] std::vector<std::string> missing_envelopes(const ProfileList& profiles);

}  // namespace anju::gateway::profiles::file
