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
constexpr double kMost = 1.25;

double us_of(const stage& on, const char* name, const std::filesystem::path& requests,
             const effort& how) {
    const row got = measure(
        {.name = name, .system = on.system(), .requests = [&](int) { return requests; }}, how);
    return 1e6 / got.rate;
}

void fill(stage& on, int64_t rows, results& all) {
    const auto began = std::chrono::steady_clock::now();
    on.fill_sessions(rows);
    on.fill_orders(rows);
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
    for (const int64_t rows : {few, many}) {
        stage on({.key_bits = 1024});
        fill(on, rows, all);
        const int64_t asked = std::min(rows, kMostAsked);
        const auto users = on.userinfo_of_filled(asked);
        userinfo.points.push_back({rows, us_of(on, "/auth/userinfo, not cached", users, how)});
        const auto orders = on.status_of_filled(asked);
        status.points.push_back({rows, us_of(on, "/pay/status", orders, how)});
        const auto sales = on.gen(0);
        gen.points.push_back({rows, us_of(on, "/pay/gen", sales, how)});
    }
    for (const curve& each : {userinfo, status, gen}) all.curves.push_back(each);
}

}  // namespace swan::bench
