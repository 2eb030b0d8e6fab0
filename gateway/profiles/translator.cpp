#include "gateway/profiles/translator.hpp"

#include "gateway/profiles/file/engine.hpp"
#include "gateway/profiles/file/said_in_words.hpp"
#include "gateway/profiles/file/set.hpp"
#include "gateway/profiles/home_assistant.hpp"
#include "gateway/profiles/plain.hpp"
#include "gateway/profiles/zigbee2mqtt.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace anju::gateway::profiles {

struct Translator::Impl {
    std::vector<Zigbee2Mqtt> bridges;
    std::vector<std::string> plain_bases;
    std::vector<EnrolledDevice> enrolled;
    std::optional<HomeAssistant> discovery;  ///< nothing: switched off
    file::Engine profiles;
    bool profiles_first = false;
};

namespace {

/// The two built-in forms say why in one line; profiles tell each step.
Translation traced(Translation translation, std::string_view base, Trace* trace) {
    if (trace != nullptr) {
        trace->add(translation.profile + ": below " + std::string(base) + ": " + translation.reason);
        for (const auto& signal : translation.signals)
            trace->add(translation.profile + " -> " + file::in_words(signal));
    }
    return translation;
}

/// The topic below `base`; nothing when it is not below.
std::optional<std::string_view> below(std::string_view topic, std::string_view base) {
    if (topic.size() <= base.size() + 1 || !topic.starts_with(base) || topic[base.size()] != '/') return std::nullopt;
    return topic.substr(base.size() + 1);
}

}  // namespace

std::string_view to_string(Outcome value) {
    static constexpr std::array<std::string_view, 5> kWords{"signals", "nothing", "ignored", "bad", "unknown"};
    const auto at = static_cast<std::size_t>(value);
    return at < kWords.size() ? kWords[at] : std::string_view("unknown");
}

Translator::Translator(Settings settings)
    : impl_(std::make_unique<Impl>(
          Impl{{}, {}, {}, {}, file::Engine(file::assemble(settings.profiles).profiles), false})) {
    if (!settings.discovery_prefix.empty()) {
        auto bases = settings.zigbee2mqtt_bases;
        bases.insert(bases.end(), settings.plain_bases.begin(), settings.plain_bases.end());
        impl_->discovery.emplace(std::move(settings.discovery_prefix), std::move(bases));
    }
    for (auto& base : settings.zigbee2mqtt_bases) impl_->bridges.emplace_back(std::move(base));
    impl_->plain_bases = std::move(settings.plain_bases);
    impl_->enrolled = std::move(settings.enrolled);
    impl_->profiles_first = settings.profiles_first;
    // One base may lie below another; the longer one is meant.
    std::sort(impl_->bridges.begin(), impl_->bridges.end(),
              [](const Zigbee2Mqtt& a, const Zigbee2Mqtt& b) { return a.base().size() > b.base().size(); });
}

Translator::~Translator() = default;
Translator::Translator(Translator&&) noexcept = default;
Translator& Translator::operator=(Translator&&) noexcept = default;

Translation Translator::translate(const RawMessage& message, Trace* trace) {
    if (!is_utf8(message.topic)) {
        return {.signals = {}, .heard = {}, .profile = "none", .outcome = Outcome::bad, .reason = "topic is not UTF-8"};
    }
    auto* discovery = impl_->discovery ? &*impl_->discovery : nullptr;
    // First, because the prefix may stand below a base.
    if (const auto name = discovery != nullptr ? below(message.topic, discovery->prefix()) : std::nullopt) {
        return traced(discovery->below_prefix(*name, message, impl_->enrolled), discovery->prefix(), trace);
    }
    if (impl_->profiles_first) {
        if (auto translation = impl_->profiles.translate(message, impl_->enrolled, trace))
            return std::move(*translation);
    }
    for (const auto& base : impl_->plain_bases) {
        if (const auto name = below(message.topic, base)) {
            return traced(translate_plain(*name, message, impl_->enrolled), base, trace);
        }
    }
    for (auto& bridge : impl_->bridges) {
        if (const auto name = below(message.topic, bridge.base())) {
            return traced(bridge.translate(*name, message, impl_->enrolled, discovery), bridge.base(), trace);
        }
    }
    if (discovery != nullptr) {
        if (auto known = discovery->elsewhere(message, impl_->enrolled))
            return traced(std::move(*known), discovery->prefix(), trace);
    }
    auto translation = impl_->profiles.translate(message, impl_->enrolled, trace);
    if (trace != nullptr && trace->lines.empty()) trace->add("no base topic and no profile's topic fits");
    if (translation) return std::move(*translation);
    return {.signals = {},
            .heard = {},
            .profile = "none",
            .outcome = Outcome::unknown,
            .reason = "no profile reads this topic"};
}

std::vector<std::string> Translator::subscriptions() const {
    std::vector<std::string> topics;
    for (const auto& bridge : impl_->bridges) topics.push_back(bridge.base() + "/#");
    for (const auto& base : impl_->plain_bases) topics.push_back(base + "/#");
    if (impl_->discovery) topics.push_back(impl_->discovery->prefix() + "/#");
    for (const auto& filter : impl_->profiles.subscriptions()) topics.push_back(filter);
    return topics;
}

void Translator::enrol(std::vector<EnrolledDevice> devices) { impl_->enrolled = std::move(devices); }

}  // namespace anju::gateway::profiles
