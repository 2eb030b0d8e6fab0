#include "log/log.hpp"

#include "base/text.hpp"

#include <spdlog/formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <memory>

namespace anju::log {

namespace {

constexpr std::size_t kMaxMessageBytes = 64 * 1024;

class JsonLines final : public spdlog::formatter {
public:
    void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
        const auto time = std::chrono::floor<Millis>(message.time);
        const auto level = spdlog::level::to_string_view(message.level);
        const auto line =
            json_line(time, {level.data(), level.size()}, {message.payload.data(), message.payload.size()});
        out.append(line.data(), line.data() + line.size());
        out.push_back('\n');
    }
    [[nodiscard]] std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<JsonLines>(); }
};

spdlog::level::level_enum level_of(const std::string& word) {
    const auto level = spdlog::level::from_str(word);
    // spdlog answers any unknown word with "off", and nobody would hear of anything again.
    return level == spdlog::level::off && word != "off" ? spdlog::level::info : level;
}

}  // namespace

std::string json_line(UtcTime time, std::string_view level, std::string_view message) {
    return boost::json::serialize(boost::json::object{
        {"time", to_rfc3339(time)},
        {"level", boost::json::string_view(level.data(), level.size())},
        {"message", to_valid_utf8(message, kMaxMessageBytes)},
    });
}

void set_up_log(LogFormat format, const std::string& level) {
    // Standard error is unbuffered, so a line is out before the process can die of what it tells.
    auto logger = std::make_shared<spdlog::logger>("", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
    if (format == LogFormat::json) {
        logger->set_formatter(std::make_unique<JsonLines>());
    } else {
        logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %^%-8l%$ %v", spdlog::pattern_time_type::utc);
    }
    logger->set_level(level_of(level));
    spdlog::set_default_logger(std::move(logger));
}

}  // namespace anju::log
