#include "service/store/waiting_jobs.h"

namespace swan {

// One whose worker died has waited since its lease ended, wherever its due_ms has it stand: so the
// first few are looked at, and not the first only.
std::optional<int64_t> waits_since(sql& db, int64_t app, job_kind kind, int64_t now_ms) {
    constexpr int64_t kNone = -1;
    const auto row = db.query_one(
        "select coalesce(min(case when due_ms > leased_ms then due_ms else leased_ms end), :none)"
        " from (select due_ms, leased_ms from jobs where app = :app and kind = :kind"
        " and due_ms <= :now and leased_ms <= :again order by due_ms limit 100) as oldest",
        "i", {kNone, app, static_cast<int64_t>(kind), now_ms, now_ms});
    const int64_t since_ms = row->number(0);
    if (since_ms == kNone) return std::nullopt;
    return since_ms;
}

int64_t count_waiting(sql& db, int64_t app, job_kind kind, int64_t now_ms, int64_t most) {
    return db
        .query_one(
            "select count(*) from (select 1 from jobs where app = :app and kind = :kind"
            " and due_ms <= :now and leased_ms <= :again limit :most) as some",
            "i", {app, static_cast<int64_t>(kind), now_ms, now_ms, most})
        ->number(0);
}

}  // namespace swan
