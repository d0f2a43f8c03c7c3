// What the handlers of one loop work with.
#pragma once

#include "app/ledger.h"
#include "app/platform.h"
#include "base/config.h"
#include "base/metrics.h"
#include "runtime/unfinished_work.h"
#include "service/store/store.h"

namespace swan {

struct services {
    const config& settings;
    const ledger_rules& rules;
    store& db;                    // shared by all loops
    platform& baidu;              // this loop's, and this mini-program's
    unfinished_work& unfinished;  // shared by all loops
    metrics& counted;             // shared by all loops
};

}  // namespace swan
