#include "base/metrics.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <sstream>

namespace swan {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

ClientMetric labelled(const metric_labels& labels) {
    ClientMetric one;
    for (const auto& [name, value] : labels) one.label.push_back({name, value});
    return one;
}

void put(ClientMetric& into, const durations& what) {
    uint64_t so_far = 0;
    for (size_t i = 0; i < durations::kBounds.size(); ++i) {
        so_far += what.count(i);
        into.histogram.bucket.push_back({so_far, static_cast<double>(durations::kBounds[i]) / 1e6});
    }
    into.histogram.sample_count = so_far + what.count(durations::kBounds.size());
    into.histogram.sample_sum = what.seconds();
}

// Adds a member of the family for each pair of labels and value; `put` writes the value.
template <class Values, class Put>
void append(MetricFamily& to, MetricType type, const Values& values, Put put) {
    for (const auto& [labels, value] : values) {
        to.type = type;
        to.metric.push_back(labelled(labels));
        put(to.metric.back(), value);
    }
}

}  // namespace

metrics::family& metrics::of(const metric_name& what) {
    family& one = families_[what.name];
    one.help = what.help;
    return one;
}

counter& metrics::count(const metric_name& what, const metric_labels& labels) {
    const std::lock_guard hold(lock_);
    return of(what).counters[labels];
}

durations& metrics::time(const metric_name& what, const metric_labels& labels) {
    const std::lock_guard hold(lock_);
    return of(what).histograms[labels];
}

void metrics::read_gauge(const metric_name& what, const metric_labels& labels, reading now) {
    const std::lock_guard hold(lock_);
    of(what).gauges[labels] = std::move(now);
}

void metrics::read_count(const metric_name& what, const metric_labels& labels, reading now) {
    const std::lock_guard hold(lock_);
    of(what).counts[labels] = std::move(now);
}

std::string metrics::text() const {
    std::vector<MetricFamily> all;
    const std::lock_guard hold(lock_);
    for (const auto& [name, each] : families_) {
        MetricFamily& to = all.emplace_back();
        to.name = name;
        to.help = each.help;
        append(to, MetricType::Counter, each.counters, [](ClientMetric& into, const counter& one) {
            into.counter.value = static_cast<double>(one.value());
        });
        append(to, MetricType::Histogram, each.histograms,
               [](ClientMetric& into, const durations& one) { put(into, one); });
        append(to, MetricType::Gauge, each.gauges,
               [](ClientMetric& into, const reading& now) { into.gauge.value = now(); });
        append(to, MetricType::Counter, each.counts,
               [](ClientMetric& into, const reading& now) { into.counter.value = now(); });
    }
    std::ostringstream out;
    prometheus::TextSerializer().Serialize(out, all);
    return out.str();
}

}  // namespace swan
