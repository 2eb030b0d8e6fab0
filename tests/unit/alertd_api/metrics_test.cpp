#include "alertd/api/metrics.hpp"

#include <doctest/doctest.h>

using namespace anju;
using namespace anju::alertd;
using namespace anju::alertd::api;

namespace {

bool has_line(const std::string& text, const std::string& line) {
    return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("commits are counted by kind and severity, and acknowledgements are timed") {
    Metrics metrics;
    ingest::Committed committed;
    core::Incident incident;
    incident.id = IncidentId(Ulid{{1}});
    incident.opened_at = UtcTime(Millis(1'000'000));
    incident.acknowledged_at = UtcTime(Millis(1'042'000));
    committed.incidents = {incident};
    committed.journal = {
        {1, {}, "alert.raised", "gateway:g", incident.id, {{"kind", "smoke"}, {"severity", "critical"}}},
        {2, {}, "alert.repeated", "gateway:g", incident.id, {{"kind", "smoke"}, {"severity", "critical"}}},
        {3, {}, "alert.raised", "gateway:g", incident.id, {{"condition", "call"}, {"severity", "critical"}}},
        {4, {}, "incident.acknowledged", "user:wang", incident.id, {}}};
    metrics.committed(committed);
    metrics.answered(200);
    metrics.answered(200);
    metrics.answered(404);
    Metrics::Sample sample;
    sample.engine.waiting = 7;
    sample.counts.open_by_class[0] = 3;
    sample.stream_clients = 2;
    sample.more = {{"alertd_sent_total", "Sent.", true, {{"channel", "webhook"}}, 5},
                   {"alertd_sent_total", "Sent.", true, {{"channel", "log"}}, 6}};
    const std::string text = metrics.text(sample);
    CHECK(has_line(text, R"(alertd_alerts_received_total{kind="smoke",severity="critical"} 1)"));
    CHECK(has_line(text, R"(alertd_alerts_received_total{kind="call",severity="critical"} 1)"));
    CHECK(has_line(text, R"(alertd_ack_latency_seconds_bucket{le="45"} 1)"));
    CHECK(has_line(text, R"(alertd_ack_latency_seconds_bucket{le="30"} 0)"));
    CHECK(has_line(text, R"(alertd_http_requests_total{code="200"} 2)"));
    CHECK(has_line(text, R"(alertd_http_requests_total{code="404"} 1)"));
    CHECK(has_line(text, "alertd_queue_waiting 7"));
    CHECK(has_line(text, R"(alertd_incidents_open{class="emergency"} 3)"));
    CHECK(has_line(text, "alertd_stream_clients 2"));
    CHECK(has_line(text, R"(alertd_sent_total{channel="log"} 6)"));
    // One family is announced once, or Prometheus refuses the whole scrape.
    CHECK(text.find("# TYPE alertd_sent_total") == text.rfind("# TYPE alertd_sent_total"));
}
