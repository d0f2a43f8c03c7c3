// How much there is of everything in the store, for an operator. Inside a transaction of
// begin_read(); `app` is app_number()'s. These read whole tables.
#pragma once

#include <cstdint>
#include <vector>

#include "service/store/sql.h"

namespace swan {

// Rows that have the same `what`: a state or a verdict, as the tables hold it.
struct tally {
    int64_t what = 0;
    int64_t count = 0;
    int64_t fen = 0;  // their amounts together; refunds of an unknown amount count none
};
std::vector<tally> tally_orders(sql& db, int64_t app);    // by state
std::vector<tally> tally_payments(sql& db, int64_t app);  // by verdict
std::vector<tally> tally_refunds(sql& db, int64_t app);   // by state
std::vector<tally> tally_events(sql& db, int64_t app);    // by state, no amounts
int64_t reserved_in_all(sql& db, int64_t app);            // fen, of all payments
// Of refunds that took, or take, nobody knows how much.
int64_t count_unknown_amounts(sql& db, int64_t app);
int64_t count_quarantined(sql& db, int64_t app);

struct job_tally {
    int64_t kind = 0;
    int64_t waiting = 0;
    int64_t overdue = 0;  // of them: due before `late_ms`, and nobody is at it
};
std::vector<job_tally> tally_jobs(sql& db, int64_t app, int64_t late_ms);

}  // namespace swan
