#include "alertd/notify/channels.hpp"
#include "alertd/notify/message.hpp"
#include "base/system.hpp"
#include "tests/contract/notify/samples.hpp"
#include "tests/support/temp_dir.hpp"

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>

#include <sstream>

using namespace anju;
using namespace anju::tests;
using namespace anju::alertd;

namespace {

std::unique_ptr<notify::Channel> channel_to(const std::string& file) {
    static const std::atomic<bool> never{false};
    notify::ChannelOptions options;
    options.log.file = file;
    auto factory = notify::make_channels(options, std::make_shared<SystemClock>());
    REQUIRE(factory);
    return factory.value()(core::ChannelKind::log, never);
}

}  // namespace

TEST_CASE("each notification becomes one JSON line of the file") {
    TempDir directory("log-channel");
    const auto file = (directory / "notifications.jsonl").string();
    auto channel = channel_to(file);
    for (int i = 0; i < 2; ++i) {
        CHECK(channel->send(job_for("", core::ChannelKind::log)).delivery == notify::Delivery::delivered);
    }
    std::istringstream lines(read_file(file));
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
        const auto object = boost::json::parse(line).as_object();
        CHECK(object.contains("at"));
        CHECK(object.at("notification").at("key") == "01J00000000000000000000001/committee/1");
    }
    CHECK(count == 2);
}

TEST_CASE("a file that cannot be written is tried again later") {
    TempDir directory("log-channel");
    auto channel = channel_to((directory / "missing" / "file").string());
    const auto outcome = channel->send(job_for("", core::ChannelKind::log));
    CHECK(outcome.delivery == notify::Delivery::retry);
    CHECK(outcome.detail.find("missing/file") != std::string::npos);
}

TEST_CASE("the daemon's own log does not say where somebody lives") {
    const auto message = notify::message_of(job_for(""), "", notify::Detail::no_address);
    CHECK(message.find("静安里") == std::string::npos);
    CHECK(notify::message_of(job_for(""), "").find("静安里") != std::string::npos);
}
