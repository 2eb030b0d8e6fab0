// Metrics of alertd in Prometheus' text form. Counters that happen here or in a commit are kept in a
// registry; everything else is sampled when somebody scrapes. Thread-safe.
#pragma once

#include "alertd/api/server.hpp"
#include "alertd/ingest/engine.hpp"
#include "alertd/store/store.hpp"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <cstddef>
#include <string>
#include <vector>

namespace anju::alertd::api {

class Metrics {
public:
    Metrics();

    void committed(const ingest::Committed& committed);
    void answered(int status);
    void slow_client_dropped() { slow_clients_.Increment(); }
    void connection_refused() { refused_.Increment(); }

    struct Sample {
        ingest::EngineCounters engine;
        store::Counts counts;
        std::size_t stream_clients = 0;
        std::size_t connections = 0;
        std::vector<MetricSample> more;
    };
    [[nodiscard]] std::string text(const Sample& sample) const;

private:
    prometheus::Registry registry_;
    prometheus::Family<prometheus::Counter>& received_;
    prometheus::Family<prometheus::Counter>& requests_;
    prometheus::Histogram& ack_latency_;
    prometheus::Counter& slow_clients_;
    prometheus::Counter& refused_;
};

}  // namespace anju::alertd::api
