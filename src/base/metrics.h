// What the product counts, for Prometheus: the only unit that knows prometheus-cpp.
//
// A counter or histogram is looked up once, by name and labels, and from then on costs an atomic
// addition or two. The library's own histogram takes a lock for each observation; its text format
// is what it is used for.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace swan {

// Any thread.
class counter {
  public:
    void add(uint64_t more = 1) noexcept { value_.fetch_add(more, std::memory_order_relaxed); }
    uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

  private:
    std::atomic<uint64_t> value_{0};
};

// How long something took. Any thread.
class durations {
  public:
    // The longest time of each bucket, microseconds; one more bucket is for what took longer.
    static constexpr std::array<int64_t, 16> kBounds{
        100,    250,     500,     1'000,   2'500,     5'000,     10'000,    25'000,
        50'000, 100'000, 250'000, 500'000, 1'000'000, 2'500'000, 5'000'000, 10'000'000};

    void add(std::chrono::nanoseconds took) noexcept {
        size_t bucket = 0;
        while (bucket < kBounds.size() && took > std::chrono::microseconds(kBounds[bucket]))
            ++bucket;
        counts_[bucket].add();
        nanoseconds_.add(static_cast<uint64_t>(took.count()));
    }
    // How many were in that bucket.
    uint64_t count(size_t bucket) const noexcept { return counts_[bucket].value(); }
    double seconds() const noexcept { return static_cast<double>(nanoseconds_.value()) / 1e9; }

  private:
    std::array<counter, kBounds.size() + 1> counts_;
    counter nanoseconds_;
};

// Prometheus's naming applies: seconds, and "_total" at the end of what is counted.
struct metric_name {
    const char* name;
    const char* help;
};

// Names and values. Values come from a bounded set, never from strangers.
using metric_labels = std::vector<std::pair<std::string, std::string>>;

// One a process, handed on to whoever counts. Any thread.
class metrics {
  public:
    // The counter (histogram) of that name and these labels: made by the first call, the same one
    // for those that follow. Lives as long as this.
    counter& count(const metric_name& what, const metric_labels& labels = {});
    durations& time(const metric_name& what, const metric_labels& labels = {});

    // Something that is not counted here: text() asks `now` for its value each time, on the thread
    // that calls it. `now` must not use this object. A second call replaces the first.
    using reading = std::function<double()>;
    void read_gauge(const metric_name& what, const metric_labels& labels, reading now);
    void read_count(const metric_name& what, const metric_labels& labels, reading now);

    // All of it in Prometheus's text format, version 0.0.4.
    std::string text() const;

  private:
    // Of one kind each: only one of the maps is used.
    struct family {
        std::string help;
        std::map<metric_labels, counter> counters;
        std::map<metric_labels, durations> histograms;
        std::map<metric_labels, reading> gauges;
        std::map<metric_labels, reading> counts;
    };
    family& of(const metric_name& what);

    mutable std::mutex lock_;
    std::map<std::string, family> families_;
};

}  // namespace swan
