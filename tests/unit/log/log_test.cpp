#include "log/log.hpp"

#include "tests/support/temp_dir.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <unistd.h>
#include <boost/json/parse.hpp>

#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

using namespace anju;
using log::LogFormat;

namespace {

std::string message_in(const std::string& line) {
    return std::string(boost::json::parse(line).as_object().at("message").as_string());
}

/// Standard error goes to a file for as long as this lives.
class CapturedStderr {
public:
    explicit CapturedStderr(const std::filesystem::path& file) : before_(::dup(STDERR_FILENO)) {
        const int to = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        REQUIRE(to >= 0);
        ::dup2(to, STDERR_FILENO);
        ::close(to);
    }
    ~CapturedStderr() {
        ::dup2(before_, STDERR_FILENO);
        ::close(before_);
    }
    CapturedStderr(const CapturedStderr&) = delete;
    CapturedStderr& operator=(const CapturedStderr&) = delete;

private:
    int before_;
};

std::vector<std::string> lines_logged(LogFormat format, const std::string& level, const std::string& message) {
    const tests::TempDir directory("log");
    {
        const CapturedStderr captured(directory / "stderr");
        log::set_up_log(format, level);
        spdlog::debug("{}", message);
        spdlog::info("{}", message);
        spdlog::warn("{}", message);
        spdlog::error("{}", message);
    }
    std::istringstream text(tests::read_file(directory / "stderr"));
    std::vector<std::string> lines;
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
}

}  // namespace

TEST_CASE("a JSON line holds time, level and message") {
    CHECK(log::json_line(UtcTime{Millis{1}}, "info", "all is well") ==
          R"({"time":"1970-01-01T00:00:00.001Z","level":"info","message":"all is well"})");
}

TEST_CASE("quotes, backslashes and control characters come out of a JSON line as they went in") {
    std::string all;
    for (char c = 0; c < 0x7f; ++c) all += c;
    for (const std::string& message : {std::string(R"(say "no" to C:\new)"), std::string("two\nlines\r\n\ttabbed"),
                                       std::string("\",\"level\":\"off"), std::string("\\u0041"),
                                       std::string("nul\0byte", 8), std::string("户里的烟感 \x7f"), all}) {
        CAPTURE(message);
        const auto line = log::json_line(UtcTime{}, "info", message);
        CHECK(line.find('\n') == std::string::npos);
        CHECK(message_in(line) == message);
    }
}

TEST_CASE("bytes that are no UTF-8 leave a JSON line valid") {
    CHECK(message_in(log::json_line(UtcTime{}, "info", "a\xff z")) == "a\xEF\xBF\xBD z");
}

TEST_CASE("each record is one JSON line on standard error") {
    const std::string message = "the \"hall\"\nof C:\\";
    const auto lines = lines_logged(LogFormat::json, "info", message);
    REQUIRE(lines.size() == 3);
    for (const auto& line : lines) CHECK(message_in(line) == message);
    CHECK(boost::json::parse(lines[0]).at("level").as_string() == "info");
    CHECK(boost::json::parse(lines[1]).at("level").as_string() == "warning");
    CHECK(boost::json::parse(lines[2]).at("level").as_string() == "error");
}

TEST_CASE("a text line holds the time in UTC, the level and the message") {
    const auto lines = lines_logged(LogFormat::text, "error", "all is lost");
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].find("Z error    all is lost") == std::string("2026-03-01T03:00:00.000").size());
}

TEST_CASE("nothing below the level is logged, and a level that nobody knows silences nothing") {
    CHECK(lines_logged(LogFormat::text, "debug", "m").size() == 4);
    CHECK(lines_logged(LogFormat::text, "warn", "m").size() == 2);
    CHECK(lines_logged(LogFormat::text, "off", "m").empty());
    CHECK(lines_logged(LogFormat::text, "loud", "m").size() == 3);
}
