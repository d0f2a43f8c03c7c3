// What is to be done later, by whichever worker comes first: the schedule in the store. Inside an
// operation, on the store's thread; `app` is app_number()'s.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "service/store/sql.h"

namespace swan {

// The numbers are what the table holds: never renumber.
enum class job_kind : int64_t {
    watch = 1,      // an unpaid order (tp_order_id): ask Baidu whether it is paid; close it in time
    refund = 2,     // a refund (refund_id) that has not ended: send it, or ask what came of it
    give_back = 3,  // a payment (order_id) that Baidu was asked to refund: see that it does
    confirm = 4,    // a payment (order_id) that is to be confirmed before it is told on
    deliver = 5,    // events of an order (tp_order_id) for the merchant's system
    command = 6,    // of an operator (id)
    recover = 7,    // an order (tp_order_id) of a restored store: ask Baidu what became of it
    watch_anonymous = 8,  // the same as `watch`, of an order that anybody may have made
};

struct job {
    job_kind kind = job_kind::watch;
    std::string subject = {};
    int64_t since_ms = 0;   // when it was first asked for
    int64_t due_ms = 0;     // negative: it is taken, and not asked for again since
    int64_t leased_ms = 0;  // until when it belongs to the worker that has it
    int64_t attempts = 0;   // so often it was begun, this time included
};

// Makes one that cannot be there yet: the cheapest. Throws sql_error constraint when it is.
void insert_job(sql& db, int64_t app, job_kind kind, std::string_view subject, int64_t due_ms,
                int64_t now_ms);
// Makes it; one that is there becomes due at `due_ms` if that is sooner. One that is being carried
// out is due again then: what came in the meantime may have come too late for it. Asked for often,
// it is due at the soonest of those times.
void schedule_job(sql& db, int64_t app, job_kind kind, std::string_view subject, int64_t due_ms,
                  int64_t now_ms);
// The same, but `due_ms` holds, sooner or later.
void reschedule_job(sql& db, int64_t app, job_kind kind, std::string_view subject, int64_t due_ms,
                    int64_t now_ms);
void drop_job(sql& db, int64_t app, job_kind kind, std::string_view subject);
// An order is watched by one of the two kinds only.
void drop_watch(sql& db, int64_t app, std::string_view tp_order_id);
// job::attempts of one that may be there; 0 when it is not.
int64_t attempts_of(sql& db, int64_t app, job_kind kind, std::string_view subject);

struct jobs_left {
    int64_t all = 0;
    int64_t tried = 0;  // of them: taken before, in vain
};
jobs_left count_jobs(sql& db, int64_t app, job_kind kind);
void drop_jobs(sql& db, int64_t app, job_kind kind);

// Nothing is leased for longer. A lease that ends further ahead was written before the clock was
// set back: then nobody is taken to have it.
inline constexpr int64_t kLongestJobLeaseMs = 600'000;

// How many are wanted of a kind, or of several together: of those that are named first before the
// others.
struct job_wish {
    job_wish(job_kind kind, int64_t up_to) : kinds{kind}, most(up_to) {}
    job_wish(std::vector<job_kind> several, int64_t up_to)
        : kinds(std::move(several)), most(up_to) {}

    std::vector<job_kind> kinds;
    int64_t most;
};
bool any_due(sql& db, int64_t app, const std::vector<job_wish>& wanted, int64_t now_ms);

// Takes up to `most` jobs of that kind that are due, oldest first: they are nobody else's until
// `until_ms`, at most kLongestJobLeaseMs ahead. A worker that dies leaves them to the others then.
std::vector<job> lease_jobs(sql& db, int64_t app, job_kind kind, int64_t now_ms, int64_t until_ms,
                            int64_t most);
// The same for all that is wanted.
std::vector<job> lease_jobs(sql& db, int64_t app, const std::vector<job_wish>& wanted,
                            int64_t now_ms, int64_t until_ms);
// Whether `taken` is still the caller's; otherwise these change nothing. A job that was made due
// anew in the meantime stays, and is due then.
bool finish_job(sql& db, int64_t app, const job& taken);
bool postpone_job(sql& db, int64_t app, const job& taken, int64_t due_ms);
// It was not begun after all: it keeps its place, and this time is none of its attempts.
bool return_job(sql& db, int64_t app, const job& taken);

}  // namespace swan
