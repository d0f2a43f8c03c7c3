#include "service/store/statistics.h"

#include "service/store/record.h"

namespace swan {

namespace {

// `text` gives what, how many and how much.
std::vector<tally> tallies(sql& db, int64_t app, sql::literal text) {
    std::vector<tally> all;
    for (const sql::row& each : db.query(text, "iii", {app}))
        all.push_back({.what = each.number(0), .count = each.number(1), .fen = each.number(2)});
    return all;
}

}  // namespace

std::vector<tally> tally_orders(sql& db, int64_t app) {
    return tallies(db, app,
                   "select state, count(*), sum(total_amount) from orders where app = :app"
                   " group by state order by state");
}

std::vector<tally> tally_payments(sql& db, int64_t app) {
    return tallies(db, app,
                   "select verdict, count(*), sum(total_money) from payments where app = :app"
                   " group by verdict order by verdict");
}

std::vector<tally> tally_refunds(sql& db, int64_t app) {
    return tallies(db, app,
                   "select state, count(*), sum(case when amount > 0 then amount else 0 end)"
                   " from refunds where app = :app group by state order by state");
}

std::vector<tally> tally_events(sql& db, int64_t app) {
    return tallies(db, app,
                   "select state, count(*), 0 from events where app = :app group by state"
                   " order by state");
}

int64_t reserved_in_all(sql& db, int64_t app) {
    return db
        .query_one("select coalesce(sum(reserved), 0) from payments where app = :app", "i", {app})
        ->number(0);
}

int64_t count_unknown_amounts(sql& db, int64_t app) {
    return db
        .query_one(
            "select count(*) from refunds where app = :app and amount < 0"
            " and state not in (:requested, :failed)",
            "i", {app, stored(refund::status::requested), stored(refund::status::failed)})
        ->number(0);
}

int64_t count_quarantined(sql& db, int64_t app) {
    return db.query_one("select count(*) from quarantine where app = :app", "i", {app})->number(0);
}

std::vector<job_tally> tally_jobs(sql& db, int64_t app, int64_t late_ms) {
    std::vector<job_tally> all;
    for (const sql::row& each :
         db.query("select kind, count(*),"
                  " sum(case when due_ms < :late and leased_ms < :again then 1 else 0 end)"
                  " from jobs where app = :app group by kind order by kind",
                  "iii", {late_ms, late_ms, app}))
        all.push_back(
            {.kind = each.number(0), .waiting = each.number(1), .overdue = each.number(2)});
    return all;
}

}  // namespace swan
