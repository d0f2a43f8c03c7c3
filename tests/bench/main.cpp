// make bench: loads on the whole system, each beside its ceiling, as a table, JSON and pictures.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "base/text.h"
#include "bench/rows.h"

namespace {

using namespace swan::bench;

constexpr int64_t kFew = 10'000;  // rows of the small store
constexpr int64_t kMany = 10'000'000;
constexpr const char* kGrowth = "growth";

struct part {
    const char* name;
    void (*measure)(const effort& how, results& all);
};
constexpr part kParts[] = {
    {"userinfo", measure_userinfo}, {"gen", measure_gen},         {"notify", measure_notify},
    {"login", measure_login},       {"waiting", measure_waiting}, {"hanging", measure_hanging},
    {"idle", measure_idle},
};

struct wishes {
    bool quick = false;
    int64_t growth = 0;              // rows of the large store
    std::vector<std::string> parts;  // none: all but growth, which takes long
    std::filesystem::path out;
};

bool is_named(const wishes& what, const std::string& part) {
    return std::find(what.parts.begin(), what.parts.end(), part) != what.parts.end();
}

std::set<std::string> part_names() {
    std::set<std::string> names{kGrowth};
    for (const part& each : kParts) names.insert(each.name);
    return names;
}

void save(const std::filesystem::path& file, const std::string& text) {
    std::ofstream out(file);
    if (!(out << text).flush()) throw std::runtime_error("cannot write " + file.string());
}

void save_all(const std::filesystem::path& folder, const results& all) {
    std::filesystem::create_directories(folder);
    save(folder / "bench.json", as_json(all));
    if (!all.rows.empty()) save(folder / "bench.svg", ratios_svg(all));
    if (!all.curves.empty()) save(folder / "growth.svg", growth_svg(all));
    std::printf("\nAlso in %s: bench.json%s%s\n", folder.c_str(),
                all.rows.empty() ? "" : ", bench.svg", all.curves.empty() ? "" : ", growth.svg");
}

// One that fails leaves what the others measure.
bool is_measured(const char* name, const std::function<void()>& measure) {
    try {
        measure();
        return true;
    } catch (const std::exception& e) {
        std::fprintf(stderr, "bench: %s: %s\n", name, e.what());
        return false;
    }
}

bool measure(const wishes& what) {
    const effort how = what.quick ? effort{.rounds = 1, .seconds = 1, .crowd = 200} : effort{};
    results all{
        .machine = machine(),
        .note = swan::concat("Load generator, nginx, worker and upstream share these cores; "
                             "medians of ",
                             how.rounds, " rounds of ", how.seconds,
                             " s in turn (logins: three times as long).")};
    bool well = true;
    for (const part& each : kParts)
        if (what.parts.empty() || is_named(what, each.name))
            well = is_measured(each.name, [&] { each.measure(how, all); }) && well;
    const int64_t rows = what.growth > 0 ? what.growth : kMany;
    if (what.growth > 0 || is_named(what, kGrowth))
        well = is_measured(kGrowth, [&] { measure_growth(how, kFew, rows, all); }) && well;
    std::fputs(table(all).c_str(), stdout);
    save_all(what.out, all);
    return well;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App flags("Measures the worker beside its ceilings; run it from the project's root.");
    wishes what;
    flags.add_flag("--quick", what.quick,
                   "one round of a second each, and small crowds, to see that it works");
    flags.add_option("--growth", what.growth, "measure growth too, to so many rows")
        ->check(CLI::Range(kFew, 100 * kMany));
    flags.add_option("--parts", what.parts, "only these; growth is to ten million rows")
        ->delimiter(',')
        ->check(CLI::IsMember(part_names()));
    flags.add_option("--out", what.out, "folder of the results")->required();
    CLI11_PARSE(flags, argc, argv);
    try {
        return measure(what) ? EXIT_SUCCESS : EXIT_FAILURE;
    } catch (const std::exception& e) {
        std::fprintf(stderr, "bench: %s\n", e.what());
        return EXIT_FAILURE;
    }
}
