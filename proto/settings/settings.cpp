#include "settings/settings.hpp"

#include "base/text.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <set>
#include <sstream>
#include <utility>

namespace anju::settings {

namespace {

constexpr std::size_t kMaxFileBytes = 1 << 20;  // far above any real file; /dev/zero is answered too

struct Problem {
    toml::source_position place;
    std::string path;
    std::string what;
};

std::string at_position(const std::string& name, toml::source_position place, std::string_view what) {
    std::ostringstream line;
    line << name << ':' << std::max(place.line, 1U) << ':' << std::max(place.column, 1U) << ": " << on_one_line(what);
    return line.str();
}

/// Every dot of a key opens a table within a table, and toml++ 3.3 goes through them by recursion: a line of
/// half a million dots would end the process. The line that has too many; 0 for none.
std::uint32_t overlong_key(std::string_view text) {
    constexpr int kMostDots = 4'000;
    std::uint32_t line = 1;
    int dots = 0;
    for (const char c : text) {
        if (c == '.' && ++dots > kMostDots) return line;
        if (c != '\n') continue;
        ++line;
        dots = 0;
    }
    return 0;
}

std::string joined(const std::string& path, std::string_view key) {
    return path.empty() ? std::string(key) : path + "." + std::string(key);
}

std::string quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

std::string listed(const std::set<std::string, std::less<>>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

/// Booleans are no numbers here, though toml++ would convert them.
std::optional<double> number_of(const toml::node& node) {
    return node.is_number() ? node.value<double>() : std::nullopt;
}

std::optional<Scalar> scalar_of(const toml::node& node) {
    if (auto text = node.value_exact<std::string>()) return Scalar(std::move(*text));
    if (const auto flag = node.value_exact<bool>()) return Scalar(*flag);
    if (const auto number = number_of(node)) return Scalar(*number);
    return std::nullopt;
}

}  // namespace

struct Table::Node {
    const toml::table* table = nullptr;  ///< null: the file does not have this table
    const toml::node* place = nullptr;   ///< where a missing key is reported: the innermost table that is there
    std::string path;                    ///< "uplink.tls", for messages
    bool reported = false;               ///< something else stands here; what it lacks is no further problem
    std::set<std::string, std::less<>> asked;
};

struct Document::Impl {
    std::string name;
    toml::table root;
    std::vector<std::shared_ptr<Table::Node>> tables;  ///< every table that was asked for
    std::vector<Problem> problems;

    void report(toml::source_position place, std::string path, std::string what) {
        const bool known = std::any_of(problems.begin(), problems.end(), [&](const Problem& problem) {
            return problem.place == place && problem.path == path;
        });
        if (!known) problems.push_back({place, std::move(path), std::move(what)});
    }
};

bool Table::present() const { return node_->table != nullptr; }

bool Table::has(std::string_view key) {
    node_->asked.emplace(key);
    return node_->table != nullptr && node_->table->contains(key);
}

void Table::problem(std::string_view key, const std::string& expected) {
    if (node_->reported) return;
    const toml::node* place = node_->place;
    if (node_->table != nullptr) {
        if (const auto* value = node_->table->get(key)) place = value;
    }
    document_->impl_->report(place->source().begin, joined(node_->path, key), "expected " + expected);
}

std::uint32_t Table::line() const { return node_->table != nullptr ? node_->table->source().begin.line : 0; }

std::string Table::where(std::string_view key) const {
    const toml::node* place = node_->place;
    if (node_->table != nullptr) {
        if (const auto* value = node_->table->get(key)) place = value;
    }
    return at_position(document_->impl_->name, place->source().begin, joined(node_->path, key));
}

template <class T>
std::optional<T> Table::value_of(std::string_view key) {
    return has(key) ? node_->table->get(key)->value_exact<T>() : std::nullopt;
}

std::string Table::text(std::string_view key, std::string fallback) {
    if (!has(key)) return fallback;
    if (auto value = value_of<std::string>(key)) return std::move(*value);
    problem(key, "a text in quotes");
    return fallback;
}

std::string Table::required_text(std::string_view key, std::string_view expected) {
    const bool there = has(key);
    auto value = value_of<std::string>(key);
    if (value && !value->empty()) return std::move(*value);
    const auto* but = !there ? ", but it is missing" : !value ? ", a text in quotes" : ", not an empty text";
    problem(key, std::string(expected) + but);
    return {};
}

std::int64_t Table::integer(std::string_view key, std::int64_t fallback, std::int64_t least, std::int64_t most) {
    if (!has(key)) return fallback;
    const auto value = value_of<std::int64_t>(key);
    if (value && *value >= least && *value <= most) return *value;
    problem(key, "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return fallback;
}

double Table::number(std::string_view key, double fallback, double least, double most) {
    if (!has(key)) return fallback;
    const auto value = number_of(*node_->table->get(key));
    if (value && *value >= least && *value <= most) return *value;
    std::ostringstream expected;
    expected << "a number from " << least << " to " << most;
    problem(key, expected.str());
    return fallback;
}

bool Table::boolean(std::string_view key, bool fallback) {
    if (!has(key)) return fallback;
    if (const auto value = value_of<bool>(key)) return *value;
    problem(key, "true or false");
    return fallback;
}

Millis Table::duration(std::string_view key, Millis fallback, Millis least, Millis most) {
    if (!has(key)) return fallback;
    const auto value = parse_duration(value_of<std::string>(key).value_or(""));
    if (!value) {
        problem(key, R"(a duration in quotes such as "250ms", "90s", "12h" or "1h30m")");
        return fallback;
    }
    if (value.value() >= least && value.value() <= most) return value.value();
    problem(key, "a duration from " + quoted(format_duration(least)) + " to " + quoted(format_duration(most)));
    return fallback;
}

int Table::time_of_day(std::string_view key, int fallback_minutes) {
    if (!has(key)) return fallback_minutes;
    const auto clock = parse_clock(value_of<std::string>(key).value_or(""));
    if (clock) return static_cast<int>(clock->count());
    problem(key, R"(a time of day from "00:00" to "23:59")");
    return fallback_minutes;
}

int Table::utc_offset(std::string_view key, int fallback_minutes) {
    constexpr int kMost = 14 * 60;  // Kiribati, the farthest from UTC that there is
    if (!has(key)) return fallback_minutes;
    const auto text = value_of<std::string>(key).value_or("");
    const bool has_sign = text.starts_with('+') || text.starts_with('-');
    const auto clock = has_sign ? parse_clock(std::string_view(text).substr(1)) : std::nullopt;
    const auto minutes = clock ? static_cast<int>(clock->count()) : kMost + 1;
    if (minutes <= kMost) return text.front() == '-' ? -minutes : minutes;
    problem(key, R"(an offset from UTC such as "+08:00", at most 14 hours)");
    return fallback_minutes;
}

template <class T, class Read>
std::vector<T> Table::elements_of(std::string_view key, std::vector<T> fallback, const char* list, const char* element,
                                  Read read) {
    if (!has(key)) return fallback;
    const auto* array = node_->table->get(key)->as_array();
    if (array == nullptr) {
        problem(key, list);
        return fallback;
    }
    std::vector<T> values;
    for (const auto& node : *array) {
        if (std::optional<T> value = read(node)) {
            values.push_back(std::move(*value));
        } else {
            document_->impl_->report(node.source().begin, joined(node_->path, key), std::string("expected ") + element);
        }
    }
    return values;
}

std::vector<std::string> Table::texts(std::string_view key, std::vector<std::string> fallback) {
    return elements_of<std::string>(key, std::move(fallback), R"(a list of texts such as ["a", "b"])",
                                    "a text in quotes",
                                    [](const toml::node& node) { return node.value_exact<std::string>(); });
}

std::vector<double> Table::numbers(std::string_view key) {
    return elements_of<double>(key, {}, "a list of numbers such as [1, 2.5]", "a number", number_of);
}

std::vector<std::string> Table::one_or_more(std::string_view key) {
    if (auto text = value_of<std::string>(key)) return {std::move(*text)};
    return elements_of<std::string>(key, {}, R"(a text in quotes, or a list of texts such as ["a", "b"])",
                                    "a text in quotes",
                                    [](const toml::node& node) { return node.value_exact<std::string>(); });
}

std::optional<Scalar> Table::scalar(std::string_view key) {
    if (!has(key)) return std::nullopt;
    auto value = scalar_of(*node_->table->get(key));
    if (!value) problem(key, "a text in quotes, a number, true or false");
    return value;
}

std::vector<Scalar> Table::scalars(std::string_view key) {
    return elements_of<Scalar>(key, {}, R"(a list such as ["a", 1, true])", "a text in quotes, a number, true or false",
                               scalar_of);
}

std::vector<std::pair<std::string, std::string>> Table::pairs(std::string_view key) {
    std::vector<std::pair<std::string, std::string>> found;
    if (!has(key)) return found;
    const auto* inner = node_->table->get(key)->as_table();
    if (inner == nullptr) {
        problem(key, R"(a table of texts such as {yes = "on", no = "off"})");
        return found;
    }
    for (const auto& [name, node] : *inner) {
        if (auto text = node.value_exact<std::string>()) {
            found.emplace_back(std::string(name.str()), std::move(*text));
        } else {
            document_->impl_->report(node.source().begin, joined(joined(node_->path, key), name.str()),
                                     "expected a text in quotes");
        }
    }
    return found;
}

std::vector<std::string> Table::keys() const {
    std::vector<std::string> found;
    if (node_->table == nullptr) return found;
    for (const auto& [key, value] : *node_->table) found.emplace_back(key.str());
    return found;
}

std::string Table::word(std::string_view key, std::string fallback, const std::vector<std::string_view>& words) {
    if (!has(key)) return fallback;
    auto value = value_of<std::string>(key);
    if (value && std::find(words.begin(), words.end(), *value) != words.end()) return std::move(*value);
    std::string expected = "one of";
    for (const auto word : words) expected += " " + std::string(word);
    problem(key, expected);
    return fallback;
}

Table Table::table(std::string_view key) {
    auto node = std::make_shared<Node>();
    node->path = joined(node_->path, key);
    node->place = node_->place;
    node->reported = node_->reported;
    if (has(key)) {
        node->place = node_->table->get(key);
        node->table = node->place->as_table();
        if (node->table == nullptr) {
            problem(key, "a table [" + node->path + "]");
            node->reported = true;
        }
    }
    document_->impl_->tables.push_back(node);
    return Table(*document_, node);
}

std::vector<Table> Table::tables(std::string_view key) {
    std::vector<Table> found;
    if (!has(key)) return found;
    const auto path = joined(node_->path, key);
    const auto* array = node_->table->get(key)->as_array();
    if (array == nullptr) {
        problem(key, "a list of tables [[" + path + "]]");
        return found;
    }
    for (const auto& element : *array) {
        if (const auto* table = element.as_table()) {
            auto node = std::make_shared<Node>();
            node->path = path;
            node->table = table;
            node->place = table;
            document_->impl_->tables.push_back(node);
            found.push_back(Table(*document_, node));
        } else {
            document_->impl_->report(element.source().begin, path, "expected a table");
        }
    }
    return found;
}

Document::Document(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Document::~Document() = default;

Result<std::unique_ptr<Document>> Document::read_text(std::string_view text, const std::string& name) {
    auto impl = std::make_unique<Impl>();
    impl->name = name;
    if (const auto line = overlong_key(text); line != 0) {
        return fail(ErrorCode::invalid, at_position(name, {line, 1}, "expected at most 4000 dots in a line"));
    }
    try {
        impl->root = toml::parse(text, name);
    } catch (const toml::parse_error& error) {
        return fail(ErrorCode::invalid,
                    at_position(name, error.source().begin, "expected TOML: " + std::string(error.description())));
    }
    return std::unique_ptr<Document>(new Document(std::move(impl)));
}

Result<std::unique_ptr<Document>> Document::read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text;
    std::array<char, 4'096> part{};
    while (file.read(part.data(), part.size()) || file.gcount() > 0) {
        text.append(part.data(), static_cast<std::size_t>(file.gcount()));
        if (text.size() > kMaxFileBytes) return fail(ErrorCode::invalid, path + ":1:1: expected at most 1 MiB");
    }
    // A file that was read ends in eof; what could not be opened, or is a folder, does not.
    if (!file.eof()) return fail(ErrorCode::not_found, path + ":1:1: expected a file that can be read");
    return read_text(text, path);
}

Table Document::root() {
    auto node = std::make_shared<Table::Node>();
    node->table = &impl_->root;
    node->place = &impl_->root;
    impl_->tables.push_back(node);
    return Table(*this, node);
}

Result<void> Document::finish() {
    for (const auto& node : impl_->tables) {
        if (node->table == nullptr) continue;
        for (const auto& [key, value] : *node->table) {
            if (node->asked.contains(key.str())) continue;
            impl_->report(key.source().begin, joined(node->path, key.str()),
                          "unknown key; expected one of " + listed(node->asked));
        }
    }
    if (impl_->problems.empty()) return success();
    std::stable_sort(impl_->problems.begin(), impl_->problems.end(), [](const Problem& a, const Problem& b) {
        return std::pair(a.place.line, a.place.column) < std::pair(b.place.line, b.place.column);
    });
    std::string text;
    for (const auto& [place, path, what] : impl_->problems) {
        text += (text.empty() ? "" : "\n") + at_position(impl_->name, place, path + ": " + what);
    }
    return fail(ErrorCode::invalid, std::move(text));
}

}  // namespace anju::settings
