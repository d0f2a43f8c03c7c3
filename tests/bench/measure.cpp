#include "bench/measure.h"

#include <algorithm>
#include <cstdio>

#include "bench/figures.h"
#include "bench/proof.h"

namespace swan::bench {

namespace {

struct samples {
    int64_t answered = 0;
    std::vector<double> rate, p50_us, p99_us, cpu_us;
    std::vector<std::vector<double>> their_rates, ratios;  // by contender
};

load load_on(const contest& what, const std::string& url, const std::filesystem::path& requests,
             bool once, const effort& how) {
    return {.url = url,
            .requests = requests,
            .once = once,
            .connections = what.connections,
            .seconds = how.seconds};
}

void one_round(const contest& what, int round, const effort& how, samples& into) {
    const auto requests = what.requests(round);
    std::vector<double> theirs;
    for (const contender& each : what.against)
        theirs.push_back(run(load_on(what, each.url, requests, false, how)).rate);
    const pid_t worker = what.system.pid_of("worker");
    const int64_t before = cpu_us(worker);
    const load_result ours = run(load_on(what, what.system.url(""), requests, what.once, how));
    into.cpu_us.push_back(double(cpu_us(worker) - before) / double(ours.requests));
    into.answered += ours.requests;
    into.rate.push_back(ours.rate);
    into.p50_us.push_back(ours.p50_us);
    into.p99_us.push_back(ours.p99_us);
    into.their_rates.resize(theirs.size());
    into.ratios.resize(theirs.size());
    for (size_t i = 0; i < theirs.size(); ++i) {
        into.their_rates[i].push_back(theirs[i]);
        into.ratios[i].push_back(ours.rate / theirs[i]);
    }
}

}  // namespace

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const size_t middle = values.size() / 2;
    return values.size() % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

row measure(const contest& what, const effort& how) {
    std::fprintf(stderr, "%s, %d connections ...\n", what.name.c_str(), what.connections);
    samples warming_up, all;
    const proof right(what.system, what.stored);
    one_round(what, -1, {.rounds = 1, .seconds = 1}, warming_up);
    for (int round = 0; round < how.rounds; ++round) one_round(what, round, how, all);
    row got{.name = what.name,
            .connections = what.connections,
            .answered = warming_up.answered + all.answered,
            .rate = median(all.rate),
            .p50_us = median(all.p50_us),
            .p99_us = median(all.p99_us),
            .cpu_us = median(all.cpu_us),
            .rss_kb = memory_of(what.system.pid_of("worker")).rss_kb};
    right.check(got.answered);
    for (size_t i = 0; i < what.against.size(); ++i)
        got.against.push_back({.name = what.against[i].name,
                               .rate = median(all.their_rates[i]),
                               .ratio = median(all.ratios[i]),
                               .target = what.against[i].target});
    return got;
}

}  // namespace swan::bench
