// A request's parameters: what every request pays.
#include <benchmark/benchmark.h>

#include "front/params.h"
#include "samples.h"

namespace swan {
namespace {

constexpr param_rule kKnown[] = {{"goods_id", 64}, {"count", 16}, {"open_id", 64}};

void params_form(benchmark::State& state) {
    for (auto _ : state)
        benchmark::DoNotOptimize(params::parse(
            "goods_id=tea&count=2", "open_id=k2JZrQf1Tq0b7Wc9&from=%E8%8C%B6", true, kKnown));
}
BENCHMARK(params_form);

void params_json(benchmark::State& state) {
    for (auto _ : state)
        benchmark::DoNotOptimize(params::parse(
            "", R"({"goods_id":"tea","count":2,"open_id":"k2JZrQf1Tq0b7Wc9"})", true, kKnown));
}
BENCHMARK(params_json);

void form_of_a_notify(benchmark::State& state) {
    const std::string body = encode_form(bench::notify());
    for (auto _ : state) benchmark::DoNotOptimize(parse_form(body));
}
BENCHMARK(form_of_a_notify);

}  // namespace
}  // namespace swan
