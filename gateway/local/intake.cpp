#include "gateway/local/intake.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <utility>

namespace anju::gateway::local {

namespace {

/// Of the devices that the home knows, those of this source, as the source calls them.
profiles::Settings in_the_words_of(profiles::Settings settings, const std::string& prefix) {
    std::vector<profiles::EnrolledDevice> own;
    for (auto& device : settings.enrolled) {
        if (!device.id.value.starts_with(prefix)) continue;
        own.push_back({DeviceId{device.id.value.substr(prefix.size())}, device.kind});
    }
    settings.enrolled = std::move(own);
    return settings;
}

void put_before(const std::string& prefix, profiles::Translation& translation) {
    if (prefix.empty()) return;
    for (auto& signal : translation.signals) signal.device.value.insert(0, prefix);
    for (auto& device : translation.heard) device.value.insert(0, prefix);
    for (auto& device : translation.gone) device.value.insert(0, prefix);
}

}  // namespace

std::vector<core::Input> to_inputs(const profiles::Translation& translation, const std::string& payload) {
    std::vector<core::Input> inputs;
    const auto evidence = to_valid_utf8(payload, kMaxEvidenceBytes);
    for (const auto& signal : translation.signals) inputs.emplace_back(core::SignalSeen{signal, evidence});
    for (const auto& device : translation.heard) {
        // A live signal says by itself that its device is within reach.
        const bool spoke =
            std::any_of(translation.signals.begin(), translation.signals.end(),
                        [&](const Signal& signal) { return signal.device == device && !signal.retained; });
        if (!spoke) inputs.emplace_back(core::DeviceHeard{device, Kind::unknown});
    }
    for (const auto& device : translation.gone) inputs.emplace_back(core::DeviceTakenOut{device});
    return inputs;
}

Intake::Intake(profiles::Settings settings, std::string prefix, Sink& sink, const Clock* clock)
    : prefix_(std::move(prefix)),
      translator_(in_the_words_of(std::move(settings), prefix_)),
      sink_(sink),
      clock_(clock) {}

Taken Intake::take(const std::string& topic, const std::string& payload, bool retain, int qos) {
    profiles::RawMessage raw{topic, payload, retain, qos, {}};
    if (clock_ != nullptr) raw.received = clock_->now().mono;
    auto translation = translator_.translate(raw);
    put_before(prefix_, translation);
    Taken taken{translation.outcome, translation.signals.size(), translation.reason, true,
                std::move(translation.listen)};
    switch (translation.outcome) {
        case profiles::Outcome::bad:
        case profiles::Outcome::unknown: sink_.on_unusable(topic, payload, translation.reason); break;
        case profiles::Outcome::signals:
        case profiles::Outcome::nothing:
        case profiles::Outcome::ignored: break;
    }
    // A message can be bad in one field and cry fire in another; what was understood is handed on.
    const auto inputs = to_inputs(translation, payload);
    if (!inputs.empty()) taken.stored = sink_.on_inputs(inputs);
    return taken;
}

}  // namespace anju::gateway::local
