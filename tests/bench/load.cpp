#include "bench/load.h"

#include <stdexcept>

#include "base/json.h"
#include "base/text.h"
#include "e2e/process.h"
#include "e2e/running_system.h"

namespace swan::bench {

namespace {

// More threads only take the two cores from what is measured.
int threads_for(int connections) { return connections > 256 ? 2 : 1; }

int64_t number(const json::value& from, const char* name) {
    return from.find(name).value().integer().value();
}

}  // namespace

std::vector<std::string> command(const load& what) {
    const std::string threads = concat(threads_for(what.connections));
    const auto script = e2e::running_system::project() / "tests/bench/load.lua";
    return {"wrk",
            "--threads",
            threads,
            "--connections",
            concat(what.connections),
            "--duration",
            concat(what.seconds, "s"),
            "--timeout",
            "10s",
            "--script",
            script.string(),
            what.url,
            "--",
            what.requests.string(),
            what.once ? "once" : "again",
            threads};
}

load_result run(const load& what) {
    const auto ended = e2e::run_to_end(command(what), what.requests.parent_path());
    const size_t begin = ended.out.rfind("\n{");
    if (ended.status != 0 || begin == std::string::npos)
        throw std::runtime_error(concat("wrk ended with status ", ended.status.value_or(-1), ":\n",
                                        ended.out, ended.err));
    const std::string line = ended.out.substr(begin + 1);
    const auto parsed = json::document::parse_object(line);
    const json::value said = parsed.root();
    if (number(said, "status_errors") != 0 || number(said, "socket_errors") != 0 ||
        number(said, "requests") == 0 || said.find("ran_out")->boolean() != false)
        throw std::runtime_error(concat(what.url, " was not answered well: ", line));
    load_result got{.requests = number(said, "requests")};
    got.rate = double(got.requests) * 1e6 / double(number(said, "duration_us"));
    got.p50_us = double(number(said, "p50_us"));
    got.p99_us = double(number(said, "p99_us"));
    return got;
}

}  // namespace swan::bench
