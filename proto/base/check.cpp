#include "base/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace anju {

void check_failed(const char* expression, const char* file, int line) {
    std::fprintf(stderr, "%s:%d: invariant broken: %s\n", file, line, expression);
    std::abort();
}

}  // namespace anju
