// The worker: one socket, N loops, one store; from configuration to drain.
#pragma once

#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "app/ledger.h"
#include "app/order_number.h"
#include "base/config.h"
#include "base/metrics.h"
#include "front/fcgi.h"
#include "runtime/unfinished.h"
#include "service/http.h"
#include "service/store/store.h"
#include "service/upstream.h"

namespace swan {

class worker {
  public:
    // Opens the store and builds the loops; serves nothing yet. Throws config_error, sql_error.
    explicit worker(const config& settings);
    ~worker();

    // Serves `listening` from now on, on threads of its own. Signals must be blocked before.
    void start(int listening);

    // Drains: true when every connection was closed by the other side, and what goes on after its
    // answer has ended, within the drain deadline; else what waits was answered "busy". Afterwards
    // all loops have ended.
    bool drain();

  private:
    class lane;  // one loop and what its handlers work with

    const config& settings_;
    std::optional<store> db_;
    order_numbers numbers_;
    ledger_rules rules_;
    unfinished going_on_;
    metrics counted_;
    waiting_limit waiting_;
    upstreams upstreams_;
    std::vector<std::unique_ptr<lane>> lanes_;
    std::unique_ptr<fcgi_server> server_;
    std::vector<std::jthread> threads_;
};

}  // namespace swan
