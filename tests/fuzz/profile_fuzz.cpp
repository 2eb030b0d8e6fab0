// The text of a profile as somebody writes it. A refused one is told with a place on every line; one
// that is accepted holds its own examples and reads any message without harm: those of its
// examples, and its own text as a payload.
#include "tests/fuzz/target.hpp"

#include "base/check.hpp"
#include "base/text.hpp"
#include "gateway/profiles/file/engine.hpp"
#include "gateway/profiles/file/load.hpp"
#include "gateway/profiles/file/set.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <string_view>

using namespace anju;
using namespace anju::gateway::profiles;

namespace {

const std::string kFile = "fuzz.toml";

/// `digits` and the colon behind them; nothing where none stand.
bool take_number(std::string_view& text) {
    const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == 0 || !text.substr(digits).starts_with(':')) return false;
    text.remove_prefix(digits + 1);
    return true;
}

/// Every line begins with `file:line:column: `, whatever the file has between its quotes.
void check_problems(std::string_view lines) {
    ANJU_CHECK(!lines.empty());
    while (!lines.empty()) {
        const auto end = std::min(lines.find('\n'), lines.size());
        auto problem = lines.substr(0, end);
        ANJU_CHECK(problem.starts_with(kFile + ":"));
        problem.remove_prefix(kFile.size() + 1);
        ANJU_CHECK(take_number(problem) && take_number(problem));
        ANJU_CHECK(problem.starts_with(' ') && problem.size() > 1);
        lines.remove_prefix(std::min(end + 1, lines.size()));
    }
}

void check(const Translation& translation, const RawMessage& message) {
    ANJU_CHECK(!translation.profile.empty() && !translation.reason.empty());
    ANJU_CHECK(translation.outcome != Outcome::signals || !translation.signals.empty());
    for (const auto& signal : translation.signals) {
        ANJU_CHECK(!signal.device.value.empty());
        ANJU_CHECK(signal.retained == message.retain);
        if (signal.value) ANJU_CHECK(std::isfinite(*signal.value));
        // Whoever reads these asks for their value.
        if (signal.type == SignalType::battery) ANJU_CHECK(signal.value && *signal.value >= 0 && *signal.value <= 100);
        if (signal.type == SignalType::reading) ANJU_CHECK(signal.value.has_value());
    }
    if (message.retain) ANJU_CHECK(translation.heard.empty());
}

void translate(file::Engine& engine, std::string_view topic, std::string_view payload) {
    for (const bool retain : {false, true}) {
        const RawMessage message{.topic = topic, .payload = payload, .retain = retain, .qos = 0, .received = {}};
        Trace trace;
        const auto translation = engine.translate(message, {{DeviceId("a"), Kind::call_button}}, &trace);
        if (translation) check(*translation, message);
    }
}

/// A topic that the filter lets through.
std::string topic_of(std::string filter) {
    std::replace(filter.begin(), filter.end(), '+', 'a');
    std::replace(filter.begin(), filter.end(), '#', 'b');
    return filter;
}

void use(file::Profile profile, std::string_view input) {
    const auto shared = std::make_shared<const file::Profile>(std::move(profile));
    // What it adds to another's envelope stays silent: the shipped profiles are not here.
    file::Engine engine({shared});
    for (const auto& example : shared->examples) {
        for (const auto& payload : example.payloads) translate(engine, example.topic, payload);
        translate(engine, example.topic, input);
    }
    for (const auto& filter : engine.subscriptions()) {
        for (const std::string_view payload : {std::string_view("{}"), std::string_view("1e308"), input})
            translate(engine, topic_of(filter), payload);
    }
    const auto wrong = file::wrong_examples(*shared, {shared});
    for (const auto& problem : wrong) check_problems(problem);
    ANJU_CHECK(wrong == file::wrong_examples(*shared, {shared}));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    auto loaded = file::load_profile(input, kFile);
    if (!loaded) {
        ANJU_CHECK(loaded.error().code == ErrorCode::invalid);
        check_problems(loaded.error().message);
        return 0;
    }
    use(std::move(loaded).value(), input);
    return 0;
}
