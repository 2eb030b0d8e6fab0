// The translator under any sequence of messages: a bridge/devices may come first and change how the
// states after it are read.
//
// An input is messages parted by lines that hold only `---`; the first line of each is its topic,
// the rest its payload. A topic behind `retained ` is a retained message.
#include "tests/fuzz/target.hpp"

#include "base/check.hpp"
#include "base/text.hpp"
#include "gateway/profiles/translator.hpp"

#include <cmath>
#include <string_view>

using namespace anju;
using namespace anju::gateway::profiles;

namespace {

constexpr std::string_view kParting = "\n---\n";
constexpr std::string_view kRetained = "retained ";

RawMessage read_message(std::string_view text) {
    RawMessage message;
    if (text.starts_with(kRetained)) {
        message.retain = true;
        text.remove_prefix(kRetained.size());
    }
    const auto end = text.find('\n');
    message.topic = text.substr(0, end);
    if (end != std::string_view::npos) message.payload = text.substr(end + 1);
    return message;
}

void check(const Translation& translation, const RawMessage& message) {
    ANJU_CHECK(!translation.profile.empty());
    ANJU_CHECK(!translation.reason.empty());
    ANJU_CHECK(is_utf8(translation.reason));
    if (translation.outcome == Outcome::signals) ANJU_CHECK(!translation.signals.empty());
    if (translation.outcome != Outcome::signals && translation.outcome != Outcome::bad) {
        ANJU_CHECK(translation.signals.empty());
    }
    for (const auto& signal : translation.signals) {
        ANJU_CHECK(!signal.device.value.empty());
        ANJU_CHECK(signal.retained == message.retain);
        if (signal.value) ANJU_CHECK(std::isfinite(*signal.value));
        if (signal.type == SignalType::battery) ANJU_CHECK(*signal.value >= 0 && *signal.value <= 100);
    }
    // A retained message is a memory of the broker's; nobody was heard.
    if (message.retain) ANJU_CHECK(translation.heard.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Translator translator(Settings{.enrolled = {{DeviceId("button"), Kind::call_button}}});
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    while (!rest.empty()) {
        const auto end = rest.find(kParting);
        const auto message = read_message(rest.substr(0, end));
        check(translator.translate(message), message);
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + kParting.size());
    }
    return 0;
}
