// Operations of the store, alone and 32 at a time, through the store: one loop submits, the store
// thread commits. `each` is what an operation costs of the CPU, all threads together.
#include <benchmark/benchmark.h>

#include <functional>

#include "../../service/store/store_harness.h"
#include "app/ledger.h"
#include "base/text.h"
#include "service/store/orders.h"
#include "service/store/payments.h"
#include "service/store/schema.h"
#include "service/store/sessions.h"

namespace swan {
namespace {

using test::loop_thread;

constexpr int64_t kNow = 1'700'000'000'000;  // ms
constexpr const char* kDeal = "470193086";

class shop {
  public:
    shop() {
        sql db(files_.where());
        rules = {.app = app_number(db, "app-key"), .deal_id = kDeal, .numbers = &numbers_};
    }

    // `operation(number)` with the next numbers, `count` at once, until all are done.
    template <class F>
    void run(access needs, int64_t count, F operation) {
        std::vector<std::future<void>> done;
        loop_.run([&] {
            for (int64_t i = 0; i < count; ++i)
                done.push_back(test::submit(base_, needs, operation(++number_)));
        });
        for (auto& each : done) each.get();
    }
    // As many numbers as `of` has used are used again.
    void start_again() { number_ = 0; }

    ledger_rules rules;

  private:
    test::temporary_database files_;
    order_numbers numbers_{std::string(32, 'k'), "app-key"};
    store base_{files_.where()};
    loop_thread loop_;
    int64_t number_ = 0;
};

// Numbers as they are drawn: they rise.
std::string tp_order_id(int64_t number) { return concat(kNow + number, "1234567890112345678"); }

auto record_one(const ledger_rules& rules) {
    return [&rules](int64_t number) {
        return [&rules, number](sql& db) {
            record_sale(db, rules,
                        {.tp_order_id = tp_order_id(number),
                         .total_amount = 1,
                         .deal_id = kDeal,
                         .title = "tea",
                         .return_data = "{}",
                         .created_ms = kNow});
        };
    };
}

auto pay_one(const ledger_rules& rules) {
    return [&rules](int64_t number) {
        // As good as random, the dearer case: Baidu's have grown with time so far.
        const uint64_t order_id = static_cast<uint64_t>(number) * 0x9E3779B97F4A7C15 >> 16;
        const baidu::payment_notify told{.order_id = concat(order_id),
                                         .tp_order_id = tp_order_id(number),
                                         .user_id = "3269234686470",
                                         .deal_id = kDeal,
                                         .total_money = 1,
                                         .pay_money = 1,
                                         .pay_time = kNow / 1000,
                                         .status = 2,
                                         .return_data = "{}"};
        return [&rules, told, message = received_message{.body = std::string(520, 'x')}](sql& db) {
            if (!record_notify(db, rules, told, message, kNow).mark_paid) std::abort();
        };
    };
}

void in_batches(benchmark::State& state, shop& at, access needs,
                const std::function<std::function<void(sql&)>(int64_t)>& operation) {
    const int64_t batch = state.range(0);
    for (auto _ : state) at.run(needs, batch, operation);
    state.counters["each"] = benchmark::Counter(
        static_cast<double>(batch),
        benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void record_an_order(benchmark::State& state) {
    shop at;
    in_batches(state, at, access::durable, record_one(at.rules));
}
BENCHMARK(record_an_order)->Arg(1)->Arg(32)->Iterations(2000)->MeasureProcessCPUTime();

void record_a_payment(benchmark::State& state) {
    constexpr int64_t kIterations = 2000;
    shop at;
    for (int64_t i = 0; i < kIterations * state.range(0) / 32 + 1; ++i)
        at.run(access::durable, 32, record_one(at.rules));
    at.start_again();
    in_batches(state, at, access::durable, pay_one(at.rules));
}
BENCHMARK(record_a_payment)->Arg(1)->Arg(32)->Iterations(2000)->MeasureProcessCPUTime();

void read_a_session(benchmark::State& state) {
    shop at;
    at.run(access::write, 1000, [&](int64_t number) {
        return [&at, number](sql& db) {
            save_session(db, at.rules.app, concat(number), "the session key", kNow);
        };
    });
    in_batches(state, at, access::read, [&](int64_t number) {
        return [&at, number](sql& db) {
            if (!find_session(db, at.rules.app, concat(1 + number % 1000))) std::abort();
        };
    });
}
BENCHMARK(read_a_session)->Arg(1)->Arg(32)->MeasureProcessCPUTime();

void save_a_session(benchmark::State& state) {
    shop at;
    in_batches(state, at, access::write, [&](int64_t number) {
        return [&at, number](sql& db) {
            save_session(db, at.rules.app, concat(number), "the session key", kNow);
        };
    });
}
BENCHMARK(save_a_session)->Arg(1)->Arg(32)->Iterations(2000)->MeasureProcessCPUTime();

}  // namespace
}  // namespace swan

BENCHMARK_MAIN();
