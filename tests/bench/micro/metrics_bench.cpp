// What it costs to count a request, with one loop and with two: every request pays count_a_request.
#include <benchmark/benchmark.h>

#include "base/metrics.h"

namespace swan {
namespace {

metrics& all() {
    static metrics one;
    return one;
}

void count_up(benchmark::State& state) {
    counter& seen = all().count({"swan_bench_total", "x"});
    for (auto _ : state) seen.add();
}
BENCHMARK(count_up)->Threads(1)->Threads(2);

void note_duration(benchmark::State& state) {
    durations& took = all().time({"swan_bench_seconds", "x"});
    for (auto _ : state) took.add(std::chrono::milliseconds(100));
}
BENCHMARK(note_duration)->Threads(1)->Threads(2);

// What a scrape costs: as many as a worker has, and then some.
void metrics_text(benchmark::State& state) {
    for (int i = 0; i < 20; ++i) {
        all().time({"swan_bench_seconds", "x"}, {{"path", std::to_string(i)}});
        for (int code = 0; code < 5; ++code)
            all().count({"swan_bench_total", "x"},
                        {{"path", std::to_string(i)}, {"code", std::to_string(code)}});
    }
    for (auto _ : state) benchmark::DoNotOptimize(all().text());
}
BENCHMARK(metrics_text);

}  // namespace
}  // namespace swan
