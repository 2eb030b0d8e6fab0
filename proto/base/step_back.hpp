// step_back: for threads whose work may wait for that of an alarm.
#pragma once

#include <sys/resource.h>

namespace anju {

/// Gives the calling thread a lower priority than those that wait for alarms. (On Linux a thread has one of its own.)
inline void step_back() { static_cast<void>(::setpriority(PRIO_PROCESS, 0, 10)); }

}  // namespace anju
