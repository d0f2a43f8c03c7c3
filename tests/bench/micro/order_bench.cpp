// An order without the store: its answer and its moves.
#include <benchmark/benchmark.h>

#include "app/answer.h"
#include "app/order_number.h"
#include "app/payment_notify.h"
#include "baidu/message.h"
#include "baidu/orderinfo.h"
#include "keys.h"
#include "samples.h"

namespace swan {
namespace {

void order_number(benchmark::State& state) {
    const order_numbers numbers(std::string(32, 'k'), "app-key");
    for (auto _ : state) benchmark::DoNotOptimize(numbers.make("470193086", 1, 1'700'000'000'000));
}
BENCHMARK(order_number);

// Signed with RSA-1024: sign_an_order/1024 is a part of it.
void order_info_answer(benchmark::State& state) {
    const auto key = bench::key_pair(1024).own();
    const baidu::order_terms terms{.app_key = "MMMabc",
                                   .deal_id = "470193086",
                                   .tp_order_id = "17000000000001234567890112345678",
                                   .total_amount = 1,
                                   .title = "支持",
                                   .count = 1,
                                   .rows = {},
                                   .service_address = ""};
    for (auto _ : state) benchmark::DoNotOptimize(answer::success(baidu::order_info(terms, key)));
}
BENCHMARK(order_info_answer);

void read_notify(benchmark::State& state) {
    const field_list fields = bench::notify();
    for (auto _ : state) benchmark::DoNotOptimize(baidu::read_payment_notify(fields));
}
BENCHMARK(read_notify);

void judge_notify(benchmark::State& state) {
    const baidu::payment_notify told = baidu::read_payment_notify(bench::notify()).value();
    const notify_facts known{.sold = sale_terms{.total_amount = told.total_money,
                                                .deal_id = told.deal_id,
                                                .return_data = "{}"},
                             .deal_is_ours = true,
                             .now_ms = 1'700'000'000'000};
    for (auto _ : state) benchmark::DoNotOptimize(judge(told, known));
}
BENCHMARK(judge_notify);

}  // namespace
}  // namespace swan
