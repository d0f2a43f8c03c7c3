// What was measured, and its forms: a table to read, JSON to keep, two pictures to show.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace swan::bench {

// What a row's rate is held against.
struct comparison {
    std::string name;  // "nginx alone", "libfcgi under epoll", "ideal"
    double rate = 0;   // requests a second, median over the rounds
    double ratio = 0;  // the row's rate over this one, median of the rounds' own ratios
    std::optional<double> target = {};  // the least ratio
};

// A load on the worker: medians over the rounds.
struct row {
    std::string name;
    int connections = 0;
    int64_t answered = 0;  // in all rounds, warming up too
    double rate = 0;       // requests a second
    double p50_us = 0;
    double p99_us = 0;
    double cpu_us = 0;  // of the worker, a request
    int64_t rss_kb = 0;
    std::vector<comparison> against = {};
};

// A figure of another kind.
struct figure {
    std::string name;
    double value = 0;
    std::string unit;
    std::optional<double> most = {};  // target
};

// How a load's cost grows with what the store holds.
struct curve {
    struct point {
        int64_t rows = 0;
        double us = 0;  // one request's time on the whole machine: 1,000,000 / rate
    };
    std::string name;
    std::vector<point> points;
    double most = 0;  // target: the last point over the first
};

struct results {
    std::string machine;
    std::string note;  // how it was measured
    std::vector<row> rows = {};
    std::vector<figure> figures = {};
    std::vector<curve> curves = {};
};

std::string machine();
std::string table(const results& all);
std::string as_json(const results& all);
std::string ratios_svg(const results& all);  // of the rows
std::string growth_svg(const results& all);  // of the curves

}  // namespace swan::bench
