// One row of the report: the worker and its contenders under the same load, in turn.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

#include "bench/load.h"
#include "bench/report.h"

namespace swan::bench {

struct effort {
    int rounds = 5;
    int seconds = 2;  // of each load
};

struct contender {
    std::string name;
    std::string url;
    std::optional<double> target = {};  // the least that the worker reaches of its rate
};

struct contest {
    std::string name;
    pid_t worker = 0;
    std::string url;  // the worker's
    int connections = 32;
    // The requests of one round, ready before its loads begin.
    std::function<std::filesystem::path(int round)> requests;
    bool once = false;  // the worker may see each request one time only
    std::vector<contender> against = {};
};

double median(std::vector<double> values);

// A round of warming up, then `how.rounds` rounds in which everybody has his turn.
row measure(const contest& what, const effort& how);

}  // namespace swan::bench
