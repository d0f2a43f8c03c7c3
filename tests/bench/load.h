// A load from wrk, and what it measured.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace swan::bench {

struct load {
    std::string url;                 // scheme, host and port
    std::filesystem::path requests;  // one a line: METHOD PATH [BODY]
    bool once = false;               // each line is sent once; else round and round
    int connections = 32;
    int seconds = 2;
};

struct load_result {
    int64_t requests = 0;
    double rate = 0;  // answers a second
    double p50_us = 0;
    double p99_us = 0;
};

// The command line of wrk.
std::vector<std::string> command(const load& what);

// Runs it to its end. Throws std::runtime_error when wrk fails, when any answer was HTTP 4xx or 5xx
// or did not come, or when the requests of a `once` load ran out: a figure with errors in it is
// none.
load_result run(const load& what);

}  // namespace swan::bench
