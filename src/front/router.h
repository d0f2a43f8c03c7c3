// Which handler answers which path, with the guards in order: unknown path, prefetch, method, size,
// parameters. Every answer passes here, so here are also the catch for errors and the log line.
#pragma once

#include <chrono>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "front/request.h"
#include "front/request_meter.h"
#include "runtime/task.h"

namespace swan {

struct route {
    enum class input {
        parameters,  // query and body become request.parameters
        raw_body,    // the handler reads request.body itself; the query is not ours
    };
    std::string_view path;
    bool get = false;
    bool post = false;
    input reads = input::parameters;
    std::span<const param_rule> known;
    std::function<task<response>(request&)> handler;
    // How this route tells an error: its envelope.
    response (*render)(const error&, const request&);
};

// One a loop; routes do not change once built.
class router {
  public:
    // `unknown_path` renders not_found for paths that no route has. What is answered is counted in
    // `into`, if given, which must outlive it; those paths together as "other".
    router(std::vector<route> routes, response (*unknown_path)(const error&, const request&),
           metrics* into = nullptr);

    // Answers `req` and writes its log line. Never throws. `req` must live until the task ends.
    task<response> handle(request& req) const;

  private:
    const route* find(std::string_view path) const;
    void count(const route* where, int code, std::chrono::nanoseconds took) const;

    std::vector<route> routes_;
    response (*unknown_path_)(const error&, const request&);
    mutable std::vector<request_meter> meters_;  // one a route, and one for other paths; or none
};

}  // namespace swan
