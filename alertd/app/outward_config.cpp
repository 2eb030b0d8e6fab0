#include "alertd/app/outward_config.hpp"

#include "alertd/app/channel_config.hpp"
#include "alertd/notify/wecom_callback.hpp"
#include "base/vocabulary.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace anju::alertd::app {

namespace {

constexpr Millis kSecond{1'000};
constexpr Millis kHour{3'600'000};
constexpr std::size_t kLeastTokenCharacters = 32;

bool is_plain(const std::string& text, std::string_view more) {
    const auto plain = [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               more.find(c) != std::string_view::npos;
    };
    return !text.empty() && std::ranges::all_of(text, plain);
}

void read_cap(settings::Table table, Config& config) {
    if (!table.present()) return;
    cap::CapOptions options;
    options.sender = table.required_text("sender", "a name that nobody else has, such as anju@district.example");
    if (!options.sender.empty() && !is_plain(options.sender, "@.-_:/")) {
        table.problem("sender", "letters, digits and @ . - _ : /");
    }
    options.sender_name = table.text("sender_name", "");
    options.district = table.required_text("district", "the district's name, for cases whose street is not known");
    options.restriction = table.text("restriction", options.restriction);
    if (options.restriction.empty()) table.problem("restriction", "who may read the messages");
    options.technical = table.boolean("technical", false);
    options.language = config.channels.language;
    options.utc_offset = config.channels.utc_offset;
    config.cap = std::move(options);
}

/// {open = "立案"} of [northbound.states] becomes "state.open" -> "立案".
void read_words(settings::Table& table, const std::string& key, const std::string& kind,
                const std::set<std::string, std::less<>>& known, std::map<std::string, std::string>& words) {
    for (const auto& [ours, theirs] : table.pairs(key)) {
        if (!known.contains(ours)) {
            std::string names;
            for (const auto& name : known) names.append(names.empty() ? "" : ", ").append(name);
            table.problem(key, "only " + names);
        }
        words[kind + "." + ours] = theirs;
    }
}

template <class Enum>
std::set<std::string, std::less<>> words_to(Enum last) {
    std::set<std::string, std::less<>> words;
    for (int value = 0; value <= static_cast<int>(last); ++value) words.emplace(to_string(static_cast<Enum>(value)));
    return words;
}

void read_spelling(settings::Table& table, northbound::PlatformOptions& options) {
    std::set<std::string, std::less<>> events;
    for (const auto event : core::milestone_events()) events.emplace(event.substr(event.find('.') + 1));
    read_words(table, "states", "state", words_to(core::IncidentState::closed), options.words);
    read_words(table, "events", "event", events, options.words);
    read_words(table, "class_names", "class", words_to(IncidentClass::technical), options.words);
    read_words(table, "severities", "severity", words_to(Severity::critical), options.words);
    read_words(table, "conditions", "condition", words_to(Condition::area_outage), options.words);
    read_words(table, "dispositions", "disposition", words_to(core::Disposition::other), options.words);
}

std::string pointer(settings::Table& table, const std::string& key) {
    auto text = table.text(key, "");
    if (!text.empty() && !text.starts_with('/')) table.problem(key, "a JSON pointer such as /data/ticket");
    return text;
}

bool is_web_address(const std::string& text) { return text.starts_with("http://") || text.starts_with("https://"); }

void read_classes(settings::Table& table, northbound::PlatformOptions& options) {
    if (!table.has("classes")) return;
    options.classes.clear();
    for (const auto& word : table.texts("classes", {})) {
        if (const auto parsed = parse_word<IncidentClass>(word)) {
            options.classes.push_back(*parsed);
        } else {
            table.problem("classes", "only emergency, welfare and technical");
        }
    }
    if (options.classes.empty()) table.problem("classes", "at least one of emergency, welfare, technical");
}

void read_platform(settings::Table table, Config& config) {
    northbound::PlatformOptions options;
    options.id = table.required_text("id", "a name for the platform");
    if (!options.id.empty() && !is_plain(options.id, "-_.")) table.problem("id", "letters, digits and - _ .");
    options.url = table.required_text("url", "where events are POSTed");
    if (!options.url.empty() && !is_web_address(options.url)) table.problem("url", "a URL with http:// or https://");
    options.body = table.required_text("body", "a JSON object with placeholders such as \"{{incident}}\"");
    for (const auto& header : table.texts("headers", {})) {
        const auto colon = header.find(": ");
        if (colon == std::string::npos || !is_plain(header.substr(0, colon), "-_") ||
            header.find_first_of("\r\n") != std::string::npos) {
            table.problem("headers", "headers such as \"X-App-Key: abc\"");
        }
        options.headers.push_back(header);
    }
    options.bearer = read_secret(table, "bearer");
    options.hmac_secret = read_secret(table, "hmac_secret");
    options.ticket_pointer = pointer(table, "ticket");
    options.status_pointer = pointer(table, "status");
    options.poll_url = table.text("poll_url", "");
    if (!options.poll_url.empty() && !is_web_address(options.poll_url)) {
        table.problem("poll_url", "a URL with http:// or https://");
    }
    if (!options.poll_url.empty() && options.status_pointer.empty()) {
        table.problem("status", "a JSON pointer to the status in what poll_url answers");
    }
    options.poll_every = table.duration("poll_every", options.poll_every, 5 * kSecond, 24 * kHour);
    options.write_back_token = read_secret(table, "write_back_token");
    if (!options.write_back_token.empty() && options.write_back_token.size() < kLeastTokenCharacters) {
        table.problem("write_back_token", "a secret of at least 32 characters");
    }
    read_classes(table, options);
    options.address = table.boolean("address", false);
    options.exercises = table.boolean("exercises", false);
    read_spelling(table, options);
    options.page_url = config.channels.page_url;
    options.language = config.channels.language;
    options.utc_offset = config.channels.utc_offset;
    options.http.limits.ca_file = table.text("ca", "");
    options.http.limits.timeout = table.duration("timeout", 10 * kSecond, kSecond, 60 * kSecond);
    const auto same = [&](const auto& other) { return other.id == options.id; };
    if (std::ranges::any_of(config.platforms, same)) table.problem("id", "each platform's id once");
    if (!options.url.empty() && !options.body.empty()) {
        if (const auto made = northbound::Platform::make(options); !made) {
            const auto& message = made.error().message;
            const auto colon = message.find(": ");
            table.problem(message.substr(0, colon), message.substr(colon + 2));
        }
    }
    config.platforms.push_back(std::move(options));
}

}  // namespace

void read_outward(settings::Table root, Config& config) {
    read_cap(root.table("cap"), config);
    for (auto& platform : root.tables("northbound")) read_platform(std::move(platform), config);
}

void read_wecom_callback(settings::Table callback, Config& config) {
    if (!callback.present()) return;
    WecomCallback read;
    read.token = read_secret(callback, "token");
    if (read.token.empty()) callback.problem("token", "the Token of the app's callback, here or in token_file");
    read.encoding_key = read_secret(callback, "encoding_key");
    if (!notify::WecomEnvelope::make(read.token, read.encoding_key, "")) {
        callback.problem("encoding_key", "the EncodingAESKey of the app's callback: 43 letters and digits");
    }
    config.wecom_callback = std::move(read);
}

}  // namespace anju::alertd::app
