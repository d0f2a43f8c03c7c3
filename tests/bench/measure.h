// One row of the report: the worker and its contenders under the same load, in turn.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bench/load.h"
#include "bench/report.h"
#include "e2e/running_system.h"

namespace swan::bench {

struct effort {
    int rounds = 5;
    int seconds = 2;   // of each load
    int crowd = 2000;  // clients that wait on Baidu at once
};

struct contender {
    std::string name;
    std::string url;
    std::optional<double> target = {};  // the least that the worker reaches of its rate
};

struct contest {
    std::string name;
    const e2e::running_system& system;  // the worker's
    int connections = 32;
    // The requests of one round, ready before its loads begin.
    std::function<std::filesystem::path(int round)> requests;
    bool once = false;                     // the worker may see each request one time only
    std::function<int64_t()> stored = {};  // rows, to which each of the worker's answers adds one
    std::vector<contender> against = {};
};

double median(std::vector<double> values);

// A round of warming up, then `how.rounds` rounds in which everybody has his turn. Throws
// std::runtime_error when an answer was wrong, or is not stored.
row measure(const contest& what, const effort& how);

}  // namespace swan::bench
