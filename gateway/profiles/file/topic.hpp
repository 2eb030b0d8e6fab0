// Topics with named parts: `shellies/{device}/sensor/{what}`. `{x}` takes one level or a part of
// one (`status/smoke:{n}`), `{x...}` one or more levels; `+` and `#` as in MQTT, without a name.
// Texts are filled from the same names: `{model}/{id}`. Values; errors say what was expected.
#pragma once

#include "base/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace anju::gateway::profiles::file {

/// What a topic's parts and a payload's captures were, by name. A dozen at most, so a list.
class Captures {
public:
    void set(std::string_view name, std::string value);
    /// Null when nothing was captured under the name.
    [[nodiscard]] const std::string* find(std::string_view name) const;

private:
    std::vector<std::pair<std::string, std::string>> entries_;
};

/// `text` against `pattern`, in which `*` stands for any run of characters and `#` for digits.
[[nodiscard]] bool matches_glob(std::string_view text, std::string_view pattern);

class TopicPattern {
public:
    TopicPattern() = default;
    [[nodiscard]] static Result<TopicPattern> parse(std::string_view text);

    /// Whether `topic` fits; then the named parts stand in `captures`.
    [[nodiscard]] bool match(std::string_view topic, Captures& captures) const;
    [[nodiscard]] const std::string& text() const { return text_; }
    /// The narrowest MQTT filter that lets every fitting topic through.
    [[nodiscard]] std::string filter() const;
    [[nodiscard]] std::vector<std::string> names() const;

private:
    struct Level {
        enum class Form { fixed, one, part, many } form = Form::fixed;
        std::string before;  ///< the fixed text, or what stands before the name
        std::string after;
        std::string name;  ///< empty: `+` or `#`
    };
    [[nodiscard]] static Result<Level> parse_level(std::string_view text);
    [[nodiscard]] bool match_from(std::size_t level, std::string_view topic, Captures& captures) const;

    std::string text_;
    std::vector<Level> levels_;
};

/// A text with `{names}` in it.
class Filled {
public:
    Filled() = default;
    [[nodiscard]] static Result<Filled> parse(std::string_view text);

    /// Nothing when a name was not captured.
    [[nodiscard]] std::optional<std::string> fill(const Captures& captures) const;
    /// With what was not captured left out.
    [[nodiscard]] std::string fill_what_is_there(const Captures& captures) const;
    [[nodiscard]] std::vector<std::string> names() const;
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    struct Part {
        bool is_name = false;
        std::string text;
    };
    std::string text_;
    std::vector<Part> parts_;
};

/// Whether every topic that `narrower` lets through passes `filter` too: `a/#` covers `a/+/b`.
[[nodiscard]] bool covers(std::string_view filter, std::string_view narrower);

}  // namespace anju::gateway::profiles::file
