// Signatures: the floor of /pay/gen (sign) and of the callbacks (verify).
#include <benchmark/benchmark.h>

#include "baidu/sign.h"
#include "keys.h"
#include "samples.h"

namespace swan {
namespace {

void canonical_string_of_a_notify(benchmark::State& state) {
    const field_list fields = bench::notify();
    for (auto _ : state) benchmark::DoNotOptimize(baidu::canonical_string(fields, "rsaSign"));
}
BENCHMARK(canonical_string_of_a_notify);

void ambiguous_notify(benchmark::State& state) {
    const field_list fields = bench::notify();
    for (auto _ : state) benchmark::DoNotOptimize(baidu::ambiguous(fields));
}
BENCHMARK(ambiguous_notify);

void sign_an_order(benchmark::State& state) {
    const auto key = bench::key_pair(static_cast<unsigned>(state.range(0))).own();
    const field_list fields = {{"appKey", "MMMabc"},
                               {"dealId", "470193086"},
                               {"totalAmount", "1"},
                               {"tpOrderId", "17000000000001234567890112345678"}};
    for (auto _ : state) benchmark::DoNotOptimize(baidu::sign(fields, key));
}
BENCHMARK(sign_an_order)->Arg(1024)->Arg(2048);

void verify_a_notify(benchmark::State& state) {
    const bench::key_pair keys(static_cast<unsigned>(state.range(0)));
    const crypto::rsa_public_key known[] = {keys.theirs()};
    field_list fields = bench::notify();
    fields.emplace_back("rsaSign", baidu::sign(fields, keys.own()));
    for (auto _ : state) {
        if (baidu::verified_by(fields, known) != 0) state.SkipWithError("does not verify");
    }
}
BENCHMARK(verify_a_notify)->Arg(1024)->Arg(2048);

}  // namespace
}  // namespace swan
