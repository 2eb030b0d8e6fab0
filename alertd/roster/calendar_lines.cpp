#include "alertd/roster/calendar_lines.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cctype>

namespace anju::alertd::roster {

namespace {

constexpr std::size_t kMostBytes = 1024 * 1024;
constexpr std::size_t kMostEvents = 20'000;
constexpr std::size_t kLongestQuote = 40;

std::string upper(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return result;
}

std::string quote(std::string_view text) { return "\"" + on_one_line(to_valid_utf8(text, kLongestQuote)) + "\""; }

class Scanner {
public:
    Result<std::vector<EventLines>> scan(std::string_view text) {
        for (std::size_t number = 1; !text.empty(); ++number) {
            const auto end = std::min(text.find('\n'), text.size());
            std::string_view line = text.substr(0, end);
            text.remove_prefix(std::min(end + 1, text.size()));
            while (line.ends_with('\r')) line.remove_suffix(1);
            // A line that begins with white space goes on from the one before.
            if (line.empty() || line.front() == ' ' || line.front() == '\t') continue;
            ANJU_TRY(take(line, number));
        }
        if (!open_.empty()) return at_line(last_, open_.back() + " is not closed by END:" + open_.back());
        if (!ended_) return fail(ErrorCode::invalid, "line 1: a calendar begins with BEGIN:VCALENDAR");
        return std::move(events_);
    }

private:
    Result<void> take(std::string_view line, std::size_t number) {
        last_ = number;
        const auto colon = line.find(':');
        const std::string name = upper(line.substr(0, std::min(line.find_first_of(":;"), line.size())));
        if (colon == std::string_view::npos || name.empty()) {
            return at_line(number, "expected NAME:value, not " + quote(line));
        }
        const std::string value = upper(line.substr(colon + 1));
        if (open_.empty() && (ended_ || name != "BEGIN" || value != "VCALENDAR")) {
            return at_line(number, ended_ ? "nothing is expected behind END:VCALENDAR, and one calendar only"
                                          : "a calendar begins with BEGIN:VCALENDAR");
        }
        if (name == "BEGIN") return begin(value, number);
        if (name == "END") return end(value, number);
        if (open_.back() == "VEVENT") events_.back().first.emplace(name, number);
        return success();
    }

    Result<void> begin(const std::string& value, std::size_t number) {
        const bool inside_zone = std::ranges::find(open_, "VTIMEZONE") != open_.end();
        const bool inside_event = !open_.empty() && open_.back() == "VEVENT";
        const bool fits = open_.empty() || inside_zone || (inside_event && value == "VALARM") ||
                          (open_.size() == 1 && (value == "VEVENT" || value == "VTIMEZONE"));
        if (!fits || open_.size() >= 4) {
            return at_line(number, "a roster has VEVENT and VTIMEZONE only, not " + quote(value));
        }
        if (value == "VEVENT") {
            if (events_.size() >= kMostEvents) return at_line(number, "more than 20000 events");
            events_.push_back({number, {}});
        }
        open_.push_back(value);
        return success();
    }

    Result<void> end(const std::string& value, std::size_t number) {
        if (open_.back() != value) {
            return at_line(number, "expected END:" + open_.back() + ", not END:" + quote(value));
        }
        open_.pop_back();
        ended_ = open_.empty();
        return success();
    }

    std::vector<EventLines> events_;
    std::vector<std::string> open_;
    std::size_t last_ = 1;
    bool ended_ = false;
};

}  // namespace

Error at_line(std::size_t line, const std::string& what) {
    return fail(ErrorCode::invalid, "line " + std::to_string(line) + ": " + what);
}

Result<std::vector<EventLines>> calendar_lines(std::string_view text) {
    if (text.size() > kMostBytes) return fail(ErrorCode::invalid, "the calendar has more than 1 MiB");
    if (!is_utf8(text) || text.find('\0') != std::string_view::npos) {
        return fail(ErrorCode::invalid, "the calendar is not UTF-8 text");
    }
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    return Scanner().scan(text);
}

}  // namespace anju::alertd::roster
