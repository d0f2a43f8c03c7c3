#include "service/store/jobs.h"

#include <algorithm>
#include <iterator>

namespace swan {

namespace {

// due_ms of one that is taken: whatever else stands there was asked for since, and keeps it.
constexpr int64_t kNotAgain = -1;

bool is_due(sql& db, int64_t app, job_kind kind, int64_t now_ms) {
    return db
        .query_one(
            "select 1 from jobs where app = :app and kind = :kind and due_ms <= :now"
            " and (leased_ms <= :again or leased_ms > :longest) limit 1",
            "i", {app, static_cast<int64_t>(kind), now_ms, now_ms, now_ms + kLongestJobLeaseMs})
        .has_value();
}

bool exists(sql& db, int64_t app, job_kind kind, std::string_view subject) {
    return db
        .query_one("select 1 from jobs where app = :app and kind = :kind and subject = :subject",
                   "i", {app, static_cast<int64_t>(kind), subject})
        .has_value();
}

bool lease(sql& db, int64_t app, const job& due, int64_t until_ms) {
    return db.execute(
               "update jobs set leased_ms = :until, due_ms = :taken, attempts = attempts + 1"
               " where app = :app and kind = :kind and subject = :subject"
               " and leased_ms = :before",
               {until_ms, kNotAgain, app, static_cast<int64_t>(due.kind), due.subject,
                due.leased_ms}) == 1;
}

bool release(sql& db, int64_t app, const job& taken, int64_t due_ms, int64_t attempts) {
    return db.execute(
               "update jobs set leased_ms = 0, attempts = :attempts, due_ms = case"
               " when due_ms = :taken then :due else due_ms end where app = :app and kind = :kind"
               " and subject = :subject and leased_ms = :mine",
               {attempts, kNotAgain, due_ms, app, static_cast<int64_t>(taken.kind), taken.subject,
                taken.leased_ms}) == 1;
}

}  // namespace

void insert_job(sql& db, int64_t app, job_kind kind, std::string_view subject, int64_t due_ms,
                int64_t now_ms) {
    db.execute(
        "insert into jobs (app, kind, subject, since_ms, due_ms, leased_ms, attempts)"
        " values (:app, :kind, :subject, :now, :due, 0, 0)",
        {app, static_cast<int64_t>(kind), subject, now_ms, due_ms});
}

void schedule_job(sql& db, int64_t app, job_kind kind, std::string_view subject, int64_t due_ms,
                  int64_t now_ms) {
    // A lease that has ended leaves its job due, whatever is asked for now.
    const int64_t sooner = db.execute(
        "update jobs set due_ms = case when due_ms = :taken and leased_ms <= :now then :soonest"
        " else :due end where app = :app and kind = :kind and subject = :subject"
        " and (due_ms > :limit or due_ms = :untouched)",
        {kNotAgain, now_ms, std::min(due_ms, now_ms), due_ms, app, static_cast<int64_t>(kind),
         subject, due_ms, kNotAgain});
    if (sooner == 0 && !exists(db, app, kind, subject))
        insert_job(db, app, kind, subject, due_ms, now_ms);
}

void reschedule_job(sql& db, int64_t app, job_kind kind, std::string_view subject, int64_t due_ms,
                    int64_t now_ms) {
    const int64_t moved = db.execute(
        "update jobs set due_ms = :due where app = :app and kind = :kind and subject = :subject",
        {due_ms, app, static_cast<int64_t>(kind), subject});
    if (moved == 0) insert_job(db, app, kind, subject, due_ms, now_ms);
}

void drop_job(sql& db, int64_t app, job_kind kind, std::string_view subject) {
    db.execute("delete from jobs where app = :app and kind = :kind and subject = :subject",
               {app, static_cast<int64_t>(kind), subject});
}

void drop_watch(sql& db, int64_t app, std::string_view tp_order_id) {
    db.execute(
        "delete from jobs where app = :app and kind in (:watch, :anonymous) and subject = :subject",
        {app, static_cast<int64_t>(job_kind::watch),
         static_cast<int64_t>(job_kind::watch_anonymous), tp_order_id});
}

int64_t attempts_of(sql& db, int64_t app, job_kind kind, std::string_view subject) {
    const auto row = db.query_one(
        "select attempts from jobs where app = :app and kind = :kind and subject = :subject", "i",
        {app, static_cast<int64_t>(kind), subject});
    return row ? row->number(0) : 0;
}

jobs_left count_jobs(sql& db, int64_t app, job_kind kind) {
    const auto row = db.query_one(
        "select count(*), coalesce(sum(case when attempts > 0 then 1 else 0 end), 0) from jobs"
        " where app = :app and kind = :kind",
        "ii", {app, static_cast<int64_t>(kind)});
    return {.all = row->number(0), .tried = row->number(1)};
}

void drop_jobs(sql& db, int64_t app, job_kind kind) {
    db.execute("delete from jobs where app = :app and kind = :kind",
               {app, static_cast<int64_t>(kind)});
}

bool any_due(sql& db, int64_t app, const std::vector<job_wish>& wanted, int64_t now_ms) {
    return std::any_of(wanted.begin(), wanted.end(), [&](const job_wish& each) {
        return each.most > 0 &&
               std::any_of(each.kinds.begin(), each.kinds.end(),
                           [&](job_kind kind) { return is_due(db, app, kind, now_ms); });
    });
}

std::vector<job> lease_jobs(sql& db, int64_t app, job_kind kind, int64_t now_ms, int64_t until_ms,
                            int64_t most) {
    std::vector<job> taken;
    for (sql::row& row :
         db.query("select subject, since_ms, due_ms, leased_ms, attempts from jobs where app = :app"
                  " and kind = :kind and due_ms <= :now and (leased_ms <= :again"
                  " or leased_ms > :longest) order by due_ms limit :most",
                  "tiiii",
                  {app, static_cast<int64_t>(kind), now_ms, now_ms, now_ms + kLongestJobLeaseMs,
                   most})) {
        job due{.kind = kind,
                .subject = row.take_text(0),
                .since_ms = row.number(1),
                .due_ms = row.number(2),
                .leased_ms = row.number(3),
                .attempts = row.number(4) + 1};
        if (!lease(db, app, due, until_ms)) continue;
        due.leased_ms = until_ms;
        taken.push_back(std::move(due));
    }
    return taken;
}

std::vector<job> lease_jobs(sql& db, int64_t app, const std::vector<job_wish>& wanted,
                            int64_t now_ms, int64_t until_ms) {
    std::vector<job> taken;
    for (const auto& [kinds, most] : wanted) {
        int64_t left = most;
        for (const job_kind kind : kinds) {
            if (left <= 0) break;
            auto some = lease_jobs(db, app, kind, now_ms, until_ms, left);
            left -= static_cast<int64_t>(some.size());
            std::move(some.begin(), some.end(), std::back_inserter(taken));
        }
    }
    return taken;
}

bool finish_job(sql& db, int64_t app, const job& taken) {
    const int64_t ended = db.execute(
        "delete from jobs where app = :app and kind = :kind and subject = :subject"
        " and leased_ms = :mine and due_ms = :taken",
        {app, static_cast<int64_t>(taken.kind), taken.subject, taken.leased_ms, kNotAgain});
    return ended == 1 || postpone_job(db, app, taken, taken.due_ms);
}

bool postpone_job(sql& db, int64_t app, const job& taken, int64_t due_ms) {
    return release(db, app, taken, due_ms, taken.attempts);
}

bool return_job(sql& db, int64_t app, const job& taken) {
    return release(db, app, taken, taken.due_ms, taken.attempts - 1);
}

}  // namespace swan
