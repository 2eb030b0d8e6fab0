// Template: the small part of Jinja that discovery messages use to pick a value out of a payload.
//
// Understood: `{{ value }}`, `{{ value_json.a.b }}` with `["x"]`, `['x']` and `[0]`, quoted literals,
// `'X' in value_json.path`, and the filters is_defined, default(x), float, int, round(n), lower,
// upper, string, truncate(n, ...). Further the two programs that zigbee2mqtt announces, that of its
// event entities, which stands for `value_json.action`, and `{% if PATH %}true{% else %}false{% endif %}`
// of its switches; and text without any `{`, which is constant.
// Everything else is refused when it is parsed; there is no Jinja engine behind this.
//
// Threading: immutable after parse(). Errors: parse() says `unsupported template: ... at column N`.
#pragma once

#include "base/result.hpp"

#include <boost/json.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace anju::gateway::profiles::discovery {

/// What a template is evaluated on.
struct Payload {
    std::string_view text;
    const boost::json::value* json = nullptr;  ///< null: the text is no JSON
};

class Template {
public:
    static constexpr std::size_t kMaxBytes = 4096;

    /// The template that a missing one stands for: the payload itself.
    Template() = default;
    [[nodiscard]] static Result<Template> parse(std::string_view text);

    /// Nothing when the path leads nowhere, a number is none, or the result is null.
    [[nodiscard]] std::optional<boost::json::value> evaluate(const Payload& payload) const;

    /// The last key of the path ("smoke" of `value_json.smoke`); empty where none is read, or where
    /// more is asked of it than its value.
    [[nodiscard]] std::string_view property() const;

private:
    friend class TemplateParser;

    enum class Source { payload, json, literal };
    enum class FilterName { is_defined, default_value, to_float, to_int, round, lower, upper, string, truncate };
    struct Filter {
        FilterName name = FilterName::is_defined;
        std::vector<boost::json::value> arguments;
    };
    using Step = std::variant<std::string, std::size_t>;

    [[nodiscard]] const boost::json::value* walk(const boost::json::value* from) const;
    [[nodiscard]] static bool apply(const Filter& filter, std::optional<boost::json::value>& value);

    Source source_ = Source::payload;
    std::vector<Step> path_;
    boost::json::value literal_;
    std::vector<Filter> filters_;
    std::optional<std::string> contained_;  ///< of `'X' in ...`
    bool truth_ = false;                    ///< whether the value is true, by Jinja's measure
};

}  // namespace anju::gateway::profiles::discovery
