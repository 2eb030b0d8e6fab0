#include "gateway/profiles/file/topic.hpp"

#include <algorithm>

namespace anju::gateway::profiles::file {

namespace {

constexpr std::size_t kMaxPatternBytes = 256;

bool is_name(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

/// The first level of a topic; `rest` is what follows its slash, `last` that there is none.
std::string_view first_level(std::string_view topic, std::string_view& rest, bool& last) {
    const auto slash = topic.find('/');
    last = slash == std::string_view::npos;
    rest = last ? std::string_view{} : topic.substr(slash + 1);
    return topic.substr(0, slash);
}

}  // namespace

void Captures::set(std::string_view name, std::string value) {
    for (auto& [known, text] : entries_) {
        if (known != name) continue;
        text = std::move(value);
        return;
    }
    entries_.emplace_back(std::string(name), std::move(value));
}

const std::string* Captures::find(std::string_view name) const {
    const auto entry = std::find_if(entries_.begin(), entries_.end(), [&](const auto& e) { return e.first == name; });
    return entry == entries_.end() ? nullptr : &entry->second;
}

bool matches_glob(std::string_view text, std::string_view pattern) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    // The last `*` is gone back to when what follows it does not fit: linear in memory, no recursion.
    std::size_t t = 0;
    std::size_t p = 0;
    std::size_t star = std::string_view::npos;
    std::size_t star_text = 0;
    while (t < text.size() || p < pattern.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            star_text = t;
        } else if (p < pattern.size() && pattern[p] == '#' && t < text.size() && is_digit(text[t])) {
            while (t < text.size() && is_digit(text[t])) ++t;
            ++p;
        } else if (p < pattern.size() && t < text.size() && pattern[p] == text[t] && pattern[p] != '#') {
            ++t;
            ++p;
        } else if (star != std::string_view::npos && star_text < text.size()) {
            t = ++star_text;
            p = star + 1;
        } else {
            return false;
        }
    }
    return true;
}

Result<TopicPattern::Level> TopicPattern::parse_level(std::string_view text) {
    Level level;
    if (text == "+") {
        level.form = Level::Form::one;
        return level;
    }
    if (text == "#") {
        level.form = Level::Form::many;
        return level;
    }
    const auto open = text.find('{');
    if (open == std::string_view::npos) {
        if (text.find_first_of("+#}") != std::string_view::npos) {
            return fail(ErrorCode::invalid, "+ and # that fill a whole level, and } only after {");
        }
        level.before = text;
        return level;
    }
    const auto close = text.find('}', open);
    if (close == std::string_view::npos) return fail(ErrorCode::invalid, "a } after each {");
    auto name = text.substr(open + 1, close - open - 1);
    level.before = text.substr(0, open);
    level.after = text.substr(close + 1);
    level.form = level.before.empty() && level.after.empty() ? Level::Form::one : Level::Form::part;
    if (name.ends_with("...")) {
        name.remove_suffix(3);
        if (level.form == Level::Form::part) return fail(ErrorCode::invalid, "{name...} that fills a whole level");
        level.form = Level::Form::many;
    }
    if (!is_name(name)) return fail(ErrorCode::invalid, "names of a-z and _ between { and }");
    if ((level.before + level.after).find_first_of("{}+#") != std::string::npos) {
        return fail(ErrorCode::invalid, "at most one {name} in a level");
    }
    level.name = name;
    return level;
}

Result<TopicPattern> TopicPattern::parse(std::string_view text) {
    if (text.empty() || text.size() > kMaxPatternBytes) {
        return fail(ErrorCode::invalid, "a topic of 1 to 256 bytes such as \"shellies/{device}/online\"");
    }
    TopicPattern pattern;
    pattern.text_ = text;
    int many = 0;
    for (bool last = false; !last;) {
        ANJU_TRY(auto level, parse_level(first_level(text, text, last)));
        many += level.form == Level::Form::many ? 1 : 0;
        if (level.form == Level::Form::many && level.name.empty() && !last) {
            return fail(ErrorCode::invalid, "# as the last level");
        }
        pattern.levels_.push_back(std::move(level));
    }
    if (many > 1) return fail(ErrorCode::invalid, "at most one {name...} or # in a topic");
    if (pattern.levels_.front().form == Level::Form::many) {
        return fail(ErrorCode::invalid, "a first level that does not match every topic of the broker");
    }
    return pattern;
}

bool TopicPattern::match(std::string_view topic, Captures& captures) const { return match_from(0, topic, captures); }

bool TopicPattern::match_from(std::size_t at, std::string_view topic, Captures& captures) const {
    for (; at < levels_.size(); ++at) {
        const auto& level = levels_[at];
        const bool is_last = at + 1 == levels_.size();
        if (level.form == Level::Form::many) {
            if (is_last) {
                if (topic.empty()) return false;
                captures.set(level.name, std::string(topic));
                return true;
            }
            // As many levels as leave enough for those that follow; there is only one such level.
            for (auto slash = topic.find('/'); slash != std::string_view::npos; slash = topic.find('/', slash + 1)) {
                if (!match_from(at + 1, topic.substr(slash + 1), captures)) continue;
                captures.set(level.name, std::string(topic.substr(0, slash)));
                return true;
            }
            return false;
        }
        bool last = false;
        std::string_view rest;
        const auto text = first_level(topic, rest, last);
        if (last != is_last) return false;
        topic = rest;
        if (level.form == Level::Form::fixed) {
            if (text != level.before) return false;
        } else {
            const std::size_t around = level.before.size() + level.after.size();
            if (text.size() <= around || !text.starts_with(level.before) || !text.ends_with(level.after)) return false;
            if (!level.name.empty()) {
                captures.set(level.name, std::string(text.substr(level.before.size(), text.size() - around)));
            }
        }
    }
    return true;
}

std::string TopicPattern::filter() const {
    std::string filter;
    for (const auto& level : levels_) {
        if (!filter.empty()) filter += '/';
        if (level.form == Level::Form::many) return filter + "#";
        filter += level.form == Level::Form::fixed ? level.before : "+";
    }
    return filter;
}

std::vector<std::string> TopicPattern::names() const {
    std::vector<std::string> names;
    for (const auto& level : levels_) {
        if (!level.name.empty()) names.push_back(level.name);
    }
    return names;
}

Result<Filled> Filled::parse(std::string_view text) {
    Filled filled;
    filled.text_ = text;
    while (!text.empty()) {
        const auto open = text.find('{');
        if (open != 0) filled.parts_.push_back({false, std::string(text.substr(0, open))});
        if (open == std::string_view::npos) break;
        const auto close = text.find('}', open);
        const auto name = text.substr(open + 1, close == std::string_view::npos ? close : close - open - 1);
        if (close == std::string_view::npos || !is_name(name)) {
            return fail(ErrorCode::invalid, "a text with names of a-z and _ between { and }");
        }
        filled.parts_.push_back({true, std::string(name)});
        text = text.substr(close + 1);
    }
    return filled;
}

std::optional<std::string> Filled::fill(const Captures& captures) const {
    std::string text;
    for (const auto& part : parts_) {
        const auto* value = part.is_name ? captures.find(part.text) : &part.text;
        if (value == nullptr) return std::nullopt;
        text += *value;
    }
    return text;
}

std::string Filled::fill_what_is_there(const Captures& captures) const {
    std::string text;
    for (const auto& part : parts_) {
        const auto* value = part.is_name ? captures.find(part.text) : &part.text;
        if (value != nullptr) text += *value;
    }
    return text;
}

std::vector<std::string> Filled::names() const {
    std::vector<std::string> names;
    for (const auto& part : parts_) {
        if (part.is_name) names.push_back(part.text);
    }
    return names;
}

bool covers(std::string_view filter, std::string_view narrower) {
    for (bool last = false, narrow_last = false;;) {
        const auto level = first_level(filter, filter, last);
        if (level == "#") return true;
        const auto narrow = first_level(narrower, narrower, narrow_last);
        if (narrow == "#" || (level != "+" && level != narrow) || last != narrow_last) return false;
        if (last) return true;
    }
}

}  // namespace anju::gateway::profiles::file
