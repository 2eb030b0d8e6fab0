// BodyTemplate: a JSON document with named placeholders in its texts, "{{incident}}".
//
// The template is JSON itself, so what is put in cannot break out: values are put into parsed texts and
// written as JSON again. A text that is one placeholder and nothing else becomes the value with its type
// (a number, true, null). Names that are not known are refused when the template is read. Pure.
#pragma once

#include "base/result.hpp"

#include <boost/json/object.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace anju::alertd::northbound {

using Values = boost::json::object;

class BodyTemplate {
public:
    /// invalid: no JSON object or list, an unknown name, or a brace pair without an end.
    [[nodiscard]] static Result<BodyTemplate> parse(std::string_view text, const std::vector<std::string_view>& known);
    /// Every known name must have a value.
    [[nodiscard]] std::string fill(const Values& values) const;

private:
    boost::json::value document_;
};

/// A URL or header with placeholders; each value is percent-encoded where it stands.
class LineTemplate {
public:
    [[nodiscard]] static Result<LineTemplate> parse(std::string_view text, const std::vector<std::string_view>& known);
    [[nodiscard]] std::string fill(const Values& values) const;

private:
    std::string text_;
};

/// The text of what a JSON pointer (RFC 6901) leads to: a string, or a number as digits. Empty when it
/// leads nowhere.
[[nodiscard]] std::string text_at(const boost::json::value& document, const std::string& pointer);

}  // namespace anju::alertd::northbound
