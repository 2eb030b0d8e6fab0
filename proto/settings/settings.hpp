// Settings: a strict reader of TOML configuration, used by the gateway and by alertd.
//
// Purpose: every key is asked for by name with its default and its bounds; everything that is
// wrong (type, range, unknown key, missing key) becomes a line "file:line:column: key.path: expected
// ..." and all of them are reported at once. A value is answered with its default when it is wrong,
// and is reported once however much is wrong with it. Nothing takes effect before finish() says so.
//
// Ownership: Document owns the parsed file; Table is a view into it and must not outlive it.
// Not thread-safe. No exceptions leave it.
#pragma once

#include "base/result.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace anju::settings {

/// A value that is no table and no list.
using Scalar = std::variant<bool, double, std::string>;

class Document;

/// One table of the file, or an absent one: then every question is answered with its default. Ask for
/// each table once: the keys that are known are remembered for each answer apart.
class Table {
public:
    [[nodiscard]] bool present() const;
    /// Whether the file has this key (which counts as asking for it).
    [[nodiscard]] bool has(std::string_view key);
    [[nodiscard]] std::string text(std::string_view key, std::string fallback);
    /// A text that must be there and not be empty; `expected` says what it is, such as "the gateway's id".
    [[nodiscard]] std::string required_text(std::string_view key, std::string_view expected);
    [[nodiscard]] std::int64_t integer(std::string_view key, std::int64_t fallback, std::int64_t least,
                                       std::int64_t most);
    [[nodiscard]] double number(std::string_view key, double fallback, double least, double most);
    [[nodiscard]] bool boolean(std::string_view key, bool fallback);
    /// A text such as "90s" (parse_duration), within bounds.
    [[nodiscard]] Millis duration(std::string_view key, Millis fallback, Millis least, Millis most);
    /// A local time of day such as "22:30", as minutes since midnight.
    [[nodiscard]] int time_of_day(std::string_view key, int fallback_minutes);
    /// An offset from UTC such as "+08:00", as minutes east of it.
    [[nodiscard]] int utc_offset(std::string_view key, int fallback_minutes);
    [[nodiscard]] std::vector<std::string> texts(std::string_view key, std::vector<std::string> fallback);
    /// One text, or a list of them; absent: empty.
    [[nodiscard]] std::vector<std::string> one_or_more(std::string_view key);
    /// A text, a number or true/false.
    [[nodiscard]] std::optional<Scalar> scalar(std::string_view key);
    /// A list of those; absent: empty.
    [[nodiscard]] std::vector<Scalar> scalars(std::string_view key);
    /// A table of texts whose keys are free, such as {yes = "on", no = "off"}, in the order of the keys; absent: empty.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> pairs(std::string_view key);
    /// The keys that the file has here, for a table whose keys are free.
    [[nodiscard]] std::vector<std::string> keys() const;
    /// An array of numbers; absent: empty.
    [[nodiscard]] std::vector<double> numbers(std::string_view key);
    /// One of `words`.
    [[nodiscard]] std::string word(std::string_view key, std::string fallback,
                                   const std::vector<std::string_view>& words);
    [[nodiscard]] Table table(std::string_view key);
    /// An array of tables: `[[key]]` or `key = [{...}]`. Absent: empty.
    [[nodiscard]] std::vector<Table> tables(std::string_view key);
    /// Reports "expected ..." at `key`; when there is none, at the table that should have it.
    void problem(std::string_view key, const std::string& expected);
    /// Where the table begins, counted from 1; 0 when the file does not have it.
    [[nodiscard]] std::uint32_t line() const;
    /// "file:line:column: key.path" of a key, for what turns out to be wrong only after finish().
    [[nodiscard]] std::string where(std::string_view key) const;

private:
    friend class Document;
    struct Node;
    Table(Document& document, std::shared_ptr<Node> node) : document_(&document), node_(std::move(node)) {}
    template <class T>
    std::optional<T> value_of(std::string_view key);
    template <class T, class Read>
    std::vector<T> elements_of(std::string_view key, std::vector<T> fallback, const char* list, const char* element,
                               Read read);
    Document* document_;
    std::shared_ptr<Node> node_;
};

class Document {
public:
    /// Errors: not_found (no such file), invalid (syntax, or above 1 MiB; the message has file:line:column).
    [[nodiscard]] static Result<std::unique_ptr<Document>> read_file(const std::string& path);
    [[nodiscard]] static Result<std::unique_ptr<Document>> read_text(std::string_view text, const std::string& name);
    ~Document();
    Document(const Document&) = delete;
    Document& operator=(const Document&) = delete;

    [[nodiscard]] Table root();
    /// Invalid with every problem, one a line, unknown keys included; success when there is none.
    [[nodiscard]] Result<void> finish();

private:
    friend class Table;
    struct Impl;
    explicit Document(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace anju::settings
