// Watches every statement that the stores of this test program run: what walks a table that grows for ever fails the
// test in which it runs. Ten thousand open cases stand beside ten million closed ones, and alarms wait while a
// statement runs on the engine's thread.
//
// It hooks itself into SQLite when the program starts, so it is compiled into a test and nothing more.
#include "alertd/store/store.hpp"
#include "tests/support/temp_dir.hpp"

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

namespace anju::tests {

namespace {

constexpr std::array<std::string_view, 10> kGrowing{
    "incidents",   "alerts",          "notifications", "journal",           "attendances",
    "escalations", "platform_events", "notes",         "delivery_attempts", "platform_tickets"};

/// Walks that are meant, each from one end and no further than its LIMIT.
constexpr std::array<std::string_view, 3> kMeant{
    "FROM journal ORDER BY seq DESC LIMIT 1",
    "SELECT number FROM delivery_attempts ORDER BY number LIMIT 2",
    "SELECT id FROM notifications WHERE true ORDER BY id DESC LIMIT ?",
};

/// The same schema in a database of its own, in which statements are explained and not run.
class Explainer {
public:
    static Explainer& get() {
        static Explainer one;
        return one;
    }
    /// The steps of the plan that walk a growing table.
    std::string walks(const char* sql) {
        const std::lock_guard guard(mutex_);
        if (!seen_.insert(sql).second) return "";
        sqlite3_stmt* plan = nullptr;
        const std::string explain = "EXPLAIN QUERY PLAN " + std::string(sql);
        if (sqlite3_prepare_v2(database_, explain.c_str(), -1, &plan, nullptr) != SQLITE_OK) return "";
        std::string found;
        while (sqlite3_step(plan) == SQLITE_ROW) {
            const std::string step = reinterpret_cast<const char*>(sqlite3_column_text(plan, 3));
            if (is_walk(step, sql)) found += step + "\n";
        }
        sqlite3_finalize(plan);
        return found;
    }

private:
    Explainer() {
        const auto file = (directory_ / "plans.db").string();
        REQUIRE(alertd::store::open_sqlite_writer({file}));
        REQUIRE(sqlite3_open_v2(file.c_str(), &database_, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK);
        sqlite3_stmt* indices = nullptr;
        const char* sql = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '%WHERE%'";
        REQUIRE(sqlite3_prepare_v2(database_, sql, -1, &indices, nullptr) == SQLITE_OK);
        while (sqlite3_step(indices) == SQLITE_ROW) {
            partial_.insert(reinterpret_cast<const char*>(sqlite3_column_text(indices, 0)));
        }
        sqlite3_finalize(indices);
    }
    /// "SCAN incidents USING INDEX ..." or an alias of one; a partial index holds what is open or waits.
    [[nodiscard]] bool is_walk(const std::string& step, const std::string& sql) const {
        if (!step.starts_with("SCAN ")) return false;
        const auto name = step.substr(5, step.find(' ', 5) - 5);
        const auto names = [&](std::string_view table) {
            return name == table || sql.find(" " + std::string(table) + " " + name + " ") != std::string::npos;
        };
        if (std::ranges::none_of(kGrowing, names)) return false;
        const auto index = step.rfind("INDEX ");
        return index == std::string::npos || !partial_.contains(step.substr(index + 6));
    }

    TempDir directory_{"anju-plans"};
    sqlite3* database_ = nullptr;
    std::mutex mutex_;
    std::set<std::string> seen_;
    std::set<std::string> partial_;
};

thread_local bool explaining = false;

int on_statement(unsigned, void*, void* statement, void*) {
    const char* sql = sqlite3_sql(static_cast<sqlite3_stmt*>(statement));
    if (explaining || !sql) return 0;
    explaining = true;
    const std::string walks = Explainer::get().walks(sql);
    explaining = false;
    const auto is_meant = [&](std::string_view part) {
        return std::string_view(sql).find(part) != std::string_view::npos;
    };
    if (!walks.empty() && std::ranges::none_of(kMeant, is_meant)) FAIL_CHECK(walks, "in: ", std::string(sql));
    return 0;
}

int on_open(sqlite3* database, char**, const sqlite3_api_routines*) {
    if (explaining) return SQLITE_OK;
    explaining = true;
    Explainer::get();
    explaining = false;
    return sqlite3_trace_v2(database, SQLITE_TRACE_STMT, on_statement, nullptr);
}

const int kHooked = sqlite3_auto_extension(reinterpret_cast<void (*)()>(on_open));

}  // namespace

TEST_CASE("the plans of all statements are watched") { CHECK(kHooked == SQLITE_OK); }

}  // namespace anju::tests
