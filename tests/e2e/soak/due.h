// Time that passes at once.
#pragma once

#include "e2e/running_system.h"
#include "service/store/sql.h"
#include "service/store/store.h"

namespace swan::e2e::soak {

inline sql database(const running_system& system) {
    return sql("sqlite3:" + (system.folder() / "data/swan.db").string());
}

// Everything that is to be done later is due now, and was asked for two days ago: what ends by
// time ends now.
inline void make_all_due(const running_system& system) {
    sql db = database(system);
    db.execute("update jobs set due_ms = :now, since_ms = since_ms - 172800000", {store_now_ms()});
    db.execute("update refunds set absent_ms = absent_ms - 172800000 where state = 6");
    db.execute("update orders set created_ms = created_ms - 172800000 where state = 1");
}

// The worker has ended: what it was at belongs to nobody, as two minutes later.
inline void end_leases(const running_system& system) {
    database(system).execute("update jobs set leased_ms = 0");
}

// Nothing is on its way any more, neither at Baidu nor here.
inline bool is_quiet(const running_system& system) {
    const std::string state = system.sandbox_get("/sandbox/state").body;
    if (state.find(R"("calls":true)") != std::string::npos) return false;
    sql db = database(system);
    return db.query_one("select count(*) from refunds where state between 2 and 7", "i")
               ->number(0) == 0;
}

}  // namespace swan::e2e::soak
