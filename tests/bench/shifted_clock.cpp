// A wall clock that stands wrong, for one process: preloaded, it adds the milliseconds that the file
// ANJU_CLOCK_SHIFT holds (eight bytes, read anew each time) to what CLOCK_REALTIME says.
//
// The monotonic clocks stay right, as they do on a board without a battery. Waits that end at a time
// of the wall clock keep their length; on a real jump they would end at once.
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

namespace {

constexpr std::int64_t kNanos = 1'000'000'000;

std::int64_t read_nanos(clockid_t id) {
    timespec time{};
    ::syscall(SYS_clock_gettime, id, &time);
    return std::int64_t{time.tv_sec} * kNanos + time.tv_nsec;
}

std::int64_t shift_nanos() {
    const char* const path = std::getenv("ANJU_CLOCK_SHIFT");
    const int file = path == nullptr ? -1 : ::open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    static std::int64_t last = 0;  // the writer replaces the file, so it may be empty for a moment
    std::int64_t millis = 0;
    if (::read(file, &millis, sizeof millis) == sizeof millis) __atomic_store_n(&last, millis, __ATOMIC_RELAXED);
    ::close(file);
    return __atomic_load_n(&last, __ATOMIC_RELAXED) * 1'000'000;
}

timespec to_timespec(std::int64_t nanos) { return {nanos / kNanos, nanos % kNanos}; }

/// The moment of the monotonic clock at which our wall clock will say `until`.
timespec monotonic_of(const timespec& until) {
    const auto wall = std::int64_t{until.tv_sec} * kNanos + until.tv_nsec;
    const auto left = wall - read_nanos(CLOCK_REALTIME) - shift_nanos();
    const auto then = read_nanos(CLOCK_MONOTONIC) + left;
    return to_timespec(then > 0 ? then : 0);
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t id, timespec* time) noexcept {
    const auto result = ::syscall(SYS_clock_gettime, id, time);
    if (result != 0 || (id != CLOCK_REALTIME && id != CLOCK_REALTIME_COARSE)) return static_cast<int>(result);
    *time = to_timespec(std::int64_t{time->tv_sec} * kNanos + time->tv_nsec + shift_nanos());
    return 0;
}

int gettimeofday(timeval* time, void*) noexcept {
    const auto nanos = read_nanos(CLOCK_REALTIME) + shift_nanos();
    *time = {nanos / kNanos, nanos % kNanos / 1'000};
    return 0;
}

time_t time(time_t* out) noexcept {
    const auto seconds = (read_nanos(CLOCK_REALTIME) + shift_nanos()) / kNanos;
    if (out != nullptr) *out = seconds;
    return seconds;
}

int pthread_cond_timedwait(pthread_cond_t* condition, pthread_mutex_t* mutex, const timespec* until) {
    const auto then = monotonic_of(*until);
    return pthread_cond_clockwait(condition, mutex, CLOCK_MONOTONIC, &then);
}

int sem_timedwait(sem_t* semaphore, const timespec* until) {
    const auto then = monotonic_of(*until);
    return sem_clockwait(semaphore, CLOCK_MONOTONIC, &then);
}
}
