#include "link/proxy_environment.hpp"

#include <cstdlib>

namespace anju::link {

void hide_proxies_from_paho() {
    if (const char* proxy = std::getenv("https_proxy"); proxy != nullptr) {
        ::setenv("HTTPS_PROXY", proxy, 0);
        ::unsetenv("https_proxy");
    }
    if (std::getenv("http_proxy") != nullptr) ::unsetenv("http_proxy");
}

}  // namespace anju::link
