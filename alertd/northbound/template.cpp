#include "alertd/northbound/template.hpp"

#include "alertd/notify/http_client.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace anju::alertd::northbound {

namespace json = boost::json;

namespace {

/// What stands in a text: fixed words and names in turn.
struct Piece {
    std::string text;
    bool is_name = false;
};

Result<std::vector<Piece>> pieces_of(std::string_view text) {
    std::vector<Piece> pieces;
    while (!text.empty()) {
        const auto open = text.find("{{");
        if (open > 0) pieces.push_back({std::string(text.substr(0, open)), false});
        if (open == std::string_view::npos) break;
        const auto close = text.find("}}", open);
        if (close == std::string_view::npos) return fail(ErrorCode::invalid, "a placeholder that ends in }}");
        auto name = text.substr(open + 2, close - open - 2);
        while (name.starts_with(' ')) name.remove_prefix(1);
        while (name.ends_with(' ')) name.remove_suffix(1);
        pieces.push_back({std::string(name), true});
        text.remove_prefix(close + 2);
    }
    return pieces;
}

Result<void> check(std::string_view text, const std::vector<std::string_view>& known) {
    ANJU_TRY(const auto pieces, pieces_of(text));
    for (const auto& piece : pieces) {
        if (!piece.is_name || std::ranges::find(known, piece.text) != known.end()) continue;
        std::string names;
        for (const auto name : known) names.append(names.empty() ? "" : ", ").append(name);
        return fail(ErrorCode::invalid, "one of the placeholders " + names + ", not {{" + piece.text + "}}");
    }
    return success();
}

Result<void> check(const json::value& value, const std::vector<std::string_view>& known) {
    if (const auto* text = value.if_string()) return check(std::string_view(*text), known);
    if (const auto* list = value.if_array()) {
        for (const auto& item : *list) {
            ANJU_TRY(check(item, known));
        }
    }
    if (const auto* object = value.if_object()) {
        for (const auto& member : *object) {
            ANJU_TRY(check(member.value(), known));
        }
    }
    return success();
}

std::string plain(const json::value& value) {
    if (value.is_null()) return "";
    if (const auto* text = value.if_string()) return std::string(*text);
    return json::serialize(value);
}

const json::value& value_of(const Values& values, const std::string& name) {
    static const json::value kNothing;
    const auto* found = values.if_contains(name);
    return found == nullptr ? kNothing : *found;
}

json::value filled(const std::string_view text, const Values& values) {
    const auto pieces = pieces_of(text);  // it was checked when it was read
    if (!pieces) return json::value(text);
    if (pieces.value().size() == 1 && pieces.value().front().is_name) {
        return value_of(values, pieces.value().front().text);
    }
    std::string whole;
    for (const auto& piece : pieces.value()) whole += piece.is_name ? plain(value_of(values, piece.text)) : piece.text;
    return json::value(whole);
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the template, which the parser bounds
void fill_in(json::value& value, const Values& values) {
    if (const auto* text = value.if_string()) {
        value = filled(std::string_view(*text), values);
    } else if (auto* list = value.if_array()) {
        for (auto& item : *list) fill_in(item, values);
    } else if (auto* object = value.if_object()) {
        for (auto& member : *object) fill_in(member.value(), values);
    }
}

}  // namespace

Result<BodyTemplate> BodyTemplate::parse(std::string_view text, const std::vector<std::string_view>& known) {
    boost::system::error_code error;
    BodyTemplate made;
    made.document_ = json::parse(text, error);
    if (error || !(made.document_.is_object() || made.document_.is_array())) {
        return fail(ErrorCode::invalid, "a JSON object or list with placeholders in its texts");
    }
    ANJU_TRY(check(made.document_, known));
    return made;
}

std::string BodyTemplate::fill(const Values& values) const {
    auto document = document_;
    fill_in(document, values);
    return json::serialize(document);
}

Result<LineTemplate> LineTemplate::parse(std::string_view text, const std::vector<std::string_view>& known) {
    ANJU_TRY(check(text, known));
    LineTemplate made;
    made.text_ = text;
    return made;
}

std::string LineTemplate::fill(const Values& values) const {
    const auto pieces = pieces_of(text_);
    if (!pieces) return text_;
    std::string line;
    for (const auto& piece : pieces.value()) {
        line += piece.is_name ? notify::percent_encoded(plain(value_of(values, piece.text))) : piece.text;
    }
    return line;
}

std::string text_at(const json::value& document, const std::string& pointer) {
    if (pointer.empty()) return "";
    boost::system::error_code error;
    const auto* found = document.find_pointer(pointer, error);
    if (error || found == nullptr || found->is_object() || found->is_array() || found->is_bool()) return "";
    return plain(*found);
}

}  // namespace anju::alertd::northbound
