#include "alertd/api/plan_csv.hpp"

#include "alertd/core/policy.hpp"
#include "alertd/registry/columns.hpp"
#include "alertd/registry/csv.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <span>

namespace anju::alertd::api {

namespace json = boost::json;

namespace {

/// How a cell becomes a member, and to what it belongs.
enum class Form {
    text,
    words,   ///< "a b"
    number,  ///< what is none stays text, so that the check of the JSON says what was expected
    crews,   ///< "li, wang; zhao"
};
enum class Of { whole, part, step };
struct Column {
    std::string_view name;  ///< of the column and of the member
    Form form = Form::text;
    Of of = Of::whole;
    std::string_view member{};  ///< of the part, where it has another name there
};

// The first column is what its rows have in common; parts of a policy have the second one.
constexpr Column kRosters[] = {{"roster"},
                               {"name"},
                               {"level"},
                               {"scope"},
                               {"shift", Form::text, Of::part, "id"},
                               {"weekdays", Form::words, Of::part},
                               {"begins", Form::text, Of::part},
                               {"ends", Form::text, Of::part},
                               {"from", Form::text, Of::part},
                               {"until", Form::text, Of::part},
                               {"except", Form::words, Of::part},
                               {"crews", Form::crews, Of::part},
                               {"rotate_days", Form::number, Of::part}};
constexpr Column kPolicies[] = {{"class"},
                                {"policy", Form::text, Of::part, "name"},
                                {"kinds", Form::words, Of::part},
                                {"conditions", Form::words, Of::part},
                                {"min_severity", Form::text, Of::part},
                                {"hours", Form::text, Of::part},
                                {"weekdays", Form::words, Of::part},
                                {"repeat_every", Form::text, Of::part},
                                {"attend_within", Form::text, Of::part},
                                {"arrive_within", Form::text, Of::part},
                                {"after", Form::text, Of::step},
                                {"notify", Form::words, Of::step}};
constexpr Column kSilences[] = {
    {"id"},   {"scope"}, {"of"},     {"device"}, {"conditions", Form::words}, {"kinds", Form::words},
    {"from"}, {"until"}, {"reason"}, {"note"}};

std::span<const Column> columns_of(PlanSort sort) {
    if (sort == PlanSort::rosters) return kRosters;
    return sort == PlanSort::policies ? std::span<const Column>(kPolicies) : std::span<const Column>(kSilences);
}

std::string file_of(PlanSort sort) { return std::string(to_string(sort)) + ".csv"; }
std::string_view member_of(const Column& column) { return column.member.empty() ? column.name : column.member; }

// ---- reading ---------------------------------------------------------------------------------

/// Pieces between separators, without the blanks around them; none of an empty text.
std::vector<std::string> pieces(std::string_view text, char separator) {
    std::vector<std::string> found;
    while (!text.empty()) {
        const auto end = std::min(text.find(separator), text.size());
        auto piece = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        while (piece.starts_with(' ')) piece.remove_prefix(1);
        while (piece.ends_with(' ')) piece.remove_suffix(1);
        found.emplace_back(piece);
    }
    return found;
}

json::value value_of(const std::string& cell, Form form) {
    if (form == Form::text) return json::value(cell);
    if (form == Form::number) {
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
        if (error == std::errc() && end == cell.data() + cell.size()) return json::value(number);
        return json::value(cell);
    }
    json::array list;
    if (form == Form::words) {
        for (auto& word : pieces(cell, ' ')) {
            if (!word.empty()) list.emplace_back(std::move(word));
        }
        return list;
    }
    for (const auto& crew : pieces(cell, ';')) {
        json::array people;
        for (auto& person : pieces(crew, ',')) people.emplace_back(std::move(person));
        list.push_back(std::move(people));
    }
    return list;
}

struct Row {
    std::size_t line = 1;
    std::vector<std::string> cells;  ///< by column; empty also where the file has no such column
};

class Rows {
public:
    Rows(PlanSort sort, std::string_view text) : sort_(sort), columns_(columns_of(sort)), reader_(text) {}

    /// Those that have the right form; what has not is noted in `errors`.
    std::vector<Row> read(registry::ErrorList& errors) {
        std::vector<Row> rows;
        if (!read_header(errors)) return rows;
        while (auto record = reader_.next()) {
            if (record->error) {
                errors.add(file_of(sort_), record->error->at, record->error->expected);
            } else if (record->fields.size() != places_.size()) {
                errors.add(file_of(sort_), record->fields.front().at,
                           std::to_string(places_.size()) + " fields as in the header, found " +
                               std::to_string(record->fields.size()));
            } else {
                Row row{record->fields.front().at.line, std::vector<std::string>(columns_.size())};
                for (std::size_t i = 0; i < places_.size(); ++i) row.cells[places_[i]] = record->fields[i].text;
                rows.push_back(std::move(row));
            }
        }
        return rows;
    }

private:
    bool read_header(registry::ErrorList& errors) {
        std::string names;
        for (const auto& column : columns_) names.append(names.empty() ? "" : ",").append(column.name);
        const auto header = reader_.next();
        if (!header || header->error) {
            errors.add(file_of(sort_), "a header line: " + names);
            return false;
        }
        bool right = true;
        for (const auto& field : header->fields) {
            const auto found = std::ranges::find(columns_, field.text, &Column::name);
            const auto place = static_cast<std::size_t>(found - columns_.begin());
            if (found == columns_.end() || std::ranges::find(places_, place) != places_.end()) {
                errors.add(file_of(sort_), field.at,
                           "each of the columns " + names + " once, found \"" + field.text + "\"");
                right = false;
            }
            places_.push_back(place);
        }
        return right;
    }

    const PlanSort sort_;
    const std::span<const Column> columns_;
    registry::CsvReader reader_;
    std::vector<std::size_t> places_;  ///< by field: the column
};

/// Puts the cells of a row that belong to `of` into `into`; says at which column it contradicts an earlier row.
std::optional<std::string> fill(json::object& into, const Row& row, std::span<const Column> columns, Of of) {
    for (std::size_t i = of == Of::whole ? 1 : 0; i < columns.size(); ++i) {
        if (columns[i].of != of || row.cells[i].empty()) continue;
        auto value = value_of(row.cells[i], columns[i].form);
        const auto [member, is_new] = into.emplace(member_of(columns[i]), value);
        if (!is_new && member->value() != value) return std::string(columns[i].name);
    }
    return std::nullopt;
}

class Building {
public:
    Building(PlanSort sort, registry::ErrorList& errors) : sort_(sort), columns_(columns_of(sort)), errors_(errors) {}

    void add(const Row& row) {
        PlanEntry& entry = entry_for(row);
        contradiction_ = fill(entry.body, row, columns_, Of::whole);
        if (sort_ == PlanSort::rosters) add_shift(entry, row);
        if (sort_ == PlanSort::policies) add_step(entry, row);
        if (contradiction_) {
            errors_.add(file_of(sort_), {row.line, 1}, *contradiction_ + ": nothing, or the same as in an earlier row");
        }
    }
    std::vector<PlanEntry> take() { return std::move(entries_); }

private:
    PlanEntry& entry_for(const Row& row) {
        const std::string& key = row.cells.front();
        const auto found = std::ranges::find(entries_, key, &PlanEntry::key);
        if (sort_ != PlanSort::silences && found != entries_.end()) return *found;
        if (sort_ != PlanSort::silences && key.empty()) {
            errors_.add(file_of(sort_), {row.line, 1}, std::string(columns_.front().name) + ": a text");
        }
        PlanEntry entry;
        entry.key = key;
        entry.line = row.line;
        if (sort_ == PlanSort::rosters) entry.body["shifts"] = json::array();
        if (sort_ == PlanSort::silences && !key.empty()) entry.body["id"] = key;
        entries_.push_back(std::move(entry));
        return entries_.back();
    }

    void add_shift(PlanEntry& entry, const Row& row) {
        json::object shift;
        static_cast<void>(fill(shift, row, columns_, Of::part));
        if (shift.empty()) return;
        auto& shifts = entry.body["shifts"].as_array();
        entry.places.emplace_back("shifts[" + std::to_string(shifts.size()) + "]: ", row.line);
        if (const auto* id = shift.if_contains("id"); id && id->is_string()) {
            entry.places.emplace_back("shift \"" + std::string(id->get_string()) + "\": ", row.line);
        }
        shifts.push_back(std::move(shift));
    }

    /// The usual policy is the body itself, the others are variants of it.
    void add_step(PlanEntry& entry, const Row& row) {
        const std::string& name = row.cells[1];
        if (name.empty()) errors_.add(file_of(sort_), {row.line, 1}, "policy: usual, or a name");
        json::object* policy = &entry.body;
        std::string place;
        if (name == core::kUsualPolicy) {
            Row unnamed = row;
            unnamed.cells[1].clear();
            if (!contradiction_) contradiction_ = fill(entry.body, unnamed, columns_, Of::part);
        } else {
            auto& variants = entry.body.emplace("when", json::array()).first->value().as_array();
            const auto found = std::ranges::find_if(
                variants, [&](const json::value& one) { return one.as_object().at("name").as_string() == name; });
            const auto at = static_cast<std::size_t>(found - variants.begin());
            place = "when[" + std::to_string(at) + "]";
            if (found == variants.end()) {
                variants.push_back(json::object{{"name", name}});
                entry.places.emplace_back(place + ": ", row.line);
            }
            policy = &variants[at].as_object();
            if (!contradiction_) contradiction_ = fill(*policy, row, columns_, Of::part);
        }
        json::object step;
        static_cast<void>(fill(step, row, columns_, Of::step));
        if (step.empty()) return;
        auto& steps = policy->emplace("steps", json::array()).first->value().as_array();
        entry.places.emplace_back((place.empty() ? "" : place + ".") + "steps[" + std::to_string(steps.size()) + "]: ",
                                  row.line);
        if (!place.empty()) {
            entry.places.emplace_back(place + ": steps[" + std::to_string(steps.size()) + "]: ", row.line);
        }
        steps.push_back(std::move(step));
    }

    const PlanSort sort_;
    const std::span<const Column> columns_;
    registry::ErrorList& errors_;
    std::vector<PlanEntry> entries_;
    std::optional<std::string> contradiction_;
};

// ---- writing ---------------------------------------------------------------------------------

Result<std::string> joined(const json::array& list, std::string_view separator, std::string_view forbidden) {
    std::string text;
    for (const auto& one : list) {
        const std::string word(one.as_string());
        if (word.find_first_of(forbidden) != std::string::npos) {
            return fail(ErrorCode::conflict, "\"" + word + "\" has a character that separates names in a CSV file");
        }
        text.append(text.empty() ? "" : separator).append(word);
    }
    return text;
}

Result<std::string> cell_of(const json::object& from, const Column& column) {
    const auto* value = from.if_contains(member_of(column));
    if (!value || value->is_null()) return std::string();
    if (value->is_string()) return std::string(value->get_string());
    if (!value->is_array()) return std::to_string(value->to_number<std::int64_t>());
    if (column.form == Form::words) return joined(value->get_array(), " ", " ");
    std::string text;
    bool first = true;
    for (const auto& crew : value->get_array()) {
        ANJU_TRY(const auto people, joined(crew.as_array(), ", ", ",;"));
        text.append(std::exchange(first, false) ? "" : "; ").append(people);
    }
    return text;
}

class Writing {
public:
    explicit Writing(PlanSort sort) : columns_(columns_of(sort)) {
        std::vector<std::string> names;
        for (const auto& column : columns_) names.emplace_back(column.name);
        add_line(names);
    }

    /// A line with the cells of the whole, a part and a step of it; the key is the first cell.
    Result<void> add(const std::string& key, const json::object& whole, const json::object& part,
                     const json::object& step) {
        std::vector<std::string> cells;
        for (const auto& column : columns_) {
            const json::object& from = column.of == Of::whole ? whole : column.of == Of::part ? part : step;
            ANJU_TRY(auto cell, cell_of(from, column));
            cells.push_back(cells.empty() ? key : std::move(cell));
        }
        add_line(cells);
        return success();
    }
    std::string take() { return std::move(text_); }

private:
    void add_line(const std::vector<std::string>& cells) {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (i > 0) text_.push_back(',');
            registry::append_field(text_, cells[i]);
        }
        text_ += "\r\n";
    }

    const std::span<const Column> columns_;
    std::string text_;
};

std::string text_at(const json::object& body, std::string_view name) { return std::string(body.at(name).as_string()); }

Result<void> write_roster(Writing& file, const json::object& body) {
    const auto& shifts = body.at("shifts").as_array();
    if (shifts.empty()) return file.add(text_at(body, "id"), body, {}, {});
    for (const auto& shift : shifts) {
        ANJU_TRY(file.add(text_at(body, "id"), body, shift.as_object(), {}));
    }
    return success();
}

Result<void> write_policies(Writing& file, const json::object& body) {
    const auto write = [&](json::object policy) -> Result<void> {
        for (const auto& step : json::array(policy.at("steps").as_array())) {
            ANJU_TRY(file.add(text_at(body, "class"), {}, policy, step.as_object()));
        }
        return success();
    };
    json::object usual = body;
    usual["name"] = core::kUsualPolicy;
    ANJU_TRY(write(std::move(usual)));
    for (const auto& variant : body.at("when").as_array()) {
        ANJU_TRY(write(variant.as_object()));
    }
    return success();
}

}  // namespace

std::string_view to_string(PlanSort value) {
    if (value == PlanSort::rosters) return "rosters";
    return value == PlanSort::policies ? "policies" : "silences";
}

std::string mistake_in(PlanSort sort, const PlanEntry& entry, const std::string& message) {
    std::size_t line = entry.line;
    std::size_t longest = 0;
    for (const auto& [begin, row] : entry.places) {
        if (begin.size() <= longest || !message.starts_with(begin)) continue;
        longest = begin.size();
        line = row;
    }
    return file_of(sort) + ":" + std::to_string(line) + ": " + message.substr(longest);
}

Result<std::vector<PlanEntry>> read_plans(PlanSort sort, std::string_view utf8) {
    registry::ErrorList errors;
    Building building(sort, errors);
    for (const auto& row : Rows(sort, utf8).read(errors)) building.add(row);
    if (!errors.empty()) return fail(ErrorCode::invalid, errors.text());
    return building.take();
}

Result<std::string> write_plans(PlanSort sort, const json::array& bodies) {
    Writing file(sort);
    for (const auto& one : bodies) {
        const json::object& body = one.as_object();
        if (sort == PlanSort::rosters) {
            ANJU_TRY(write_roster(file, body));
        } else if (sort == PlanSort::policies) {
            ANJU_TRY(write_policies(file, body));
        } else {
            ANJU_TRY(file.add(text_at(body, "id"), body, {}, {}));
        }
    }
    return file.take();
}

}  // namespace anju::alertd::api
