// The parser of templates. It accepts what template.hpp lists and names the place of anything else.
#include "gateway/profiles/discovery/template.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace anju::gateway::profiles::discovery {

namespace json = boost::json;

namespace {

constexpr std::size_t kMaxSteps = 16;
constexpr std::size_t kMaxFilters = 16;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// zigbee2mqtt's event entities split an action into its parts with a program of its own. All of it
/// begins and ends the same and reads `value_json.action`, which is what we want to know.
bool is_action_program(std::string_view text) {
    return text.starts_with("{% set patterns = [") &&
           text.find("{% set action_value = value_json.action|default('') %}") != std::string_view::npos &&
           text.find("('event_type', ns.r|selectattr(0, 'eq', 'action')") != std::string_view::npos &&
           text.ends_with("|to_json}}");
}

}  // namespace

class TemplateParser {
public:
    explicit TemplateParser(std::string_view text) : text_(text) {}

    Result<Template> parse() {
        if (text_.size() > Template::kMaxBytes) return fail(ErrorCode::invalid, "unsupported template: too long");
        if (is_action_program(text_)) {
            result_.source_ = Template::Source::json;
            result_.path_.emplace_back("action");
            return std::move(result_);
        }
        skip_blanks();
        if (text_.find('{') == std::string_view::npos) {
            result_.source_ = Template::Source::literal;
            result_.literal_ = json::value(json::string_view(text_.data() + at_, text_.size() - at_));
            return std::move(result_);
        }
        if (take("{%")) return take_word("if") && path() && truth() ? done() : refuse("{{ expected");
        if (!take("{{")) return refuse("{{ expected");
        if (!take("-")) take("+");
        if (!expression()) return refuse(wrong_);
        while (take("|")) {
            if (!filter()) return refuse(wrong_);
        }
        take("-");
        if (!take("}}")) return refuse("a filter or }} expected");
        return done();
    }

private:
    Result<Template> done() {
        skip_blanks();
        if (at_ != text_.size()) return refuse("nothing after }} expected");
        return std::move(result_);
    }
    bool truth() {
        result_.truth_ = true;
        return take("%}true{% else %}false{% endif %}");
    }

    Error refuse(const std::string& what) const {
        return {ErrorCode::invalid, "unsupported template: " + what + " at column " + std::to_string(at_ + 1)};
    }
    /// False, for the rule that could not go on.
    bool wrong(std::string what) {
        wrong_ = std::move(what);
        return false;
    }

    void skip_blanks() {
        while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
    }
    bool take(std::string_view token) {
        skip_blanks();
        if (!text_.substr(at_).starts_with(token)) return false;
        at_ += token.size();
        return true;
    }
    std::string_view peek_word() const {
        std::size_t end = at_;
        while (end < text_.size() && (is_letter(text_[end]) || (end > at_ && is_digit(text_[end])))) ++end;
        return text_.substr(at_, end - at_);
    }
    bool take_word(std::string_view word) {
        skip_blanks();
        if (peek_word() != word) return false;
        at_ += word.size();
        return true;
    }

    /// A text in either quotes; a backslash escapes the next character.
    bool quoted(std::string& into) {
        skip_blanks();
        if (at_ >= text_.size() || (text_[at_] != '"' && text_[at_] != '\'')) return wrong("a quoted text expected");
        const char quote = text_[at_];
        for (std::size_t i = at_ + 1; i < text_.size(); ++i) {
            if (text_[i] == quote) {
                at_ = i + 1;
                return true;
            }
            if (text_[i] == '\\' && ++i >= text_.size()) break;
            into += text_[i];
        }
        return wrong("a text without an end");
    }
    bool number(json::value& into) {
        skip_blanks();
        double value = 0;
        const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
        if (error != std::errc{}) return wrong("a number expected");
        const auto digits = text_.substr(at_, static_cast<std::size_t>(end - (text_.data() + at_)));
        // "inf" and "nan" are numbers to from_chars, and names here.
        if (digits.find_first_of("iInN") != std::string_view::npos) return wrong("a number expected");
        at_ += digits.size();
        const bool whole = digits.find_first_of(".eE") == std::string_view::npos && digits.size() < 16;
        into = whole ? json::value(static_cast<std::int64_t>(value)) : json::value(value);
        return true;
    }
    bool literal(json::value& into) {
        skip_blanks();
        if (at_ < text_.size() && (text_[at_] == '"' || text_[at_] == '\'')) {
            std::string text;
            if (!quoted(text)) return false;
            into = json::value(text);
            return true;
        }
        for (const auto& [word, value] : kWords) {
            if (!take_word(word)) continue;
            into = value != nullptr ? json::value(*value) : json::value();
            return true;
        }
        return number(into);
    }

    bool expression() {
        skip_blanks();
        const bool is_quoted = at_ < text_.size() && (text_[at_] == '"' || text_[at_] == '\'');
        if (!is_quoted) return path();
        std::string text;
        if (!quoted(text)) return false;
        if (take_word("in")) {
            result_.contained_ = std::move(text);
            skip_blanks();
            return path();
        }
        result_.source_ = Template::Source::literal;
        result_.literal_ = json::value(text);
        return true;
    }

    bool path() {
        if (take_word("value_json")) {
            result_.source_ = Template::Source::json;
        } else if (take_word("value")) {
            result_.source_ = Template::Source::payload;
            return true;
        } else {
            return wrong("value, value_json or a quoted text expected");
        }
        while (at_ < text_.size() && (text_[at_] == '.' || text_[at_] == '[')) {
            if (result_.path_.size() >= kMaxSteps) return wrong("fewer steps expected");
            const bool stepped = text_[at_] == '.' ? member() : subscript();
            if (!stepped) return false;
        }
        return true;
    }
    bool member() {
        ++at_;
        const auto word = peek_word();
        if (word.empty()) return wrong("a name expected");
        if (text_.substr(at_ + word.size()).starts_with("(")) return wrong("no function expected");
        result_.path_.emplace_back(std::string(word));
        at_ += word.size();
        return true;
    }
    bool subscript() {
        ++at_;
        skip_blanks();
        std::size_t index = 0;
        const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), index);
        if (error == std::errc{}) {
            result_.path_.emplace_back(index);
            at_ = static_cast<std::size_t>(end - text_.data());
        } else {
            std::string key;
            if (!quoted(key)) return wrong("a quoted text or a number expected");
            result_.path_.emplace_back(std::move(key));
        }
        return take("]") || wrong("] expected");
    }

    bool filter() {
        struct Known {
            std::string_view word;
            Template::FilterName name;
            std::size_t most_arguments;
        };
        using Name = Template::FilterName;
        static constexpr std::array kKnown{
            Known{"is_defined", Name::is_defined, 0}, Known{"default", Name::default_value, 2},
            Known{"float", Name::to_float, 1},        Known{"int", Name::to_int, 1},
            Known{"round", Name::round, 1},           Known{"lower", Name::lower, 0},
            Known{"upper", Name::upper, 0},           Known{"string", Name::string, 0},
            Known{"truncate", Name::truncate, 4},
        };
        skip_blanks();
        const auto word = peek_word();
        const auto known = std::find_if(kKnown.begin(), kKnown.end(), [&](const Known& k) { return k.word == word; });
        if (known == kKnown.end()) return wrong("filter '" + std::string(word) + "'");
        if (result_.filters_.size() >= kMaxFilters) return wrong("fewer filters expected");
        at_ += word.size();
        Template::Filter filter{known->name, {}};
        if (take("(") && !take(")")) {
            do {
                if (filter.arguments.size() >= known->most_arguments) return wrong("fewer arguments expected");
                if (!literal(filter.arguments.emplace_back())) return false;
            } while (take(","));
            if (!take(")")) return wrong(", or ) expected");
        }
        result_.filters_.push_back(std::move(filter));
        return true;
    }

    static constexpr bool kYes = true;
    static constexpr bool kNo = false;
    static constexpr std::array<std::pair<std::string_view, const bool*>, 6> kWords{
        {{"true", &kYes}, {"True", &kYes}, {"false", &kNo}, {"False", &kNo}, {"none", nullptr}, {"None", nullptr}}};

    std::string_view text_;
    std::size_t at_ = 0;
    std::string wrong_;
    Template result_;
};

Result<Template> Template::parse(std::string_view text) { return TemplateParser(text).parse(); }

}  // namespace anju::gateway::profiles::discovery
