// make bench: loads on the whole system, each beside its ceiling, as a table, JSON and a picture.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "base/text.h"
#include "bench/rows.h"

namespace {

using namespace swan::bench;

constexpr int64_t kFew = 10'000;

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
    int64_t growth = 0;              // rows of the large store; 0: no growth
    std::vector<std::string> parts;  // none: all
    std::filesystem::path out;
};

bool wants(const wishes& what, const std::string& name) {
    return what.parts.empty() ||
           std::find(what.parts.begin(), what.parts.end(), name) != what.parts.end();
}

std::set<std::string> part_names() {
    std::set<std::string> names;
    for (const part& each : kParts) names.insert(each.name);
    return names;
}

void save(const std::filesystem::path& file, const std::string& text) {
    std::ofstream out(file);
    if (!(out << text).flush()) throw std::runtime_error("cannot write " + file.string());
}

void measure(const wishes& what) {
    const effort how = what.quick ? effort{.rounds = 1, .seconds = 1} : effort{};
    results all{
        .machine = machine(),
        .note = swan::concat("Load generator, nginx, worker and upstream share these cores; "
                             "medians of ",
                             how.rounds, " rounds of ", how.seconds, " s in turn.")};
    for (const part& each : kParts)
        if (wants(what, each.name)) each.measure(how, all);
    if (what.growth > 0) measure_growth(how, kFew, what.growth, all);
    std::fputs(table(all).c_str(), stdout);
    std::filesystem::create_directories(what.out);
    save(what.out / "bench.json", as_json(all));
    save(what.out / "bench.svg", as_svg(all));
    std::printf("\nAlso in %s: bench.json, bench.svg\n", what.out.c_str());
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App flags("Measures the worker beside its ceilings; run it from the project's root.");
    wishes what;
    flags.add_flag("--quick", what.quick, "one round of a second each, to see that it works");
    flags.add_option("--growth", what.growth, "rows of the large store; 0: no growth");
    flags.add_option("--parts", what.parts, "only these")
        ->delimiter(',')
        ->check(CLI::IsMember(part_names()));
    flags.add_option("--out", what.out, "folder of bench.json and bench.svg")->required();
    CLI11_PARSE(flags, argc, argv);
    try {
        measure(what);
    } catch (const std::exception& e) {
        std::fprintf(stderr, "bench: %s\n", e.what());
        return EXIT_FAILURE;
    }
}
