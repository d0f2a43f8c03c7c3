// What counting costs, with one loop and with two. Every request pays count_a_request, and one that
// asks Baidu count_an_upstream_request too.
#include <benchmark/benchmark.h>

#include "base/metrics.h"
#include "front/request_meter.h"
#include "service/upstream.h"

namespace swan {
namespace {

metrics& all() {
    static metrics one;
    return one;
}

void count_a_request(benchmark::State& state) {
    request_meter meter(all(), "/auth/userinfo");
    for (auto _ : state) meter.answered(0, std::chrono::microseconds(400));
}
BENCHMARK(count_a_request)->Threads(1)->Threads(2);

// With its place among those that wait, the circuit breaker and two looks at the clock.
void count_an_upstream_request(benchmark::State& state) {
    static upstreams known(2048, all());
    upstream& to = known.of("https://spapi.baidu.com");
    http_result came;
    came.what = http_result::outcome::answered;
    came.status = 200;
    for (auto _ : state) {
        const upstream::place waits(to);
        const auto began = std::chrono::steady_clock::now();
        const auto pass = to.admit(began);
        to.ended(pass.value(), came, began, std::chrono::steady_clock::now());
    }
}
BENCHMARK(count_an_upstream_request)->Threads(1)->Threads(2);

// What a scrape costs: twenty paths with five codes each.
void metrics_text(benchmark::State& state) {
    metrics many;
    for (int i = 0; i < 20; ++i) {
        request_meter meter(many, std::to_string(i));
        for (int code = 0; code < 5; ++code) meter.answered(code, std::chrono::milliseconds(1));
    }
    for (auto _ : state) benchmark::DoNotOptimize(many.text());
}
BENCHMARK(metrics_text)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace swan
