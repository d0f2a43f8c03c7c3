#include <algorithm>
#include <chrono>
#include <cstdio>

#include "base/text.h"
#include "bench/rows.h"
#include "bench/stage.h"

namespace swan::bench {

namespace {

// More than the worker's cache of sessions, so that every request reads the store.
constexpr int64_t kMostAsked = 100'000;
constexpr int64_t kCustomers = 100'000;
constexpr double kMost = 1.25;

// What one of `requests` takes with `rows` in the store.
void measure_point(curve& into, int64_t rows, const stage& on,
                   const std::filesystem::path& requests, const effort& how) {
    const row got = measure(
        {.name = into.name, .system = on.system(), .requests = [&](int) { return requests; }}, how);
    into.points.push_back({rows, 1e6 / got.rate});
}

void fill(stage& on, int64_t rows, results& all) {
    const auto began = std::chrono::steady_clock::now();
    on.fill_sessions(rows);
    on.fill_orders(rows);
    on.settle();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    const auto file = (on.system().folder() / "data/swan.db").string();
    const auto bytes = std::filesystem::file_size(file) + std::filesystem::file_size(file + "-wal");
    all.figures.push_back(
        {.name = concat("database of ", rows, " sessions and orders, with its log"),
         .value = double(bytes) / (1 << 20),
         .unit = "MB"});
    all.figures.push_back({.name = "filled in", .value = took.count(), .unit = "s"});
}

}  // namespace

void measure_growth(const effort& how, int64_t few, int64_t many, results& all) {
    curve userinfo{.name = "/auth/userinfo, not cached", .points = {}, .most = kMost};
    curve status{.name = "/pay/status, from the ledger", .points = {}, .most = kMost};
    curve gen{.name = "/pay/gen, RSA-1024", .points = {}, .most = kMost};
    curve customers{.name = "/pay/gen with open_id, RSA-1024", .points = {}, .most = kMost};
    for (const int64_t rows : {few, many}) {
        stage on({.key_bits = 1024});
        fill(on, rows, all);
        const int64_t asked = std::min(rows, kMostAsked);
        measure_point(userinfo, rows, on, on.userinfo_of_filled(asked), how);
        measure_point(status, rows, on, on.status_of_filled(asked), how);
        measure_point(gen, rows, on, on.gen(0), how);
        measure_point(customers, rows, on, on.gen(kCustomers), how);
    }
    for (const curve& each : {userinfo, status, gen, customers}) all.curves.push_back(each);
}

}  // namespace swan::bench
