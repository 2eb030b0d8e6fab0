#include "alertd/api/metrics.hpp"

#include <fmt/format.h>
#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <string_view>

namespace anju::alertd::api {

namespace {

using prometheus::MetricType;

/// Seconds; the targets are 60 s to acknowledge and 180 s as the hard breach.
const prometheus::Histogram::BucketBoundaries kAckBuckets{5, 10, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1800};

prometheus::Counter& single_counter(prometheus::Registry& registry, const char* name, const char* help) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add({});
}

std::string detail_of(const core::JournalEntry& entry, std::string_view name) {
    const auto found =
        std::ranges::find(entry.detail, name, [](const auto& pair) -> std::string_view { return pair.first; });
    return found == entry.detail.end() ? "unknown" : found->second;
}

/// The kind of device, or the condition where the journal does not say the kind.
std::string kind_of(const core::JournalEntry& entry) {
    const std::string kind = detail_of(entry, "kind");
    return kind == "unknown" ? detail_of(entry, "condition") : kind;
}

void add_sample(std::vector<prometheus::MetricFamily>& families, const MetricSample& sample) {
    auto family = std::ranges::find(families, sample.name, &prometheus::MetricFamily::name);
    if (family == families.end()) {
        families.push_back({sample.name, sample.help, sample.counter ? MetricType::Counter : MetricType::Gauge, {}});
        family = std::prev(families.end());
    }
    prometheus::ClientMetric metric;
    for (const auto& [name, value] : sample.labels) metric.label.push_back({name, value});
    if (sample.counter) {
        metric.counter.value = sample.value;
    } else {
        metric.gauge.value = sample.value;
    }
    family->metric.push_back(std::move(metric));
}

double number(auto value) { return static_cast<double>(value); }

/// What the engine has done since its start.
std::vector<MetricSample> samples_of(const ingest::EngineCounters& engine) {
    return {
        {"alertd_updates_received_total",
         "Alert updates taken in, repeats included.",
         true,
         {},
         number(engine.updates_received)},
        {"alertd_updates_stored_total", "Alert updates stored.", true, {}, number(engine.updates_stored)},
        {"alertd_updates_duplicate_total",
         "Alert updates that were stored before.",
         true,
         {},
         number(engine.updates_duplicate)},
        {"alertd_updates_refused_total",
         "Alert updates refused and quarantined.",
         true,
         {},
         number(engine.updates_refused)},
        {"alertd_transactions_total", "Transactions committed.", true, {}, number(engine.transactions)},
        {"alertd_transactions_failed_total", "Transactions that failed.", true, {}, number(engine.transactions_failed)},
        {"alertd_steps_fired_total", "Escalation steps that fired.", true, {}, number(engine.steps_fired)},
        {"alertd_quarantined_total", "Messages put into quarantine.", true, {}, number(engine.quarantined)},
        {"alertd_updates_shed_total",
         "Technical updates not taken under load; their gateways send again.",
         true,
         {},
         number(engine.updates_shed)},
        {"alertd_commands_failed_total", "Commands rolled back alone.", true, {}, number(engine.commands_failed)},
        {"alertd_gateways_lost_total", "Gateways declared lost.", true, {}, number(engine.gateways_lost)},
        {"alertd_gateways_returned_total", "Lost gateways that came back.", true, {}, number(engine.gateways_returned)},
        {"alertd_outbox_gaps_total", "Gaps found in gateways' outbox numbers.", true, {}, number(engine.outbox_gaps)},
        {"alertd_steps_missing_total",
         "Open incidents the audit found without a next step.",
         true,
         {},
         number(engine.steps_missing)},
        {"alertd_commands_confirmed_total",
         "Commands that gateways confirmed.",
         true,
         {},
         number(engine.commands_confirmed)},
        {"alertd_commands_expired_total",
         "Commands given up because no gateway confirmed them in time.",
         true,
         {},
         number(engine.commands_expired)},
    };
}

std::vector<MetricSample> samples_of(const Metrics::Sample& sample) {
    const store::Counts& counts = sample.counts;
    std::vector<MetricSample> out = samples_of(sample.engine);
    const std::vector<MetricSample> now{
        {"alertd_queue_waiting", "Alert updates that wait for the engine.", false, {}, number(sample.engine.waiting)},
        {"alertd_incidents_unacknowledged",
         "Open incidents that nobody owns.",
         false,
         {},
         number(counts.unacknowledged)},
        {"alertd_notifications_waiting",
         "Notifications not yet delivered.",
         false,
         {},
         number(counts.notifications_waiting)},
        {"alertd_silenced_open",
         "Open incidents that call nobody because of a silence.",
         false,
         {},
         number(counts.silenced)},
        {"alertd_exercises_open", "Open tests and drills.", false, {}, number(counts.exercises)},
        {"alertd_gateways", "Gateways known.", false, {}, number(counts.gateways)},
        {"alertd_gateways_lost", "Gateways that are lost now.", false, {}, number(counts.gateways_lost)},
        {"alertd_quarantine_rows", "Messages kept in quarantine.", false, {}, number(counts.quarantined)},
        {"alertd_stream_clients", "Live stream clients.", false, {}, number(sample.stream_clients)},
        {"alertd_connections", "Open HTTP and stream connections.", false, {}, number(sample.connections)},
    };
    out.insert(out.end(), now.begin(), now.end());
    for (const IncidentClass each : {IncidentClass::emergency, IncidentClass::welfare, IncidentClass::technical}) {
        out.push_back({"alertd_incidents_open",
                       "Incidents that are not closed.",
                       false,
                       {{"class", std::string(to_string(each))}},
                       number(counts.open_by_class[static_cast<std::size_t>(each)])});
    }
    out.insert(out.end(), sample.more.begin(), sample.more.end());
    return out;
}

}  // namespace

Metrics::Metrics()
    : received_(prometheus::BuildCounter()
                    .Name("alertd_alerts_received_total")
                    .Help("Alerts raised, by kind and severity.")
                    .Register(registry_)),
      requests_(prometheus::BuildCounter()
                    .Name("alertd_http_requests_total")
                    .Help("Answers, by status.")
                    .Register(registry_)),
      ack_latency_(prometheus::BuildHistogram()
                       .Name("alertd_ack_latency_seconds")
                       .Help("From the opening of an incident to its acknowledgement.")
                       .Register(registry_)
                       .Add({}, kAckBuckets)),
      slow_clients_(
          single_counter(registry_, "alertd_stream_slow_clients_total", "Stream clients dropped for being slow.")),
      refused_(single_counter(registry_, "alertd_connections_refused_total", "Connections refused at a limit.")) {}

void Metrics::committed(const ingest::Committed& committed) {
    for (const core::JournalEntry& entry : committed.journal) {
        if (entry.event == "alert.raised") {
            received_.Add({{"kind", kind_of(entry)}, {"severity", detail_of(entry, "severity")}}).Increment();
        } else if (entry.event == "incident.acknowledged" && entry.incident) {
            const auto found = std::ranges::find(committed.incidents, *entry.incident, &core::Incident::id);
            if (found == committed.incidents.end() || !found->acknowledged_at) continue;
            if (found->exercise != core::Exercise::none) continue;
            // A step of the clock must not make a negative latency.
            const auto latency = std::max(Millis(0), *found->acknowledged_at - found->opened_at);
            ack_latency_.Observe(std::chrono::duration<double>(latency).count());
        }
    }
}

void Metrics::answered(int status) { requests_.Add({{"code", std::to_string(status)}}).Increment(); }

std::string Metrics::text(const Sample& sample) const {
    std::vector<prometheus::MetricFamily> families = registry_.Collect();
    for (const MetricSample& each : samples_of(sample)) add_sample(families, each);
    return prometheus::TextSerializer().Serialize(families);
}

}  // namespace anju::alertd::api
