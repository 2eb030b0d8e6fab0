#include "gateway/profiles/file/pointer.hpp"

#include "gateway/profiles/file/topic.hpp"

#include <charconv>

namespace anju::gateway::profiles::file {

namespace json = boost::json;

namespace {

constexpr std::size_t kMaxPointerBytes = 256;

std::string_view view(json::string_view text) { return {text.data(), text.size()}; }

}  // namespace

Result<Pointer> Pointer::parse(std::string_view text) {
    Pointer pointer;
    pointer.text_ = text;
    if (text.starts_with('^')) {
        pointer.from_top_ = true;
        text.remove_prefix(1);
    }
    if (text.size() > kMaxPointerBytes || (!text.empty() && text.front() != '/')) {
        return fail(ErrorCode::invalid, "a JSON pointer such as \"/smoke\", or \"\" for the whole payload");
    }
    while (!text.empty()) {
        text.remove_prefix(1);
        const auto slash = text.find('/');
        const auto raw = text.substr(0, slash);
        text = slash == std::string_view::npos ? std::string_view{} : text.substr(slash);
        Segment segment;
        for (std::size_t i = 0; i < raw.size(); ++i) {
            if (raw[i] != '~') {
                segment.text += raw[i];
                continue;
            }
            if (++i >= raw.size() || (raw[i] != '0' && raw[i] != '1')) {
                return fail(ErrorCode::invalid, "~0 for ~ and ~1 for / in a JSON pointer");
            }
            segment.text += raw[i] == '0' ? '~' : '/';
        }
        segment.wild = segment.text.find_first_of("*#") != std::string::npos;
        pointer.segments_.push_back(std::move(segment));
    }
    return pointer;
}

std::vector<Place> Pointer::find(const json::value& body, const json::value& payload) const {
    std::vector<Place> found;
    descend(from_top_ ? payload : body, 0, segments_.empty() ? std::string() : segments_.back().text, found);
    return found;
}

const json::value* Pointer::first(const json::value& body, const json::value& payload) const {
    const auto found = find(body, payload);
    return found.empty() ? nullptr : found.front().value;
}

void Pointer::descend(const json::value& at, std::size_t index, const std::string& key,
                      std::vector<Place>& found) const {
    if (found.size() >= kMaxPlaces) return;
    if (index == segments_.size()) {
        found.push_back({&at, key});
        return;
    }
    const auto& segment = segments_[index];
    if (const auto* object = at.if_object()) {
        if (!segment.wild) {
            const auto* member = object->if_contains(segment.text);
            if (member != nullptr) descend(*member, index + 1, key, found);
            return;
        }
        for (const auto& member : *object) {
            if (matches_glob(view(member.key()), segment.text)) {
                descend(member.value(), index + 1, std::string(view(member.key())), found);
            }
        }
    } else if (const auto* array = at.if_array()) {
        if (segment.text == "*" || segment.text == "#") {
            for (std::size_t i = 0; i < array->size(); ++i) descend((*array)[i], index + 1, std::to_string(i), found);
            return;
        }
        std::size_t position = 0;
        const auto* end = segment.text.data() + segment.text.size();
        const auto [stop, error] = std::from_chars(segment.text.data(), end, position);
        if (error == std::errc{} && stop == end && position < array->size()) {
            descend((*array)[position], index + 1, key, found);
        }
    }
}

}  // namespace anju::gateway::profiles::file
