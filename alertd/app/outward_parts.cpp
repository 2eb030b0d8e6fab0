#include "alertd/app/outward_parts.hpp"

#include "base/system.hpp"

namespace anju::alertd::app {

Result<std::unique_ptr<OutwardParts>> OutwardParts::make(const Config& config, ingest::Engine& engine,
                                                         OpenReader open_reader, std::shared_ptr<const Clock> clock) {
    std::unique_ptr<OutwardParts> parts(new OutwardParts);
    parts->cap_ = config.cap;
    parts->page_url_ = config.channels.page_url;
    std::vector<northbound::Platform> platforms;
    for (const auto& options : config.platforms) {
        ANJU_TRY(auto platform, northbound::Platform::make(options));
        platforms.push_back(std::move(platform));
        if (!options.write_back_token.empty()) parts->platforms_.push_back({options.id, options.write_back_token});
    }
    parts->northbound_ = std::make_unique<northbound::Northbound>(
        std::move(platforms),
        northbound::Sources{[&engine](ingest::Change change, std::function<void(Result<void>)> done) {
                                engine.change(std::move(change), std::move(done));
                            },
                            std::move(open_reader), clock, system_random64});
    if (!config.wecom_callback || !config.channels.wecom_app) return parts;

    notify::WecomDoorOptions options{*config.channels.wecom_app,
                                     config.wecom_callback->token,
                                     config.wecom_callback->encoding_key,
                                     {config.channels.language, config.channels.utc_offset, config.channels.page_url}};
    const auto act = [&engine](core::OperatorAct wanted,
                               const std::function<void(Result<notify::WecomDoor::Result>)>& done) {
        engine.act(std::move(wanted), [done](Result<ingest::ActResult> result) {
            if (!result) return done(result.error());
            done(notify::WecomDoor::Result{result.value().reason, std::move(result.value().incident)});
        });
    };
    ANJU_TRY(parts->wecom_, notify::WecomDoor::make(options, act, std::move(clock)));
    return parts;
}

void OutwardParts::committed(const ingest::Committed& committed) {
    if (!committed.journal.empty()) northbound_->poke();
}

api::Outward OutwardParts::doors() {
    api::Outward doors;
    doors.cap = cap_;
    doors.page_url = page_url_;
    doors.platforms = platforms_;
    if (!wecom_) return doors;
    doors.wecom_check = [this](const notify::CallbackQuery& query, const std::string& echo) {
        const auto answer = wecom_->check_url(query, echo);
        return api::CallbackReply{answer.status, answer.body};
    };
    doors.wecom_press = [this](const notify::CallbackQuery& query, const std::string& body,
                               const std::function<void(api::CallbackReply)>& done) {
        wecom_->press(query, body, [done](const notify::CallbackAnswer& answer) {
            done({answer.status, answer.body});
        });
    };
    return doors;
}

void add_channel_metrics(const notify::NotifierCounters& sent, std::vector<api::MetricSample>& samples) {
    for (const auto& [kind, of] : sent.channels) {
        const std::string channel(core::to_string(kind));
        const auto add = [&](const char* outcome, std::uint64_t value) {
            samples.push_back(counter("alertd_notifications_total", "Notifications by channel and outcome.", value,
                                      {{"channel", channel}, {"outcome", outcome}}));
        };
        add("delivered", of.delivered);
        add("retried", of.retried);
        add("failed", of.failed);
        add("superseded", of.superseded);
        add("held_back", of.held_back);
        add("digested", of.digested);
        add("dropped", of.dropped);
    }
}

void OutwardParts::add_metrics(UtcTime now, std::vector<api::MetricSample>& samples) const {
    for (const auto& platform : northbound_->counters()) {
        const auto add = [&](const char* outcome, std::uint64_t value) {
            samples.push_back(counter("alertd_northbound_events_total", "Calls to city platforms by outcome.", value,
                                      {{"platform", platform.id}, {"outcome", outcome}}));
        };
        add("taken", platform.taken);
        add("refused", platform.refused);
        add("retried", platform.retried);
        const std::vector<std::pair<std::string, std::string>> labels{{"platform", platform.id}};
        samples.push_back(
            counter("alertd_northbound_polls_total", "Questions after tickets.", platform.polled, labels));
        samples.push_back(gauge("alertd_northbound_pending", "Events that a platform has not taken yet.",
                                static_cast<double>(platform.backlog.pending), labels));
        const auto lag = platform.backlog.oldest ? now - *platform.backlog.oldest : Millis{0};
        samples.push_back(gauge("alertd_northbound_lag_seconds", "Age of the oldest event that is not taken yet.",
                                static_cast<double>(lag.count()) / 1000, labels));
    }
    if (!wecom_) return;
    const auto seen = wecom_->counters();
    const auto add = [&](const char* outcome, std::uint64_t value) {
        samples.push_back(
            counter("alertd_wecom_callbacks_total", "WeCom callbacks by outcome.", value, {{"outcome", outcome}}));
    };
    add("url_check", seen.url_checks);
    add("foreign", seen.foreign);
    add("too_old", seen.too_old);
    add("ignored", seen.ignored);
    add("repeated", seen.repeated);
    add("accepted", seen.accepted);
    add("refused", seen.refused);
    add("failed", seen.failed);
    samples.push_back(
        counter("alertd_wecom_cards_total", "Cards after a press.", seen.cards_updated, {{"outcome", "updated"}}));
    samples.push_back(counter("alertd_wecom_cards_total", "Cards after a press.", seen.cards_not_updated,
                              {{"outcome", "not_updated"}}));
}

}  // namespace anju::alertd::app
