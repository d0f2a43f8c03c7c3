// The worker: one socket, N loops, one store; from configuration to drain.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <thread>
#include <vector>

#include "app/application.h"
#include "app/rule_book.h"
#include "app/schedule.h"
#include "base/config.h"
#include "base/metrics.h"
#include "front/fcgi.h"
#include "runtime/unfinished_work.h"
#include "service/http.h"
#include "service/store/store.h"
#include "service/upstream.h"

namespace swan {

class worker {
  public:
    // Opens the store and builds the loops; serves nothing yet. Throws config_error, sql_error.
    explicit worker(installation settings);
    ~worker();

    // Serves `listening` from now on, on threads of its own. Signals must be blocked before.
    void start(int listening);

    // Goes by `fresh` from now on, which reloaded() has made of the one in force; what is being
    // answered goes on by the old one. Throws config_error, sql_error: then nothing has changed.
    void use(installation fresh);
    const installation& in_force() const { return *settings_; }

    // Drains: true when every connection was closed by the other side, and what goes on after its
    // answer has ended, within the drain deadline; else what waits was answered "busy". Afterwards
    // all loops have ended.
    bool drain();

  private:
    class lane;  // one loop and what its handlers work with

    std::shared_ptr<const applications> apps_on(lane& one,
                                                const std::vector<const ledger_rules*>& rules);
    counter& alerts_of(std::string_view kind);

    std::shared_ptr<const installation> settings_;
    std::optional<store> db_;
    rule_book rules_;
    unfinished_work unfinished_;
    metrics counted_;
    waiting_limit waiting_;
    upstreams upstreams_;
    std::vector<std::unique_ptr<lane>> lanes_;
    std::optional<schedule> schedule_;  // on the first of them
    std::unique_ptr<fcgi_server> server_;
    std::vector<std::jthread> threads_;
};

}  // namespace swan
