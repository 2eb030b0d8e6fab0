// Paho sends its connections through whatever `http_proxy` and `https_proxy` name, reads them at
// every attempt to connect, and has no setting to leave them alone. An HTTP proxy between a home
// and its own broker is never meant, so the two variables are taken out of the process.
#pragma once

namespace anju::link {

/// libcurl keeps its proxy: `https_proxy` moves to `HTTPS_PROXY`, which it reads too and Paho does not.
void hide_proxies_from_paho();

}  // namespace anju::link
