#include "base/text.h"
#include "swanctl/doctor/checks.h"
#include "swanctl/doctor/limits.h"

namespace swan::doctor {

namespace {

finding environment_of(const examined& what) {
    const server_settings& server = *what.server;
    const std::string where =
        server.upstream_base.empty() ? "on Baidu's own hosts" : concat("at ", server.upstream_base);
    return good(what.is_sandbox() ? concat("sandbox: no real money, the calls end ", where)
                                  : concat("production: real money, the calls end ", where));
}

finding open_files(const examined& what) {
    const auto running = open_files_of_worker(what.conf);
    const int max_waiting = what.server->max_waiting;
    if (running) return judge_open_files("the running worker", *running, max_waiting);
    return judge_open_files("a worker started from here", open_files_of_this_process(),
                            max_waiting);
}

}  // namespace

findings check_limits(const examined& what, outside&) {
    if (!what.server) return {skipped("server.json is not good")};
    return {environment_of(what), open_files(what)};
}

}  // namespace swan::doctor
