#include <chrono>
#include <memory>

#include "bench/figures.h"
#include "bench/rows.h"
#include "bench/stage.h"
#include "e2e/lifecycle/own_worker.h"

namespace swan::bench {

namespace {

using clock = std::chrono::steady_clock;

// From exec (of spawn-fcgi, which becomes the worker) to the first answer through nginx, ms.
double first_answer_ms(const e2e::running_system& system, std::unique_ptr<e2e::process>& worker) {
    system.stop("worker");
    const auto began = clock::now();
    worker = std::make_unique<e2e::process>(e2e::worker_command(system));
    while (system.get("/auth/").status != 404) {
        if (clock::now() - began > std::chrono::seconds(10))
            throw std::runtime_error("the worker does not answer:\n" + system.logs());
    }
    const std::chrono::duration<double, std::milli> took = clock::now() - began;
    system.adopt("worker", worker->pid());
    return took.count();
}

}  // namespace

void measure_idle(const effort& how, results& all) {
    stage on({.key_bits = 1024});
    std::unique_ptr<e2e::process> worker;
    std::vector<double> first;
    for (int round = 0; round < how.rounds; ++round)
        first.push_back(first_answer_ms(on.system(), worker));
    on.answer_to(on.userinfo(1));
    on.answer_to(on.gen(1));
    const memory idle = memory_of(on.worker());
    all.figures.push_back({"idle worker, RssAnon", double(idle.anon_kb) / 1024, "MB", 6.0});
    all.figures.push_back({"idle worker, VmRSS", double(idle.rss_kb) / 1024, "MB", 20.0});
    all.figures.push_back({"first answer after exec", median(first), "ms", 50.0});
}

}  // namespace swan::bench
