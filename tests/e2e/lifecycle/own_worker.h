// The worker of a system as a child of the test, which so sees its exit status.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "e2e/process.h"
#include "e2e/running_system.h"

namespace swan::e2e {

// The command that starts the worker of `system` on its socket; spawn-fcgi becomes the worker.
inline std::vector<std::string> worker_command(const running_system& system) {
    return {"spawn-fcgi", "-n",
            "-s",         (system.folder() / "swan.sock").string(),
            "-M",         "0600",
            "--",         (running_system::build() / "swan-fcgi").string(),
            "--conf",     (system.folder() / "conf").string()};
}

// Ends the worker of `system`, however it was started, and starts one in its place; waits until it
// answers through nginx.
inline std::unique_ptr<process> replace_worker(const running_system& system) {
    system.stop("worker");
    auto worker = std::make_unique<process>(worker_command(system));
    system.adopt("worker", worker->pid());
    system.await_worker();
    return worker;
}

}  // namespace swan::e2e
