// The parts of the bench; each starts what it needs and adds what it measured.
#pragma once

#include "bench/measure.h"
#include "bench/report.h"

namespace swan::bench {

// /auth/userinfo, /pay/gen and /pay/callback/succ against their ceilings.
void measure_userinfo(const effort& how, results& all);
void measure_gen(const effort& how, results& all);
void measure_notify(const effort& how, results& all);
// With a Baidu that takes 100 ms: /auth/login, memory of waiting requests, and calls that need no
// Baidu while it hangs.
void measure_login(const effort& how, results& all);
void measure_waiting(const effort& how, results& all);
void measure_hanging(const effort& how, results& all);
// The idle worker: memory and first answer.
void measure_idle(const effort& how, results& all);
// The same calls with `few` and with `many` sessions and orders in the store.
void measure_growth(const effort& how, int64_t few, int64_t many, results& all);

}  // namespace swan::bench
