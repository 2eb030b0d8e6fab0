#include "gateway/core/falls.hpp"

#include "gateway/core/conditions.hpp"

#include <algorithm>

namespace anju::gateway::core {

bool is_fall(const ConditionKey& key) { return key.condition == Condition::fall && !key.test; }

NamedValue time_down(const Turn& turn, const ConditionRecord& record) {
    const MonoTime until = has_ended(record.phase) ? mono_of(turn.state, record.ended) : turn.now.mono;
    const Millis down = std::max(until - mono_of(turn.state, record.first), Millis{});
    return {"down", std::chrono::duration<double>(down).count(), "s"};
}

bool cancel_fall_confirmations(Turn& turn) {
    bool any = false;
    for (auto& [key, record] : turn.state.conditions) {
        if (!is_fall(key) || !record.confirming) continue;
        any = true;
        record.confirming.reset();
        record.confirming_count = 0;
        // The radar goes on seeing the same fall: without a rest it would ask again at once.
        record.resting = turn.stamp;
        turn.changed(key);
        turn.decide(key.device, key.condition, Reason::confirmation_cancelled);
        turn.announce(key.device, Prompt::glad_you_are_well);
    }
    return any;
}

}  // namespace anju::gateway::core
