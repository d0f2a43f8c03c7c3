// Jobs in a worker's database, made due there instead of waited for. Inside a transaction of the
// caller's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "service/store/jobs.h"
#include "service/store/record.h"
#include "service/store/sql.h"

namespace swan::e2e {

// Those of that kind that no worker is at.
inline void make_due(sql& db, job_kind kind) {
    db.execute("update jobs set due_ms = 0 where kind = :kind and leased_ms = 0", {stored(kind)});
}
inline int64_t count_jobs(sql& db, job_kind kind) {
    return db.query_one("select count(*) from jobs where kind = :kind", "i", {stored(kind)})
        ->number(0);
}

// What asks Baidu about an order that is watched, or a payment that is to be confirmed.
struct asking_job {
    int64_t attempts = 0;
    bool is_under_way = false;
};
inline std::optional<asking_job> job_asking_about(sql& db, const std::string& subject) {
    const auto row = db.query_one(
        "select attempts, leased_ms from jobs where kind in (:watch, :anonymous, :confirm)"
        " and subject = :id",
        "ii",
        {stored(job_kind::watch), stored(job_kind::watch_anonymous), stored(job_kind::confirm),
         subject});
    if (!row) return std::nullopt;
    return asking_job{.attempts = row->number(0), .is_under_way = row->number(1) > 0};
}
// As if the worker that is at it had died.
inline void make_asking_due(sql& db, const std::string& subject) {
    db.execute(
        "update jobs set due_ms = 0, leased_ms = 0 where kind in (:watch, :anonymous, :confirm)"
        " and subject = :id",
        {stored(job_kind::watch), stored(job_kind::watch_anonymous), stored(job_kind::confirm),
         subject});
}

}  // namespace swan::e2e
