#include "gateway/profiles/file/set.hpp"

#include "base/text.hpp"
#include "gateway/profiles/file/load.hpp"
#include "gateway/profiles/file/said_in_words.hpp"
#include "gateway/profiles/file/shipped.hpp"

#include <algorithm>

namespace anju::gateway::profiles::file {

namespace {

std::string joined(const std::vector<std::string>& parts, const char* between) {
    std::string text;
    for (const auto& part : parts) text += (text.empty() ? "" : between) + part;
    return text;
}

/// Read once: the texts are part of the program and do not change. A test reads every one of them.
const ProfileList& shipped_list() {
    static const ProfileList list = [] {
        ProfileList loaded;
        for (const auto& [file, text] : shipped()) {
            auto profile = load_profile(text, std::string(file));
            if (profile) loaded.push_back(std::make_shared<const Profile>(std::move(profile).value()));
        }
        return loaded;
    }();
    return list;
}

void put(ProfileList& list, std::shared_ptr<const Profile> profile) {
    const auto same = std::find_if(list.begin(), list.end(), [&](const auto& p) { return p->name == profile->name; });
    if (same == list.end()) {
        list.push_back(std::move(profile));
    } else {
        *same = std::move(profile);
    }
}

}  // namespace

Assembled assemble(const ProfileSettings& settings) {
    Assembled assembled;
    assembled.profiles = shipped_list();
    for (const auto& [file, text] : settings.added) {
        auto profile = load_profile(text, file);
        if (profile) {
            put(assembled.profiles, std::make_shared<const Profile>(std::move(profile).value()));
        } else {
            assembled.problems.push_back(profile.error().message);
        }
    }
    std::erase_if(assembled.profiles, [&](const auto& profile) {
        return std::find(settings.disabled.begin(), settings.disabled.end(), profile->name) != settings.disabled.end();
    });
    return assembled;
}

std::vector<std::string> wrong_examples(const Profile& profile, const ProfileList& beside) {
    std::vector<std::string> problems;
    for (const auto& example : profile.examples) {
        Engine engine(beside);
        std::vector<EnrolledDevice> enrolled;
        for (const auto& [device, kind] : example.enrolled) enrolled.push_back({DeviceId(device), kind});
        std::vector<std::string> given;
        for (const auto& payload : example.payloads) {
            const RawMessage message{
                .topic = example.topic, .payload = payload, .retain = example.retain, .qos = 0, .received = {}};
            const auto translation = engine.translate(message, enrolled, nullptr);
            given.clear();
            if (!translation) continue;
            for (const auto& signal : translation->signals) given.push_back(in_words(signal));
        }
        if (given == example.gives) continue;
        problems.push_back(example.place + ": expected \"" + on_one_line(joined(given, "; ")) +
                           "\", which is what it gives, not \"" + on_one_line(joined(example.gives, "; ")) + "\"");
    }
    return problems;
}

}  // namespace anju::gateway::profiles::file

namespace anju::gateway::profiles {

Result<void> check_profile(const ProfileText& profile, const std::vector<ProfileText>& beside) {
    ANJU_TRY(auto loaded, file::load_profile(profile.text, profile.file));
    auto set = file::assemble({.added = beside, .disabled = {}});
    const auto checked = std::make_shared<const file::Profile>(std::move(loaded));
    file::put(set.profiles, checked);
    std::vector<std::string> problems = file::missing_envelopes({set.profiles});
    std::erase_if(problems, [&](const std::string& problem) { return !problem.starts_with(profile.file + ":"); });
    if (problems.empty()) problems = file::wrong_examples(*checked, set.profiles);
    if (problems.empty()) return success();
    return fail(ErrorCode::invalid, file::joined(problems, "\n"));
}

const std::vector<ProfileText>& shipped_profiles() {
    static const std::vector<ProfileText> texts = [] {
        std::vector<ProfileText> list;
        for (const auto& [file, text] : file::shipped()) list.push_back({std::string(file), std::string(text)});
        return list;
    }();
    return texts;
}

std::vector<std::string> shipped_profile_names() {
    std::vector<std::string> names;
    for (const auto& profile : file::shipped_list()) names.push_back(profile->name);
    return names;
}

}  // namespace anju::gateway::profiles
